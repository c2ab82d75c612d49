// What is traced: the prediction at one position, the objective L that is made of it, and the gradient of L with
// respect to the logits (docs/method.md, section 2). Not here: how the gradient goes back from the logits
// (backward.ts).
import type { ModelKernels, Weights } from "../kernels/interface";
import type { Objective, Target } from "../protocol/vocabulary/tracing";
import { finitePrediction } from "./finite";
import { insideAlphabet } from "./outside";
import { descending } from "./sparsity";

/** Likeliest bytes that are told. */
const TOP = 5;

/**
 * The prediction at one position, in float64 whatever the backend, so that what is printed about it (p, bits, rank,
 * entropy) keeps its digits. The gradient that is traced comes from the backend's own readout.
 */
export interface Prediction {
  /** Logits, float64 [256]. */
  readonly Z: Float64Array;
  /** Probabilities, float64 [256]. */
  readonly P: Float64Array;
}

/** z = W_y h + b_y and its softmax; h is float64 [H]. */
export function predict({ H, Wy, by }: Weights, h: Float64Array): Prediction {
  const Z = new Float64Array(256);
  for (let o = 0; o < 256; o++) {
    let z = by[o];
    for (let j = 0; j < H; j++) z += Wy[o * H + j] * h[j];
    Z[o] = z;
  }
  return predictionOf(Z);
}

/** The prediction that these logits, float64 [256], make. @throws NotFinite */
export function predictionOf(Z: Float64Array): Prediction {
  const max = Z.reduce((a, z) => Math.max(a, z), -Infinity);
  const P = Z.map((z) => Math.exp(z - max));
  const sum = finitePrediction(P.reduce((a, p) => a + p, 0));
  for (let o = 0; o < 256; o++) P[o] /= sum;
  return { Z, P };
}

/** 1 for the likeliest byte; the lowest byte first of equal ones. */
export function rankOf({ P }: Pick<Prediction, "P">, y: number): number {
  return 1 + P.filter((p, o) => p > P[y] || (p === P[y] && o < y)).length;
}

/** log P[y] in nats: computed from the sum of the other probabilities near certainty, otherwise from the logits. */
export function logProbability({ Z, P }: Prediction, y: number): number {
  let others = 0;
  for (let o = 0; o < 256; o++) if (o !== y) others += P[o];
  if (others < 0.5) return Math.log1p(-others);
  const max = Z.reduce((a, z) => Math.max(a, z), -Infinity);
  return Z[y] - max - Math.log(Z.reduce((a, z) => a + Math.exp(z - max), 0));
}

/** How a prediction judges one byte. */
export interface Judgement {
  readonly probability: number;
  readonly bits: number;
  /** 1 for the likeliest. */
  readonly rank: number;
  readonly topPredictions: ReturnType<typeof likeliest>;
}

export function judgement(prediction: Prediction, y: number): Judgement {
  return {
    probability: prediction.P[y],
    bits: bitsOf(logProbability(prediction, y)),
    rank: rankOf(prediction, y),
    topPredictions: likeliest(prediction.P),
  };
}

/** The five likeliest bytes, first one first; of a smaller alphabet all. A byte outside it has p 0. */
export function likeliest(
  P: Float64Array,
): { readonly byte: number; readonly probability: number }[] {
  return descending(P)
    .slice(0, TOP)
    .filter((byte) => P[byte] > 0)
    .map((byte) => ({ byte, probability: P[byte] }));
}

/** Nats to bits; never -0. */
export function bitsOf(logP: number): number {
  return Math.max(0, -logP / Math.LN2);
}

/**
 * -log2 p(y) from the logits Z [256]: near certainty from the sum of the other probabilities, as logProbability.
 * @throws NotFinite
 */
export function lossOfLogits(Z: ArrayLike<number>, y: number): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let o = 0; o < 256; o++) if (Z[o] > max) max = Z[o];
  let others = 0;
  for (let o = 0; o < 256; o++) if (o !== y) others += Math.exp(Z[o] - max);
  const all = others + Math.exp(Z[y] - max);
  const nats = others < all / 2 ? -Math.log1p(-others / all) : Math.log(all) + max - Z[y];
  return Math.max(0, finitePrediction(nats / Math.LN2));
}

/** Which function of the logits L is; chosen once, from the unchanged text. */
export interface Aim {
  readonly kind: Objective | "contrast";
  readonly target: number;
  /** B of a contrast, or the strongest other byte of a margin; otherwise -1. */
  readonly rival: number;
}

/** Chooses target and rival from the logits Z [256]. @throws OutsideAlphabet */
export function aimAt(
  Z: ArrayLike<number>,
  objective: Objective,
  target: Target,
  against: number | undefined,
  next: number | undefined,
): Aim {
  const predicted = argmax(Z);
  const wanted =
    target === "predicted" ? predicted : target === "true" ? (next ?? predicted) : target;
  const y = insideAlphabet(Z, wanted);
  if (against !== undefined)
    return { kind: "contrast", target: y, rival: insideAlphabet(Z, against) };
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
