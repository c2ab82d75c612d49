// Occlusion (docs/method.md, section 2): L(x) - L(x with v0 at that one step), the causal effect of a byte
// against a baseline. `average` takes the plain mean of L over all 256 bytes in place of L(v0).
import type { Weights } from "../kernels/interface";
import { column } from "../nets/embedding";
import type { Baseline } from "../protocol/vocabulary/tracing";
import type { Replay } from "./replay";

/** Pauses after every replay and in long ones. Occlusion at lag k; `unchanged` is L(x), `v0` the mean or zero vector (float64 [H]). */
export function* occlusionAt(
  replay: Replay,
  k: number,
  unchanged: number,
  baseline: Baseline,
  v0: Float64Array,
  weights: Weights,
): Generator<number, number> {
  yield k;
  if (baseline !== "average") return unchanged - (yield* replay.value(v0, k));
  const v = new Float64Array(weights.H);
  let sum = 0;
  for (let x = 0; x < 256; x++) {
    sum += yield* replay.value(column(weights, x, v), k);
    yield k;
  }
  return unchanged - sum / 256;
}
