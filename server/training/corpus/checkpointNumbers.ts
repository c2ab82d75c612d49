// The numbers of a checkpoint's metadata, read back and held against each other: only those that a run of the recipe can have,
// written as the writer writes them, are believed. Not here: its tensors (checkpoint.ts).
import { type CorpusRecipe, predictionsOf } from "./recipe";
import { MOST_DIVERGENCES } from "./run";
import { type CorpusCounters, freshCounters, type Judgement } from "./snapshot";

/** What bounds the numbers of a run. */
export type CheckpointRecipe = Pick<
  CorpusRecipe,
  "groups" | "streams" | "length" | "updates" | "judgeEvery"
>;

/** A loss of a prediction: what rounding leaves of 0 may lie below it, and logits are float32. */
const LOSS = { low: -1e-3, high: 2 ** 130 };

/** Undefined if no run wrote them. */
export function judgementsOf(json: string | undefined): Judgement[] | undefined {
  const found = parsed(json);
  if (!Array.isArray(found)) return undefined;
  const judgements = found.map((one): Judgement => {
    const { update, runningBitsPerByte, heldOutBitsPerByte } = Object(one);
    return { update, runningBitsPerByte, heldOutBitsPerByte };
  });
  const isPossible = judgements.every(
    ({ update, runningBitsPerByte, heldOutBitsPerByte }, i) =>
      isCount(update, Number.MAX_SAFE_INTEGER) &&
      update > (judgements[i - 1]?.update ?? 0) &&
      isLoss(runningBitsPerByte) &&
      isLoss(heldOutBitsPerByte),
  );
  return isPossible && JSON.stringify(judgements) === json ? judgements : undefined;
}

/** Undefined if no run that was judged so wrote them. */
export function countersOf(
  json: string | undefined,
  judgements: readonly Judgement[],
  recipe: CheckpointRecipe,
): CorpusCounters | undefined {
  const found = Object(parsed(json)) as Readonly<Record<string, unknown>>;
  const counters = freshCounters();
  for (const key of Object.keys(counters) as (keyof CorpusCounters)[]) {
    const value = found[key];
    if (typeof value !== "number") return undefined;
    counters[key] = value;
  }
  if (JSON.stringify(counters) !== json) return undefined;
  const { update, moments, rateFactor, divergences, steps, nats, waited } = counters;
  const since = update - (judgements.at(-1)?.update ?? 0);
  const best = judgements.findIndex((one) => one.heldOutBitsPerByte === bestOf(judgements));
  const isPossible =
    isCount(update, recipe.updates) &&
    isCount(divergences, Math.min(update, MOST_DIVERGENCES)) &&
    rateFactor === 2 ** -divergences &&
    isCount(moments, update - divergences) &&
    // Every step since the last judgement counts, or diverged.
    isCount(steps, Math.min(since, recipe.judgeEvery - 1)) &&
    steps + divergences >= since &&
    (steps === 0 ? nats === 0 : isLoss(nats / (steps * predictionsOf(recipe)))) &&
    waited === (best < 0 ? 0 : judgements.length - 1 - best);
  return isPossible ? counters : undefined;
}

/** Undefined if it is not that of the best judgement. */
export function bestBitsOf(
  text: string | undefined,
  judgements: readonly Judgement[],
): number | undefined {
  const best = bestOf(judgements);
  return text === String(best) ? best : undefined;
}

/** Infinity before the first judgement. */
function bestOf(judgements: readonly Judgement[]): number {
  return judgements.reduce(
    (least, { heldOutBitsPerByte }) => Math.min(least, heldOutBitsPerByte),
    Number.POSITIVE_INFINITY,
  );
}

function isCount(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= most;
}

function isLoss(value: number): boolean {
  return Number.isFinite(value) && value >= LOSS.low && value <= LOSS.high;
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "");
  } catch {
    return undefined;
  }
}
