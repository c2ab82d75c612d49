// Two reports on the beginning of a text, without the spectrum: the three numbers by which a trained model is compared
// with the paper's, and the chance level of the tables (docs/method.md, section 5). The size of the sample is part of
// either result.
import { paced } from "../attribution/backward";
import { SEGMENT } from "../attribution/blocks";
import { predictsAny } from "../attribution/outside";
import type { Kernels, Weights } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";
import { guessingBits } from "../protocol/vocabulary/alphabets";
import type { Controls, LyapunovJson, NetReport } from "../protocol/wire/reportJson";
import { createRandom } from "../training/random";
import { lyapunov } from "./lyapunov";
import { reportOf } from "./report";
import { NetFold } from "./reportFold";
import { planReport } from "./reportPlan";
import { ReportSegments } from "./reportSegment";
import { allocateTables } from "./reportTables";
import { shuffleWeights } from "./shuffledWeights";

/** A third of a second at H = 128. */
const MOST_COMPARED = 16384;

export interface Comparison {
  readonly topTenShare: number;
  readonly meanRatio: number;
  readonly medianRatio: number;
  readonly positions: number;
  readonly predictions: number;
}

/** @param text at least 2 bytes. Yields the fraction done, many times per segment. */
export function* comparison(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  lag: number,
): Generator<number, Comparison> {
  const part = text.subarray(0, MOST_COMPARED + 1);
  const plan = planReport(part.length, shapeOf(weights), lag, backend.backend);
  const tables = allocateTables(plan, 1, (bytes) => new ArrayBuffer(bytes));
  const fold = new NetFold(plan, tables);
  const making = ReportSegments.make(backend, weights, part, plan, tables);
  let made = making.next();
  for (; !made.done; made = making.next()) yield 0;
  const segments = made.value;
  for (let s = 0; s < plan.segments; s++) {
    for (const _ of segments.work(s)) yield s / plan.segments;
    fold.add(s);
  }
  const { gradient, lags, population, predictions } = reportOf(fold);
  return {
    topTenShare: gradient.topShare["10"],
    meanRatio: lags.at(lag)?.ratio ?? 0,
    medianRatio: lags.at(lag)?.medianRatio ?? 0,
    positions: population.count,
    predictions,
  };
}

/** Bytes used for the controls. */
export const CONTROL_BYTES = 32_768;
const SEED = 1;

/**
 * Yields the fraction done; undefined if the net predicts nothing of the sample.
 * @param text at least two bytes
 */
export function* controls(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
): Generator<number, Controls | undefined> {
  const sample = text.subarray(0, CONTROL_BYTES);
  if (!predictsAny(weights, sample)) return undefined;
  const characters = weights.alphabet?.reduce((sum, is) => sum + is, 0) ?? 256;
  const weightsOfChance = shuffleWeights(weights, SEED);
  const shuffled = yield* tables(backend, weightsOfChance, sample, depth, 0);
  const exponent = yield* paced(exponentOf(weightsOfChance, sample), 0.5);
  const random = yield* tables(
    backend,
    weights,
    sample,
    depth,
    0.5,
    randomLags(sample, depth, SEED),
  );
  return {
    seed: SEED,
    bytes: sample.length,
    population: shuffled.population,
    evenly: { characters, bitsPerByte: guessingBits(characters), accuracy: 1 / characters },
    shuffledWeights: {
      bitsPerByte: shuffled.bitsPerByte,
      accuracy: shuffled.accuracy,
      meanNorm: shuffled.gradient.meanNorm,
      topShare: shuffled.gradient.topShare,
      above99: shuffled.distributions.probability.above99,
      lyapunov: exponent,
      lags: shuffled.lags.map(({ k, ratio, medianRatio, meanAbsAttribution, meanAbsGated }) => ({
        k,
        ratio,
        medianRatio,
        meanAbsAttribution,
        meanAbsGated,
      })),
    },
    randomLags: {
      lags: random.lags.map(
        ({ k, meanAttribution, meanAbsAttribution, meanGated, meanAbsGated }) => ({
          k,
          meanAttribution,
          meanAbsAttribution,
          meanGated,
          meanAbsGated,
        }),
      ),
    },
  };
}

/** Over the first stretch alone. */
function exponentOf(weights: Weights, text: Uint8Array): Generator<void, LyapunovJson | null> {
  const predictions = Math.min(SEGMENT, text.length - 1);
  const plan = { predictions, segments: 1, depth: 0 };
  return lyapunov(weights, text, plan, () => new Float64Array(shapeOf(weights).stateSize));
}

function* tables(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
  done: number,
  credited?: Uint8Array,
): Generator<number, NetReport> {
  const plan = planReport(text.length, shapeOf(weights), depth, backend.backend);
  const store = allocateTables(plan, 1, (bytes) => new ArrayBuffer(bytes));
  const fold = new NetFold(plan, store);
  const segments = new ReportSegments(backend, weights, text, plan, store, credited);
  for (let s = 0; s < plan.segments; s++) {
    for (const _ of segments.work(s)) yield done + (0.5 * s) / plan.segments;
    fold.add(s);
  }
  return reportOf(fold);
}

/** For each position, a random byte from the window of `depth` lags before it. */
function randomLags(text: Uint8Array, depth: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  return text.map((_, i) => text[Math.max(0, i - Math.floor(random.uniform() * (depth + 1)))]);
}
