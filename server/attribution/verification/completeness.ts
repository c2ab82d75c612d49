// Completeness of integrated gradients (docs/method.md, section 2): for one byte they add up to its occlusion with the same
// baseline, zero. Every gradient on the way from the baseline to the byte has a share in that. Not here: the check of each
// gradient by itself (checks.ts).
import { column } from "../../nets/weights";
import { Replay } from "../forward";
import { integrated, MOST_NODES, slopes } from "../methods/integrated";
import type { Replayed } from "../methods/method";
import { occlusion } from "../methods/occlusion";
import { objectiveValue } from "../objective";
import { forward, type Sample, type Worst } from "./sample";

/** Places on the way from the baseline to the byte at which the jumps of a slope are looked for. */
const LOOKED_AT = 64;

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
  for (const [k, value] of attribution.entries()) {
    const inexact = kernels.shape.name === "relu" ? yield* jumps(replayed, k) : 0;
    worst.add(Math.max(0, Math.abs(value - whole[k]) - inexact), scale);
  }
  forward(sample);
}

/**
 * What the integral may be off by since the slope of a ReLU jumps: the sum of the jumps, times a distance of two nodes. It
 * is at most half of that where a jump is inside one distance.
 */
function* jumps(replayed: Replayed, k: number): Generator<number, number> {
  const { past, v0, weights } = replayed;
  const v = column(weights, past.bytes[past.bytes.length - 1 - k], v0.slice());
  const slope = slopes(replayed, k, v);
  let sum = 0;
  let before = yield* slope(0);
  for (let i = 1; i <= LOOKED_AT; i++) {
    const here = yield* slope(i / LOOKED_AT);
    sum += Math.abs(here - before);
    before = here;
  }
  // Nodes are this far apart in the middle of their range, and nearer elsewhere.
  return (sum * Math.PI) / 2 / MOST_NODES;
}
