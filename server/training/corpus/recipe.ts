// The numbers of training on a corpus and their defaults; where they come from is the table in TRAINING.md.
// Not here: what is done with them, and the recipe for memorising a small text (../recipe.ts).
import type { CommonRecipe } from "../recipe";
import { cosine } from "../schedule";

/** `streams` are those of a group. */
export interface CorpusRecipe extends CommonRecipe {
  /** Groups of streams; what a thread works on at a time. Fixed, so that threads do not matter. */
  readonly groups: number;
  /** Steps of the weights in all. */
  readonly updates: number;
  /** Steps over which the learning rate rises from 0. */
  readonly warmup: number;
  /** Steps between two judgements on the held-out files. */
  readonly judgeEvery: number;
  /** Judgements without a better one after which the run ends early. */
  readonly patience: number;
}

/** Passes over a small corpus; a large one is given up to so many predictions. */
const PASSES = 20;
const MOST_PREDICTIONS = 2e8;
const JUDGEMENTS = 40;
/** Between two of them a run must have had time to change, */
const FEWEST_BETWEEN = 50;
/** and must have learnt from so many times what is held out: a judgement costs half of learning from it. */
const TIMES_HELD_OUT = 4;

/**
 * Defaults.
 * @param bytes of the text, at least 2
 * @param passes over it; undefined: by its size
 * @param length bytes of a chunk
 * @param heldOut bytes held out
 */
export function corpusRecipeFor(
  bytes: number,
  H: number,
  passes?: number,
  length = 50,
  heldOut = 0,
): CorpusRecipe {
  const shape = { groups: 4, streams: 8, length };
  const step = predictionsOf(shape);
  const predictions = (passes ?? Math.min(PASSES, Math.max(1, MOST_PREDICTIONS / bytes))) * bytes;
  const updates = Math.max(1, Math.ceil(predictions / step));
  return {
    ...shape,
    updates,
    warmup: Math.min(500, Math.ceil(updates / 20)),
    rate: 0.5 / H,
    lastRate: 0.01,
    judgeEvery: Math.ceil(
      Math.max(FEWEST_BETWEEN, updates / JUDGEMENTS, (TIMES_HELD_OUT * heldOut) / step),
    ),
    patience: 8,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    clip: 1,
    scales: { recurrent: 0.9, input: 0.7, output: 1 / Math.sqrt(H) },
  };
}

/** The learning rate of the step `update` (0 first). */
export function corpusRate(recipe: CorpusRecipe, update: number): number {
  const { warmup, updates, rate, lastRate } = recipe;
  if (update < warmup) return (rate * (update + 1)) / (warmup + 1);
  return cosine(rate, lastRate, (Math.PI * (update - warmup)) / Math.max(1, updates - warmup));
}

/** Predictions of one step of the weights. */
export function predictionsOf({
  groups,
  streams,
  length,
}: Pick<CorpusRecipe, "groups" | "streams" | "length">): number {
  return groups * streams * length;
}

/** Passes over a text of so many bytes that so many steps are. */
export function passesOf(recipe: CorpusRecipe, updates: number, bytes: number): number {
  return (updates * predictionsOf(recipe)) / bytes;
}
