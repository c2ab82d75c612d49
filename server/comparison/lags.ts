// The attributions of one prediction on both sides of a comparison, lag by lag.
import { fidelity } from "../attribution/sparsity";
import type { LagDifferenceJson } from "../protocol/wire/comparisonJson";

export interface Attributed {
  readonly attribution: Float64Array;
  /** x_{t-L} .. x_t */
  readonly bytes: Uint8Array;
}

/** Over the lags that both have. */
export function lagDifferences(here: Attributed, there: Attributed) {
  const count = Math.min(here.attribution.length, there.attribution.length);
  const [a, b] = [here.attribution.subarray(0, count), there.attribution.subarray(0, count)];
  const { cosine, topLagAgrees } = fidelity(a, b);
  const lags = Array.from(
    a,
    (own, k): LagDifferenceJson => ({
      k,
      byte: here.bytes[here.bytes.length - 1 - k],
      byteThere: there.bytes[there.bytes.length - 1 - k],
      here: own,
      there: b[k],
      difference: own - b[k],
    }),
  );
  return { lags, cosine, topLagAgrees };
}
