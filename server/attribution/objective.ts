// What is traced: the prediction at one position, the objective L that is made of it, and the gradient of L with
// respect to the logits (docs/method.md, section 2). Not here: how the gradient goes back from the logits
// (backward.ts).
import { exp, log, log1p } from "../kernels/elementary";
import type { ModelKernels, Weights } from "../kernels/interface";
import { type Alphabetic, isPredicted } from "../kernels/shape";
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

/** z = W_y h + b_y and its softmax; h is float64 [H]. @param t of the prediction, where it is known */
export function predict({ H, Wy, by }: Weights, h: Float64Array, t?: number): Prediction {
  const Z = new Float64Array(256);
  for (let o = 0; o < 256; o++) {
    let z = by[o];
    for (let j = 0; j < H; j++) z += Wy[o * H + j] * h[j];
    Z[o] = z;
  }
  return predictionOf(Z, t);
}

/** The prediction that these logits, float64 [256], make. @throws NotFinite */
export function predictionOf(Z: Float64Array, t?: number): Prediction {
  const max = Z.reduce((a, z) => Math.max(a, z), -Infinity);
  const P = Z.map((z) => exp(z - max));
  const sum = finitePrediction(
    P.reduce((a, p) => a + p, 0),
    t,
  );
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
  if (others < 0.5) return log1p(-others);
  const max = Z.reduce((a, z) => Math.max(a, z), -Infinity);
  return Z[y] - max - log(Z.reduce((a, z) => a + exp(z - max), 0));
}

/** How a prediction judges one byte. */
export interface Judgement {
  readonly probability: number;
  readonly bits: number;
  /** 1 for the likeliest. */
  readonly rank: number;
  readonly topPredictions: ReturnType<typeof likeliest>;
}

export function judgement(net: Alphabetic, prediction: Prediction, y: number): Judgement {
  return {
    probability: prediction.P[y],
    bits: bitsOf(logProbability(prediction, y)),
    rank: rankOf(prediction, y),
    topPredictions: likeliest(net, prediction.P),
  };
}

/** The five likeliest bytes of the alphabet, first one first; fewer if it has fewer. */
export function likeliest(
  net: Alphabetic,
  P: Float64Array,
): { readonly byte: number; readonly probability: number }[] {
  return descending(P)
    .filter((byte) => isPredicted(net, byte))
    .slice(0, TOP)
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
  for (let o = 0; o < 256; o++) if (o !== y) others += exp(Z[o] - max);
  const all = others + exp(Z[y] - max);
  const nats = others < all / 2 ? -log1p(-others / all) : log(all) + max - Z[y];
  return Math.max(0, finitePrediction(nats / Math.LN2));
}

/** Which function of the logits L is; chosen once, from the unchanged text. */
export interface Aim {
  readonly kind: Objective | "contrast";
  readonly target: number;
  /** B of a contrast, or the strongest other byte of a margin; otherwise -1. */
  readonly rival: number;
}

/** Chooses target and rival from the logits Z [256] of a net. @throws OutsideAlphabet */
export function aimAt(
  net: Alphabetic,
  Z: ArrayLike<number>,
  objective: Objective,
  target: Target,
  against: number | undefined,
  next: number | undefined,
): Aim {
  const predicted = argmax(net, Z);
  const wanted =
    target === "predicted" ? predicted : target === "true" ? (next ?? predicted) : target;
  const y = insideAlphabet(net, wanted);
  if (against !== undefined)
    return { kind: "contrast", target: y, rival: insideAlphabet(net, against) };
  if (objective === "margin") return { kind: "margin", target: y, rival: argmax(net, Z, y) };
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

/** The byte of the alphabet with the largest logit, the lowest on ties, ignoring `except`; -1 if there is no other. */
export function argmax(net: Alphabetic, Z: ArrayLike<number>, except = -1): number {
  let best = -1;
  for (let o = 0; o < 256; o++) {
    if (o === except || !isPredicted(net, o)) continue;
    if (best < 0 || Z[o] > Z[best]) best = o;
  }
  return best;
}
