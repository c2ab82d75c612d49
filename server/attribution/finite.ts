// Refuses traces with numbers that are not finite: a gradient can grow from lag to lag, and with extreme weights it
// overflows. One check per row and lag is cheap beside H^2 products. Predictions are always finite (nets/formats.ts).
import type { ModelKernels } from "../kernels/interface";
import { shortPath } from "../protocol/words/shortened";
import type { Lags } from "./backward";

export interface Beyond {
  /** t of the prediction. */
  readonly position: number;
  readonly lag: number;
  /** Appears in 'norm Infinity at lag 3 ...'. */
  readonly what: "attribution" | "gated attribution" | "norm" | "influence";
  readonly value: number;
}

/** Numbers have left the finite range: the model's weights are too large for this text and depth. */
export class NotFinite extends Error {
  constructor(readonly found: Beyond) {
    super(sentence("the model", found));
    this.name = "NotFinite";
  }

  /** The message for people. @param model its name or path */
  of(model: string): string {
    return sentence(model, this.found);
  }

  /** The same error with positions counted from a place `by` earlier. */
  shifted(by: number): NotFinite {
    return new NotFinite({ ...this.found, position: this.found.position + by });
  }
}

function sentence(model: string, { position, lag, what, value }: Beyond): string {
  return `${shortPath(model)}: ${what} ${value} at lag ${lag} of the prediction at t = ${position}; expected finite numbers: its weights are too large for a trace that deep`;
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
      ["gated attribution", gated],
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
      ["gated attribution", gated],
    ] as const)
      if (!Number.isFinite(of[lag])) throw new NotFinite({ position, lag, what, value: of[lag] });
}

/** Checks the attributions by lag of one prediction, by any method. @throws NotFinite */
export function checkAttribution(values: Float64Array, position: number): void {
  const lag = values.findIndex((value) => !Number.isFinite(value));
  if (lag >= 0) throw new NotFinite({ position, lag, what: "attribution", value: values[lag] });
}
