// Completeness of integrated gradients (docs/method.md, section 2): for one byte they add up to its occlusion with the same
// baseline, zero. Every gradient on the way from the baseline to the byte has a share in that. Not here: the check of each
// gradient by itself (checks.ts).
import { Replay } from "../forward";
import { integrated } from "../methods/integrated";
import { occlusion } from "../methods/occlusion";
import { objectiveValue } from "../objective";
import { forward, type Sample, type Worst } from "./sample";

/**
 * Adds |integral - occlusion| for every lag of the sample, relative to the largest |occlusion|, or to one nat where that is
 * larger: an integral is exact to a number of nats.
 */
export function* completeness(sample: Sample, worst: Worst): Generator<number, void> {
  const { kernels, weights, past, y } = sample;
  const aim = { kind: "logprob", target: y[0], rival: -1 } as const;
  const unchanged = objectiveValue(kernels, aim);
  const replay = yield* Replay.begin(kernels, past, aim);
  const v0 = new Float64Array(kernels.shape.inputSize);
  const replayed = {
    kernels,
    weights,
    past,
    aim,
    replay,
    unchanged,
    baseline: "zero",
    v0,
  } as const;
  const { attribution: whole } = yield* occlusion.attribute(replayed);
  const { attribution } = yield* integrated.attribute(replayed);
  const scale = whole.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  for (const [k, value] of attribution.entries()) worst.add(Math.abs(value - whole[k]), scale);
  forward(sample);
}
