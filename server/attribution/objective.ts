// The objective L of a trace and its gradient with respect to the logits (docs/method.md, section 2). The kernels'
// score() has already set C = e_y - P; the other objectives replace that row.
import type { ModelKernels } from "../kernels/interface";
import type { Objective, Target } from "../protocol/vocabulary/tracing";

/** Which function of the logits L is; chosen once, from the unchanged text. */
export interface Aim {
  readonly kind: Objective | "contrast";
  readonly target: number;
  /** B of a contrast, or the strongest other byte of a margin; otherwise -1. */
  readonly rival: number;
}

/** Chooses target and rival from the logits Z [256]. */
export function aimAt(
  Z: ArrayLike<number>,
  objective: Objective,
  target: Target,
  against: number | undefined,
  next: number | undefined,
): Aim {
  const predicted = argmax(Z);
  const y = target === "predicted" ? predicted : target === "true" ? (next ?? predicted) : target;
  if (against !== undefined) return { kind: "contrast", target: y, rival: against };
  if (objective === "margin") return { kind: "margin", target: y, rival: argmax(Z, y) };
  return { kind: objective, target: y, rival: -1 };
}

/** Sets row 0 of C to dL/dz: e_y - P, e_y, or e_y - e_rival. */
export function setCoefficients(kernels: ModelKernels, aim: Aim): void {
  if (aim.kind === "logprob") return;
  const C = kernels.C.subarray(0, 256);
  C.fill(0);
  C[aim.target] += 1;
  if (aim.rival >= 0) C[aim.rival] -= 1;
}

/** L in nats (or logits) for block row 0; readout() and score() must have run. */
export function objectiveValue(kernels: ModelKernels, aim: Aim): number {
  if (aim.kind === "logprob") return kernels.logP[0];
  return kernels.Z[aim.target] - (aim.rival >= 0 ? kernels.Z[aim.rival] : 0);
}

/** The byte with the largest logit, the lowest on ties, ignoring `except`. */
export function argmax(Z: ArrayLike<number>, except = -1): number {
  let best = -1;
  for (let o = 0; o < 256; o++) if (o !== except && (best < 0 || Z[o] > Z[best])) best = o;
  return best;
}
