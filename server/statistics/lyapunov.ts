// The top Lyapunov exponent along a text: how fast a direction grows when it is followed back through the steps of the net
// (docs/method.md, section 5), a mean over stretches of a long text, in float64 by the reference kernels, for every cell and
// number of layers: what moves from step to step is the gradient of the whole state. The product of the transposed Jacobians
// grows as the product itself does.
import { SEGMENT, startOf } from "../attribution/blocks";
import { log, square } from "../kernels/elementary";
import type { Weights } from "../kernels/interface";
import { everyStep, steps as stepsOf } from "../kernels/pace";
import { bindReference } from "../kernels/reference";
import type { LyapunovJson } from "../protocol/wire/reportJson";
import { createRandom } from "../training/random";
import type { ReportPlan } from "./reportPlan";

/** Steps of a stretch in which the direction settles. */
export const WARM_UP = 50;
/** Steps whose mean growth is one number of the standard error: neighbouring steps are not independent of each other. */
const BLOCK = 32;
const LEAST_BLOCKS = 4;
/** At most, and one in so many segments of a text. */
const MOST_STRETCHES = 16;
const SEGMENTS_EACH = 8;
const SEED = 1;

/** A stretch of a text: the positions of one segment of the report. */
export interface StretchGrowth {
  /** The sum of log growth over the steps after the warm-up; null if the direction died. */
  readonly nats: number | null;
  readonly steps: number;
  /** The same of each whole block of BLOCK steps. */
  readonly blocks: readonly number[];
}

type Planned = Pick<ReportPlan, "predictions" | "segments" | "depth">;

/** Which segments are followed: evenly spread, none for a text that is too short. */
export function stretchesOf({ predictions, segments }: Planned): readonly number[] {
  const whole = Math.floor(predictions / SEGMENT);
  if (whole === 0) return predictions - 1 > WARM_UP ? [0] : [];
  const count = Math.max(1, Math.min(MOST_STRETCHES, Math.floor(segments / SEGMENTS_EACH)));
  return Array.from({ length: count }, (_, i) => Math.floor((i * whole) / count));
}

function boundsOf(s: number, { predictions }: Planned): [from: number, to: number] {
  return [s * SEGMENT, Math.min(predictions, (s + 1) * SEGMENT)];
}

/**
 * Follows a random direction back through the positions of segment s. Pauses often.
 * @param initial float64 [stateSize], the state that the report begins segment s with
 */
export function* stretchGrowth(
  weights: Weights,
  text: Uint8Array,
  plan: Planned,
  initial: Float64Array,
  s: number,
): Generator<void, StretchGrowth> {
  const [from, to] = boundsOf(s, plan);
  const start = startOf(from, plan.depth);
  const kernels = bindReference(weights, { rows: 1, window: to - start });
  const state = initial.slice();
  const recur = (at: number, count: number) => kernels.recur(text, start + at, count, state, at);
  for (const _ of stepsOf(kernels.shape, to - start, recur)) yield;
  const { G } = kernels;
  const { uniform } = createRandom(SEED);
  for (let i = 0; i < G.length; i++) G[i] = 2 * uniform() - 1;
  normalise(G);
  let nats = 0;
  let steps = 0;
  let before = 0;
  const blocks: number[] = [];
  const isDue = everyStep(kernels.shape, "product");
  for (let t = to - 1, done = 1; t > from; t--, done++) {
    kernels.lag(t - start, 0, 0, 1);
    kernels.step(0, 1);
    const norm = normalise(G);
    if (norm === 0) return { nats: null, steps, blocks };
    if (done > WARM_UP) {
      nats += log(norm);
      steps++;
      if (steps % BLOCK === 0) {
        blocks.push(nats - before);
        before = nats;
      }
    }
    if (isDue()) yield;
  }
  return { nats, steps, blocks };
}

/** Makes the length 1; returns what it was. */
function normalise(G: Float64Array): number {
  // Squares of what has shrunk much would be zero.
  let largest = 0;
  for (const g of G) largest = Math.max(largest, Math.abs(g));
  if (largest === 0) return 0;
  let sum = 0;
  for (const g of G) sum += square(g / largest);
  const norm = largest * Math.sqrt(sum);
  for (let i = 0; i < G.length; i++) G[i] /= norm;
  return norm;
}

/** Of the mean of values that are taken to be independent; null for too few. */
function standardErrorOf(values: readonly number[]): number | null {
  const n = values.length;
  if (n < LEAST_BLOCKS) return null;
  const mean = values.reduce((sum, value) => sum + value) / n;
  const squares = values.reduce((sum, value) => sum + square(value - mean), 0);
  return Math.sqrt(squares / (n - 1) / n);
}

/** The exponent from the growth of each stretch; null for a text without any. */
export function lyapunovOf(
  plan: Planned,
  stretches: readonly number[],
  grown: readonly StretchGrowth[],
): LyapunovJson | null {
  if (stretches.length === 0) return null;
  const died = grown.some(({ nats }) => nats === null);
  const steps = grown.reduce((sum, one) => sum + one.steps, 0);
  const nats = grown.reduce((sum, one) => sum + (one.nats ?? 0), 0);
  const [first] = boundsOf(stretches[0], plan);
  const [, end] = boundsOf(stretches[stretches.length - 1], plan);
  const blocks = grown.flatMap((one) => one.blocks.map((sum) => sum / BLOCK));
  return {
    natsPerStep: died ? null : nats / steps,
    standardError: died ? null : standardErrorOf(blocks),
    steps,
    warmUp: WARM_UP,
    stretches: stretches.length,
    from: first,
    to: end - 1,
  };
}

/**
 * The exponent when the report's segments have run. Pauses often.
 * @param before gives the state that the report begins a segment with
 */
export function* lyapunov(
  weights: Weights,
  text: Uint8Array,
  plan: Planned,
  before: (s: number) => Float64Array,
): Generator<void, LyapunovJson | null> {
  const stretches = stretchesOf(plan);
  const grown: StretchGrowth[] = [];
  for (const s of stretches) grown.push(yield* stretchGrowth(weights, text, plan, before(s), s));
  return lyapunovOf(plan, stretches, grown);
}
