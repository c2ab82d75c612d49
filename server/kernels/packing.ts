// Copies the weights of a model into the memory of the SIMD backend, in the orders the products read. Each matrix
// passes through one staging region; padding is zero. Pauses regularly, because a large model has millions of
// numbers, which are read and written far apart.
import type { Weights } from "./interface";
import type { Region } from "./layout";
import { PANEL, WIDE_PANEL } from "./layout";
import type { Memory } from "./webassembly";

type Pack = (...args: number[]) => void;

/** Numbers reordered between two pauses: a few milliseconds. */
export const PACKED_AT_ONCE = 2 ** 16;
/** Numbers copied in order between two pauses. */
const STAGED_AT_ONCE = 2 ** 19;

export function* packWeights(
  { H, Wx, Wh, bh, Wy, by }: Weights,
  memory: Memory,
  at: Readonly<Record<Region, number>>,
  stride: number,
  { packPanels, packWidePanels }: { packPanels: Pack; packWidePanels: Pack },
): Generator<void, void> {
  const { buffer } = memory;
  const panels = stride / PANEL;
  // The first access to these memory pages takes longer than the copying itself.
  function* stage(matrix: Float32Array): Generator<void, void> {
    const staging = new Float32Array(buffer, at.staging, matrix.length);
    for (let from = 0; from < matrix.length; from += STAGED_AT_ONCE) {
      staging.set(matrix.subarray(from, from + STAGED_AT_ONCE), from);
      yield;
    }
  }

  const embedding = new Float32Array(buffer, at.embedding, 256 * stride);
  for (let i = 0; i < H; i++) {
    if (i > 0 && i % (PACKED_AT_ONCE / 256) === 0) yield;
    for (let x = 0; x < 256; x++) embedding[x * stride + i] = Wx[i * 256 + x];
  }
  new Float64Array(buffer, at.bias, stride).set(bh);
  new Float32Array(buffer, at.readoutBias, 256).set(by);

  const narrow = { pack: packPanels, columns: PANEL, bytes: 4 };
  const wide = { pack: packWidePanels, columns: WIDE_PANEL, bytes: 8 };
  const staged = at.staging;
  yield;
  yield* stage(Wh);
  yield* packed(narrow, staged, H, 1, H, H, stride, panels, at.step);
  yield* packed(wide, staged, 1, H, H, H, stride, stride / WIDE_PANEL, at.recurrent);
  yield* stage(Wy);
  yield* packed(narrow, staged, H, 1, 256, H, 256, panels, at.output);
  yield* packed(narrow, staged, 1, H, H, 256, stride, 256 / PANEL, at.readout);
}

interface Panels {
  readonly pack: Pack;
  /** Columns per panel. */
  readonly columns: number;
  /** Bytes per number written. */
  readonly bytes: number;
}

/** Packs one matrix as in assembly/panels.ts, a few panels at a time. */
function* packed(
  { pack, columns, bytes }: Panels,
  B: number,
  rowStep: number,
  columnStep: number,
  K: number,
  N: number,
  paddedK: number,
  panels: number,
  out: number,
): Generator<void, void> {
  const most = Math.max(1, Math.floor(PACKED_AT_ONCE / (columns * paddedK)));
  for (let panel = 0; panel < panels; panel += most) {
    const first = panel * columns;
    const from = B + 4 * first * columnStep;
    const to = out + first * paddedK * bytes;
    const count = Math.min(most, panels - panel);
    pack(from, rowStep, columnStep, K, N - first, paddedK, count, to);
    yield;
  }
}
