// Occlusion (docs/method.md, section 2): L(x) - L(x with v0 at that one step), the causal effect of a byte against a
// baseline. `average` uses the plain mean of L over all bytes of the alphabet in place of L(v0).
import { isPredicted } from "../../kernels/shape";
import { column } from "../../nets/weights";
import type { Replayed, ReplayMethod } from "./method";

export const occlusion: ReplayMethod = {
  *attribute(replayed) {
    const attribution = new Float64Array(replayed.past.bytes.length);
    for (let k = 0; k < attribution.length; k++) attribution[k] = yield* occlusionAt(replayed, k);
    return { attribution, integrated: null };
  },
};

/** The occlusion at lag k, in nats. Pauses after every replay, and within long ones. */
export function* occlusionAt(
  { kernels, replay, unchanged, baseline, v0, weights }: Replayed,
  k: number,
): Generator<number, number> {
  yield k;
  if (baseline !== "average") return unchanged - (yield* replay.value(v0, k));
  const v = new Float64Array(kernels.shape.inputSize);
  let [sum, count] = [0, 0];
  for (let x = 0; x < 256; x++) {
    if (!isPredicted(weights, x)) continue;
    count++;
    sum += yield* replay.value(column(weights, x, v), k);
    yield k;
  }
  return unchanged - sum / count;
}
