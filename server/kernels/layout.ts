// The memory layout of one bound model. All sizes are known before the memory is made, so it never grows and no view
// of it is ever detached.
import type { Capacity } from "./interface";

/** A cache line; every region starts on one. */
const LINE_BYTES = 64;
const PAGE_BYTES = 65536;
/** The limit of 32-bit addresses. */
const MOST_PAGES = 65536;
/** Columns per panel of packed weights, as in assembly/panels.ts: for the products, for the recurrence. */
export const PANEL = 8;
export const WIDE_PANEL = 16;

export interface Layout {
  /** H padded to whole panels of either kind. */
  readonly stride: number;
  readonly pages: number;
  /** Byte address of each region. */
  readonly at: Readonly<Record<Region, number>>;
}

export type Region =
  | "embedding" // W_x^T [256 x stride] float32
  | "bias" // b_h [stride] float64
  | "recurrent" // W_h^T in wide panels, float64: the recurrence
  | "step" // W_h in panels, float32: one step of the trace
  | "output" // W_y in panels: g_t
  | "readout" // W_y^T in panels: logits
  | "readoutBias" // b_y [256] float32
  | "staging" // one unpacked matrix while binding; free afterwards
  | "input" // [stride] float64, the vector of recurVector
  | "state" // [stride] float64
  | "next" // [stride] float64
  | "x" // [window] bytes
  | "h" // [window x stride] float32
  | "gates" // [window x stride] float32, 1 - h^2
  | "Z" // [rows x 256] float32
  | "P"
  | "C"
  | "G" // [rows x stride] float32
  | "D"
  | "gradient" // [rows] float32
  | "gated"
  | "norm"
  | "y" // [rows] bytes
  | "best"
  | "others" // [rows] float64: sum of the other probabilities
  | "excess" // [rows] float64: z_y - max z
  | "top"; // [rows] float64: max P

export function layoutOf(H: number, { rows, window }: Capacity): Layout {
  const stride = Math.ceil(H / WIDE_PANEL) * WIDE_PANEL;
  const size: Record<Region, number> = {
    embedding: 256 * stride * 4,
    bias: stride * 8,
    recurrent: stride * stride * 8,
    step: stride * stride * 4,
    output: 256 * stride * 4,
    readout: 256 * stride * 4,
    readoutBias: 256 * 4,
    staging: H * Math.max(256, H) * 4,
    input: stride * 8,
    state: stride * 8,
    next: stride * 8,
    x: window,
    h: window * stride * 4,
    gates: window * stride * 4,
    Z: rows * 256 * 4,
    P: rows * 256 * 4,
    C: rows * 256 * 4,
    G: rows * stride * 4,
    D: rows * stride * 4,
    gradient: rows * 4,
    gated: rows * 4,
    norm: rows * 4,
    y: rows,
    best: rows,
    others: rows * 8,
    excess: rows * 8,
    top: rows * 8,
  };
  const at = {} as Record<Region, number>;
  let end = LINE_BYTES; // address 0 stays free: it means 'none' to the kernels
  for (const [region, bytes] of Object.entries(size) as [Region, number][]) {
    at[region] = end;
    end += Math.ceil(bytes / LINE_BYTES) * LINE_BYTES;
  }
  return { stride, pages: Math.ceil(end / PAGE_BYTES), at };
}

/** The largest window that fits in memory. */
export function mostWindow(H: number, rows: number): number {
  const { stride, pages } = layoutOf(H, { rows, window: 0 });
  // Three regions grow with the window, each rounded up to a whole line: x, h and gates.
  const room = (MOST_PAGES - pages) * PAGE_BYTES - 3 * LINE_BYTES;
  return Math.floor(room / (1 + 2 * 4 * stride));
}
