// The numbers of training on a corpus and their defaults; their sources are in the table in TRAINING.md. Not here:
// how they are used, and the recipe for memorising a small text (../recipe.ts).
import type { TrainedCell } from "../../kernels/cells/cell";
import { CORPUS_RECIPES, ratesAndScales } from "../cellRecipes";
import { type CommonRecipe, cosine } from "../recipe";

/** `streams` counts those of one group. */
export interface CorpusRecipe extends CommonRecipe {
  /**
   * Groups of streams; a thread works on one group at a time. Fixed, so that the number of threads does not matter.
   */
  readonly groups: number;
  /** Total number of updates of the weights. */
  readonly updates: number;
  /** Steps over which the learning rate rises from 0. */
  readonly warmup: number;
  /** Steps between judgements on the held-out files. */
  readonly judgeEvery: number;
  /** The run ends early after this many judgements without a better one. */
  readonly patience: number;
}

/** Passes over a small corpus; a large one gets fewer, about MOST_PREDICTIONS in total but at least one pass. */
const PASSES = 20;
const MOST_PREDICTIONS = 2e8;
const JUDGEMENTS = 40;
/** Least steps between two judgements, to give the run time to change. */
const FEWEST_BETWEEN = 50;
/** Between two judgements the run learns from this many times the held-out bytes: judging costs half of learning. */
const TIMES_HELD_OUT = 4;

/**
 * The default recipe.
 * @param bytes of the text, at least 2
 * @param passes over the text; undefined: by its size
 * @param length bytes per chunk
 * @param heldOut bytes held out
 */
export function corpusRecipeFor(
  bytes: number,
  H: number,
  passes?: number,
  length = 50,
  heldOut = 0,
  cell: TrainedCell = "tanh",
): CorpusRecipe {
  const shape = { groups: 4, streams: 8, length };
  const step = predictionsOf(shape);
  const predictions = (passes ?? Math.min(PASSES, Math.max(1, MOST_PREDICTIONS / bytes))) * bytes;
  const updates = Math.max(1, Math.ceil(predictions / step));
  const { rate, clip, scales } = ratesAndScales(CORPUS_RECIPES[cell], H);
  return {
    ...shape,
    updates,
    warmup: Math.min(500, Math.ceil(updates / 20)),
    rate,
    lastRate: 0.01,
    judgeEvery: Math.ceil(
      Math.max(FEWEST_BETWEEN, updates / JUDGEMENTS, (TIMES_HELD_OUT * heldOut) / step),
    ),
    patience: 8,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    clip,
    scales,
  };
}

/** The learning rate of step `update` (0 first). */
export function corpusRate(recipe: CorpusRecipe, update: number): number {
  const { warmup, updates, rate, lastRate } = recipe;
  if (update < warmup) return (rate * (update + 1)) / (warmup + 1);
  return cosine(rate, lastRate, (Math.PI * (update - warmup)) / Math.max(1, updates - warmup));
}

/** Number of predictions per update of the weights. */
export function predictionsOf({
  groups,
  streams,
  length,
}: Pick<CorpusRecipe, "groups" | "streams" | "length">): number {
  return groups * streams * length;
}

/** How many passes over a text of this many bytes make up that many steps. */
export function passesOf(recipe: CorpusRecipe, updates: number, bytes: number): number {
  return (updates * predictionsOf(recipe)) / bytes;
}
