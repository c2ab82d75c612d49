// The numbers of a training run and their defaults by size of text and model (their sources are in the table in
// TRAINING.md), and the schedule that follows from them: how long a run lasts and how its learning rate falls. Counts
// epochs; knows nothing of weights.
import type { TrainedCell } from "../kernels/cells/cell";
import { CELLS } from "../kernels/cells/table";
import { cos, pow } from "../kernels/elementary";
import type { AdamSettings, ChunkShape } from "../kernels/training";
import { ratesAndScales, TEXT_RECIPES } from "./cellRecipes";
import type { InitialScales } from "./initialise";

/** The settings that both regimes have: this one, and the corpus' (corpus/recipe.ts). */
export interface CommonRecipe extends AdamSettings, ChunkShape {
  /** Learning rate at the start of a descent. */
  readonly rate: number;
  /** The learning rate at the end of the cosine, as a share of `rate`. */
  readonly lastRate: number;
  readonly scales: InitialScales;
}

export interface Recipe extends CommonRecipe {
  /** Epochs of the first descent of the learning rate. */
  readonly epochs: number;
  /** Maximum number of descents, each twice as long as the one before, until the target is reached. */
  readonly descents: number;
  /** Bits per byte at which a run ends that has neither a target nor a length. */
  readonly enough: number;
}

/** After this many predictions a longer text gets no further epochs. */
const MOST_PREDICTIONS = 3e6;
const FEWEST_EPOCHS = 4;
/** Short texts are repeated until Adam has taken this many steps. */
const FEWEST_STEPS = 630;
/** A stretch of text is split into two streams only if each keeps at least this many bytes. */
const SHORTEST_STREAM = 1200;
const MOST_STREAMS = 8;
/** Upper limit of streams x gates x H^2, so that a chunk takes well below 50 ms and a run can be cancelled. */
const LARGEST_STEP = 8 * 512 * 512;

/** Defaults for a text of `bytes` bytes (at least 2) and hidden size H. */
export function recipeFor(bytes: number, H: number, cell: TrainedCell = "tanh"): Recipe {
  const length = 50;
  const streams = streamsFor(bytes, CELLS[cell].gates * H * H);
  const stepsPerEpoch = Math.ceil((bytes - 1) / (length * streams));
  const wanted = 30 * pow(Math.max(1, bytes / 1024), 0.75) * Math.sqrt(Math.max(1, 128 / H));
  const affordable = Math.max(FEWEST_EPOCHS, MOST_PREDICTIONS / bytes);
  const epochs = Math.max(Math.min(wanted, affordable), FEWEST_STEPS / stepsPerEpoch);
  const { rate, clip, scales } = ratesAndScales(TEXT_RECIPES[cell], H);
  return {
    streams,
    length,
    epochs: Math.ceil(epochs),
    descents: bytes <= 65536 ? 3 : 1,
    rate,
    lastRate: 0.05,
    beta1: 0.95,
    beta2: 0.99,
    epsilon: 1e-8,
    clip,
    scales,
    // A text known beyond all doubt leaves no gradients to look at.
    enough: 0.05,
  };
}

/** A power of two; 1 for small texts like the paper's. @param parameters of W_h */
function streamsFor(bytes: number, parameters: number): number {
  const most = Math.min(MOST_STREAMS, LARGEST_STEP / parameters, bytes / SHORTEST_STREAM);
  let streams = 1;
  while (2 * streams <= most) streams *= 2;
  return streams;
}

/** One descent of the learning rate, or several if there is a target, each twice as long as the one before. */
export interface Schedule {
  /** Epochs after which the run ends, whether or not the target is reached. */
  readonly limit: number;
  /** The descent that contains an epoch (0 first): its first epoch and its length. */
  descent(epoch: number): { readonly first: number; readonly length: number };
  /** The learning rate after this many epochs, which may be fractional. */
  rate(epochs: number): number;
}

/** Initial rate of a descent, as a share of the previous one's; starting high, a run would forget what it knew. */
const RESTART = 0.4;

/**
 * Without a target: one descent over `maxEpochs` or the recipe's epochs. With one: as many descents as the recipe
 * allows, because a run that just missed it gains more from a fresh, slower fall.
 */
export function scheduleOf(recipe: Recipe, hasTarget: boolean, maxEpochs?: number): Schedule {
  const single = !hasTarget || (maxEpochs !== undefined && maxEpochs <= recipe.epochs);
  const epochs = single ? (maxEpochs ?? recipe.epochs) : recipe.epochs;
  const descents = single ? 1 : recipe.descents;
  const all = epochs * (2 ** descents - 1);
  const descent = (epoch: number) => {
    let first = 0;
    let length = epochs;
    let rate = recipe.rate;
    for (let i = 1; i < descents && epoch >= first + length; i++) {
      first += length;
      length *= 2;
      rate *= RESTART;
    }
    return { first, length, rate };
  };
  return {
    limit: Math.min(all, maxEpochs ?? all),
    descent,
    rate(at) {
      const { first, length, rate } = descent(Math.floor(at));
      return cosine(rate, recipe.lastRate, Math.PI * Math.min(1, (at - first) / length));
    },
  };
}

/** Falls from `rate` to `lastRate` times `rate` along half a cosine. @param angle 0 at the start, pi at the end */
export function cosine(rate: number, lastRate: number, angle: number): number {
  const fallen = 0.5 * (1 - cos(angle));
  return rate * (1 - (1 - lastRate) * fallen);
}
