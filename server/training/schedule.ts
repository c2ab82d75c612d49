// How long a run lasts and how its learning rate falls: one descent, or with a target to reach several,
// each twice as long as the one before. Counts epochs; knows nothing of weights.
import type { Recipe } from "./recipe";

export interface Schedule {
  /** Epochs after which the run ends, target or not. */
  readonly limit: number;
  /** The descent that the epoch (0 first) belongs to: its first epoch and its length. */
  descent(epoch: number): { readonly first: number; readonly length: number };
}

/**
 * Without a target: one descent over `maxEpochs` or the recipe's epochs. With one: as many descents as
 * the recipe allows, because a run that just missed it has more to gain from a fresh, slower fall.
 */
export function scheduleOf(recipe: Recipe, hasTarget: boolean, maxEpochs?: number): Schedule {
  const single = !hasTarget || (maxEpochs !== undefined && maxEpochs <= recipe.epochs);
  const epochs = single ? (maxEpochs ?? recipe.epochs) : recipe.epochs;
  const descents = single ? 1 : recipe.descents;
  const all = epochs * (2 ** descents - 1);
  return {
    limit: Math.min(all, maxEpochs ?? all),
    descent(epoch) {
      let first = 0;
      let length = epochs;
      for (let i = 1; i < descents && epoch >= first + length; i++) {
        first += length;
        length *= 2;
      }
      return { first, length };
    },
  };
}

/** The learning rate after the share `done` (0..1) of a descent: a cosine from rate to lastRate * rate. */
export function rateAt(done: number, { rate, lastRate }: Recipe): number {
  return rate * (lastRate + (1 - lastRate) * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done))));
}
