// The samples of the numerical checks: positions of the user's own text, each with its past and its trace ready in a
// workspace, and the worst error so far. Not here: which positions (verify.ts).
import type { ModelKernels, Weights } from "../../kernels/interface";
import type { CheckName } from "../../protocol/vocabulary/verification";
import type { Past } from "../types";

export interface CheckResult {
  readonly check: CheckName;
  readonly name: string;
  readonly passed: boolean;
  /** Worst error, relative to the quantity's own scale. */
  readonly worst: number;
  readonly tolerance: number;
  /** 0 if the text has nothing the check could look at, such as a second byte of past. */
  readonly samples: number;
}

/** Keeps the worst error of one check. NaN counts as infinitely bad. */
export class Worst {
  private worst = 0;
  private samples = 0;

  constructor(
    private readonly check: CheckName,
    private readonly name: string,
    readonly tolerance: number,
  ) {}

  add(error: number, scale: number): void {
    this.samples++;
    const relative = scale > 0 ? error / scale : error;
    this.worst = Math.max(this.worst, Number.isNaN(relative) ? Infinity : relative);
  }

  result(): CheckResult {
    const { check, name, worst, tolerance, samples } = this;
    return { check, name, passed: worst <= tolerance, worst, tolerance, samples };
  }
}

export interface Sample {
  readonly kernels: ModelKernels;
  readonly weights: Weights;
  readonly past: Past;
  /** Largest lag. */
  readonly L: number;
  readonly y: Uint8Array;
}

/** Leaves in the workspace the states from `past` on, and g_t of log P[x_{t+1}]. */
export function prepare(kernels: ModelKernels, weights: Weights, past: Past): Sample {
  const sample = {
    kernels,
    weights,
    past,
    L: past.bytes.length - 1,
    y: Uint8Array.of(past.next ?? 0),
  };
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
