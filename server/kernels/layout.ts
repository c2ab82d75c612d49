// The memory of one bound model on the SIMD backend: where everything lies, and copying the weights there in the orders
// the products read. All sizes are known before the memory is made, so it never grows and no view of it is ever
// detached. No arithmetic.
import { type Memory, MOST_PAGES } from "./binary";
import type { Capacity, Weights } from "./interface";
import type { NetShape } from "./shape";

/** A cache line; every region starts on one. */
const LINE_BYTES = 64;
const PAGE_BYTES = 65536;
/** Columns per panel of packed weights, as in assembly/product.ts: for the products, for the recurrence. */
export const PANEL = 8;
export const WIDE_PANEL = 16;

export interface Layout {
  /** H padded to whole panels of either kind. */
  readonly stride: number;
  readonly pages: number;
  /** Of each number of `recurrent`. */
  readonly weightBytes: WeightBytes;
  /** Byte address of each region. */
  readonly at: Readonly<Record<Region, number>>;
}

type Region =
  | BlockRegion
  | "embedding" // W_x^T [256 x stride] float32
  | "bias" // b_h [stride] float64
  | "recurrent" // W_h^T in wide panels of `weightBytes`: the recurrence
  | "step" // W_h in panels, float32: one step of the trace
  | "staging" // one unpacked matrix while binding; free afterwards
  | "input" // [stride] float64, the vector of recurVector
  | "state" // [stride] float64
  | "next" // [stride] float64
  | "gates"; // [window x stride] float32, 1 - h^2

/** What every net has (simdBlock.ts); strideG and strideD are those of interface.ts. */
export type BlockRegion =
  | "output" // W_y in panels: g_t
  | "readout" // W_y^T in panels: logits
  | "readoutBias" // b_y [256] float32
  | "x" // [window] bytes
  | "h" // [window x stride] float32
  | "Z" // [rows x 256] float32
  | "P"
  | "C"
  | "G" // [rows x strideG] float32
  | "D" // [rows x strideD] float32
  | "gradient" // [rows] float32
  | "gated"
  | "norm"
  | "y" // [rows] bytes
  | "best"
  | "others" // [rows] float64: sum of the other probabilities
  | "excess" // [rows] float64: z_y - max z
  | "top"; // [rows] float64: max P

/** Operations of a step from which its weights, in float64, are too many for the second-level cache: two megabytes. */
const LARGE_STEP = 2 * 512 * 512;

/** Bytes of each weight of the recurrence of one state: 4 where it waits for them (assembly/wideProduct32.ts). */
export function recurrentBytes({ operations }: Pick<NetShape, "operations">): WeightBytes {
  return operations >= LARGE_STEP ? 4 : 8;
}
export type WeightBytes = 4 | 8;

/** H padded to whole panels of either kind. */
export function strideOf(H: number): number {
  return Math.ceil(H / WIDE_PANEL) * WIDE_PANEL;
}

export function layoutOf(shape: NetShape, { rows, window }: Capacity): Layout {
  const { H } = shape;
  const stride = strideOf(H);
  const weightBytes = recurrentBytes(shape);
  const placed = regions<Region>({
    embedding: 256 * stride * 4,
    bias: stride * 8,
    recurrent: stride * stride * weightBytes,
    step: stride * stride * 4,
    ...readoutRegions(stride),
    staging: H * Math.max(256, H) * 4,
    input: stride * 8,
    state: stride * 8,
    next: stride * 8,
    x: window,
    h: window * stride * 4,
    gates: window * stride * 4,
    ...rowRegions(rows, stride, stride),
  });
  return { stride, weightBytes, ...placed };
}

/** Sizes in bytes of what readout and g_t read. */
export function readoutRegions(stride: number) {
  return { output: 256 * stride * 4, readout: 256 * stride * 4, readoutBias: 256 * 4 };
}

/** Sizes in bytes of a block of rows. */
export function rowRegions(rows: number, strideG: number, strideD: number) {
  return {
    Z: rows * 256 * 4,
    P: rows * 256 * 4,
    C: rows * 256 * 4,
    G: rows * strideG * 4,
    D: rows * strideD * 4,
    gradient: rows * 4,
    gated: rows * 4,
    norm: rows * 4,
    y: rows,
    best: rows,
    others: rows * 8,
    excess: rows * 8,
    top: rows * 8,
  };
}

