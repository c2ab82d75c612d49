// The memory of one workspace for runs on the SIMD backend: where everything lies, and copying the weights there in the
// orders the products read. All sizes are known before the memory is made. No arithmetic.
import type { Memory } from "./binary";
import type { Weights } from "./interface";
import {
  embeddingOf,
  narrowPanels,
  type Packs,
  packed,
  regions,
  staged,
  strideOf,
  widePanels,
} from "./layout";
import type { RunsCapacity } from "./runs";

/** A tile of the float32 product writes whole tiles of rows. */
const TILE = 4;
/** Rows of working space of assembly/runs.ts. */
const BLOCK = 8;

export type RunsRegion =
  | "embedding" // W_x^T [256 x stride] float32
  | "bias" // b_h [stride] float64
  | "recurrent" // W_h^T in wide panels, float64
  | "readout" // W_y^T in wide panels, float64
  | "readoutBias" // b_y [256] float64
  | "quickRecurrent" // W_h^T in panels, float32: the screen
  | "quickReadout" // W_y^T in panels, float32
  | "staging" // one unpacked matrix while binding; free afterwards
  | "inputs" // [steps] 16 bits
  | "replacement" // [stride] float64
  | "states" // [rows x stride] float64
  | "next" // [BLOCK x stride] float64
  | "logits" // [rows x 256] float64
  | "path" // [steps x stride] float64
  | "change" // [steps x stride] float32
  | "leaves" // [steps] bytes
  | "deviations" // [rows, and a tile x stride] float32
  | "deviationsNext"
  | "gaps" // [2 x stride] float32
  | "shifts"; // [rows x 256] float32

export function runsLayoutOf(H: number, { rows, steps }: RunsCapacity) {
  const stride = strideOf(H);
  return {
    stride,
    ...regions<RunsRegion>({
      embedding: 256 * stride * 4,
      bias: stride * 8,
      recurrent: stride * stride * 8,
      readout: 256 * stride * 8,
      readoutBias: 256 * 8,
      quickRecurrent: stride * stride * 4,
      quickReadout: 256 * stride * 4,
      staging: H * Math.max(256, H) * 4,
      inputs: steps * 2,
      replacement: stride * 8,
      states: rows * stride * 8,
      next: BLOCK * stride * 8,
      logits: rows * 256 * 8,
      path: steps * stride * 8,
      change: steps * stride * 4,
      leaves: steps,
      deviations: (rows + TILE) * stride * 4,
      deviationsNext: (rows + TILE) * stride * 4,
      gaps: 2 * stride * 4,
      shifts: rows * 256 * 4,
    }),
  };
}

export function* packRuns(
  { H, Wx, Wh, bh, Wy, by }: Weights,
  { buffer }: Memory,
  at: Readonly<Record<RunsRegion, number>>,
  stride: number,
  packs: Packs,
): Generator<void, void> {
  yield* embeddingOf(Wx, H, new Float32Array(buffer, at.embedding, 256 * stride), stride);
  new Float64Array(buffer, at.bias, stride).set(bh);
  new Float64Array(buffer, at.readoutBias, 256).set(by);
  const [narrow, wide] = [narrowPanels(packs.packPanels), widePanels(packs.packWidePanels)];
  const from = at.staging;
  yield* staged(Wh, new Float32Array(buffer, from, Wh.length));
  yield* packed(wide, from, 1, H, H, H, stride, stride / wide.columns, at.recurrent);
  yield* packed(narrow, from, 1, H, H, H, stride, stride / narrow.columns, at.quickRecurrent);
  yield* staged(Wy, new Float32Array(buffer, from, Wy.length));
  yield* packed(wide, from, 1, H, H, 256, stride, 256 / wide.columns, at.readout);
  yield* packed(narrow, from, 1, H, H, 256, stride, 256 / narrow.columns, at.quickReadout);
}
