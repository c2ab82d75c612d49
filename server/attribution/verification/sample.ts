// What the numerical checks look at: evenly spaced positions of the user's own text, each with its
// past, its trace ready in the workspace, and the worst error seen so far.
import type { ModelKernels, Weights } from "../../kernels/interface";
import { pastOf } from "../past";
import type { Past } from "../types";

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  /** Worst error, in units of the check (always relative to the quantity's own scale). */
  readonly worst: number;
  readonly tolerance: number;
  readonly samples: number;
}

/** Keeps the worst error of one check. NaN counts as infinitely bad. */
export class Worst {
  private worst = 0;
  private samples = 0;

  constructor(
    private readonly name: string,
    private readonly tolerance: number,
  ) {}

  add(error: number, scale: number): void {
    this.samples++;
    const relative = scale > 0 ? error / scale : error;
    this.worst = Math.max(this.worst, Number.isNaN(relative) ? Infinity : relative);
  }

  result(): CheckResult {
    const { name, worst, tolerance, samples } = this;
    return { name, passed: samples > 0 && worst <= tolerance, worst, tolerance, samples };
  }
}

/** At most `count` evenly spaced positions t in [0, N - 2]. */
export function samplePositions(bytes: number, count: number): number[] {
  const predictions = bytes - 1;
  const n = Math.min(count, predictions);
  return Array.from({ length: n }, (_, i) => Math.floor(((i + 0.5) * predictions) / n));
}

export interface Sample {
  readonly kernels: ModelKernels;
  readonly weights: Weights;
  readonly past: Past;
  /** Largest lag. */
  readonly L: number;
  readonly y: Uint8Array;
}

/** Runs forward to t and leaves g_t of log P[x_{t+1}] in the workspace. */
export function prepare(
  kernels: ModelKernels,
  weights: Weights,
  text: Uint8Array,
  t: number,
  depth: number,
): Sample {
  const past = pastOf(kernels, text, t, depth);
  const L = past.bytes.length - 1;
  const sample = { kernels, weights, past, L, y: Uint8Array.of(text[t + 1]) };
  forward(sample);
  return sample;
}

/** States of rows 0 .. L, P, C and g_t of the unchanged text. */
export function forward({ kernels, past, L, y }: Sample): void {
  kernels.recur(past.bytes, 0, L + 1, past.before.slice(), 0);
  kernels.readout(L, 1);
  kernels.score(y, 1);
  kernels.outputGradient(1);
}