/** The address of each region, one after another, from sizes in bytes. */
export function regions<R extends string>(
  size: Readonly<Record<R, number>>,
): { readonly pages: number; readonly at: Readonly<Record<R, number>> } {
  const at = {} as Record<R, number>;
  let end = LINE_BYTES; // address 0 stays free: it means 'none' to the kernels
  for (const [region, bytes] of Object.entries(size) as [R, number][]) {
    at[region] = end;
    end += Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
  }
  return { pages: Math.ceil(end / PAGE_BYTES), at };
}

/**
 * The largest window that fits in memory.
 * @param pages of the layout without a window
 * @param bytes of each row of it
 */
export function windowWithin(pages: number, bytes: number): number {
  // Three regions grow with the window, each rounded up to a whole line: x, h and what the way back needs.
  const room = (MOST_PAGES - pages) * PAGE_BYTES - 3 * LINE_BYTES;
  return Math.max(1, Math.floor(room / bytes));
}

export type Pack = (...args: number[]) => void;
export interface Packs {
  readonly packPanels: Pack;
  readonly packWidePanels: Pack;
}
export interface RecurrentPacks extends Packs {
  readonly packWidePanels32: Pack;
}

/** Numbers reordered between two pauses: a few milliseconds. */
export const PACKED_AT_ONCE = 2 ** 16;
/** Numbers copied in order between two pauses. */
const STAGED_AT_ONCE = 2 ** 19;

export function* packWeights(
  weights: Weights,
  memory: Memory,
  { at, stride, weightBytes }: Layout,
  packs: RecurrentPacks,
): Generator<void, void> {
  const { H, Wx, Wh, bh } = weights;
  const { buffer } = memory;
  yield* embeddingOf(Wx, H, new Float32Array(buffer, at.embedding, 256 * stride), stride);
  new Float64Array(buffer, at.bias, stride).set(bh);

  const [narrow, wide] = [narrowPanels(packs.packPanels), recurrentPanels(packs, weightBytes)];
  const from = at.staging;
  yield* staged(Wh, new Float32Array(buffer, from, Wh.length));
  yield* packed(narrow, from, H, 1, H, H, stride, stride / PANEL, at.step);
  yield* packed(wide, from, 1, H, H, H, stride, stride / WIDE_PANEL, at.recurrent);
  yield* packReadout(weights, memory, at, stride, packs);
}

/** W_y in both orders and b_y, by way of `staging`. */
export function* packReadout(
  { H, Wy, by }: Weights,
  { buffer }: Memory,
  at: Readonly<Record<"staging" | "output" | "readout" | "readoutBias", number>>,
  stride: number,
  { packPanels }: Packs,
): Generator<void, void> {
  new Float32Array(buffer, at.readoutBias, 256).set(by);
  const narrow = narrowPanels(packPanels);
  const from = at.staging;
  yield* staged(Wy, new Float32Array(buffer, from, Wy.length));
  yield* packed(narrow, from, H, 1, 256, H, 256, stride / PANEL, at.output);
  yield* packed(narrow, from, 1, H, H, 256, stride, 256 / PANEL, at.readout);
}

/** W_x^T [256 x stride] into `out`. */
export function* embeddingOf(
  Wx: Float32Array,
  H: number,
  out: Float32Array,
  stride: number,
): Generator<void, void> {
  for (let i = 0; i < H; i++) {
    if (i > 0 && i % (PACKED_AT_ONCE / 256) === 0) yield;
    for (let x = 0; x < 256; x++) out[x * stride + i] = Wx[i * 256 + x];
  }
  yield;
}

/** Copies a matrix as it is. The first access to these memory pages takes longer than the copying itself. */
export function* staged(matrix: Float32Array, out: Float32Array): Generator<void, void> {
  for (let from = 0; from < matrix.length; from += STAGED_AT_ONCE) {
    out.set(matrix.subarray(from, from + STAGED_AT_ONCE), from);
    yield;
  }
}

/** Panels of eight columns in float32. */
export function narrowPanels(pack: Pack): Panels {
  return { pack, columns: PANEL, bytes: 4 };
}

/** Panels of sixteen columns in float64. */
export function widePanels(pack: Pack): Panels {
  return { pack, columns: WIDE_PANEL, bytes: 8 };
}

/** The same in float64 or float32. */
export function recurrentPanels(packs: RecurrentPacks, bytes: WeightBytes): Panels {
  const pack = bytes === 4 ? packs.packWidePanels32 : packs.packWidePanels;
  return { pack, columns: WIDE_PANEL, bytes };
}

interface Panels {
  readonly pack: Pack;
  /** Columns per panel. */
  readonly columns: number;
  /** Bytes per number written. */
  readonly bytes: number;
}

/** Packs one matrix as in assembly/product.ts, a few panels at a time. */
export function* packed(
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
