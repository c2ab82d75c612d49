// Refuses numbers that are not finite. A gradient can grow from lag to lag, and with extreme weights it overflows; one
// check per row and lag is cheap beside H^2 products. Predictions are finite for every net that is read (nets/formats.ts)
// except with ReLU, whose states have no bound: that is found where a prediction is made.
import type { ModelKernels, Numbers } from "../kernels/interface";
import { isPredicted } from "../kernels/shape";
import { l10n, marked, translated } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import type { Lags } from "./backward";

/** A number of the trace of one prediction. */
interface BeyondLag {
  /** t of the prediction. */
  readonly position: number;
  readonly lag: number;
  /** Appears as NAMES has it, in 'norm Infinity at lag 3 ...'. */
  readonly what: "attribution" | "gated" | "norm" | "influence";
  readonly value: number;
}

/** A prediction or an activation. */
interface BeyondState {
  /** t; undefined where it is not known. */
  readonly position: number | undefined;
  readonly what: "prediction" | "activation";
  readonly value: number;
}

export type Beyond = BeyondLag | BeyondState;

/** Numbers have left the finite range: the model's weights are too large for this text and depth. */
export class NotFinite extends Error {
  constructor(readonly found: Beyond) {
    super(sentence(l10n`the model`, found));
    this.name = "NotFinite";
  }

  /** The message for people. @param model its name or path */
  of(model: string): string {
    return sentence(model, this.found);
  }

  /** The same error with positions counted from a place `by` earlier. */
  shifted(by: number): NotFinite {
    const { found } = this;
    if (found.position === undefined) return this;
    return new NotFinite({ ...found, position: found.position + by });
  }
}

/** As they are shown. */
const NAMES: Readonly<Record<Beyond["what"], string>> = {
  activation: marked("activation"),
  attribution: marked("attribution"),
  gated: marked("gated attribution"),
  influence: marked("influence"),
  norm: marked("norm"),
  prediction: marked("prediction"),
};

function sentence(model: string, found: Beyond): string {
  const what = translated(NAMES[found.what]);
  if ("lag" in found) {
    const { position, lag, value } = found;
    return l10n`${shortPath(model)}: ${what} ${value} at lag ${lag} of the prediction at t = ${position}; expected finite numbers: its weights are too large for a trace that deep`;
  }
  const { position, value } = found;
  const place = position === undefined ? "" : l10n` at t = ${position}`;
  return l10n`${shortPath(model)}: ${what} ${value}${place}; expected finite numbers: the states of a net with ReLU have no bound, and this text lets them grow beyond the numbers it is computed with`;
}

/**
 * Checks block rows 0 .. count after score(); row i is the prediction at t0 + i. Where the likeliest byte is outside the
 * alphabet, all logits are so low that they mean nothing either.
 * @throws NotFinite for the first row that is no prediction
 */
export function checkPredictions(
  { shape, logP, best }: Pick<ModelKernels, "shape" | "logP" | "best">,
  t0: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    if (Number.isFinite(logP[i]) && isPredicted(shape, best[i])) continue;
    throw new NotFinite({ position: t0 + i, what: "prediction", value: logP[i] });
  }
}

/**
 * A value that was made of a prediction, or the values of a softmax summed.
 * @param position t of the prediction, where it is known
 * @throws NotFinite
 */
export function finitePrediction(value: number, position?: number): number {
  if (Number.isFinite(value)) return value;
  throw new NotFinite({ position, what: "prediction", value });
}

/** Checks `count` activations from `at` on. A ReLU can grow beyond all numbers. @throws NotFinite */
export function checkState(h: Numbers, at: number, count: number, position: number): void {
  for (let i = at; i < at + count; i++)
    if (!Number.isFinite(h[i])) throw new NotFinite({ position, what: "activation", value: h[i] });
}

/**
 * Checks rows from .. count) of a block after lag(..., k, ...). Row i belongs to the prediction at t0 + i.
 * @throws NotFinite for the first row with a number that is not finite
 */
export function checkLag(
  { gradient, gated, norm }: ModelKernels,
  t0: number,
  k: number,
  from: number,
  count: number,
): void {
  // Any number that is not finite makes the sum not finite. If only the sum overflows, no row is reported below.
  let sum = 0;
  for (let i = from; i < count; i++) sum += norm[i] + gradient[i] + gated[i];
  if (Number.isFinite(sum)) return;
  for (let i = from; i < count; i++)
    for (const [what, of] of [
      ["norm", norm],
      ["attribution", gradient],
      ["gated", gated],
    ] as const)
      if (!Number.isFinite(of[i]))
        throw new NotFinite({ position: t0 + i, lag: k, what, value: of[i] });
}

/** Checks the trace of one prediction. @throws NotFinite for the first lag with a number that is not finite */
export function checkTrace({ norms, gradient, gated }: Lags, position: number): void {
  for (let lag = 0; lag < norms.length; lag++)
    for (const [what, of] of [
      ["norm", norms],
      ["attribution", gradient],
      ["gated", gated],
    ] as const)
      if (!Number.isFinite(of[lag])) throw new NotFinite({ position, lag, what, value: of[lag] });
}

/** Checks the attributions by lag of one prediction, by any method. @throws NotFinite */
export function checkAttribution(values: Float64Array, position: number): void {
  const lag = values.findIndex((value) => !Number.isFinite(value));
  if (lag >= 0) throw new NotFinite({ position, lag, what: "attribution", value: values[lag] });
}
