// How long a run lasts and how its learning rate falls: one descent, or several if there is a target, each twice as
// long as the one before. Counts epochs; knows nothing of weights.
import type { Recipe } from "./recipe";

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
  const fallen = 0.5 * (1 - Math.cos(angle));
  return rate * (1 - (1 - lastRate) * fallen);
}
