// What a part's file may hold, checked: the JSON at its end and the numbers before it (docs/report-parts.md), as a run over the
// positions of the part could have left them. Its hash only says that it came whole. Not here: the layout of the file (partFile.ts).
import * as v from "valibot";
import { SEGMENT } from "../attribution/blocks";
import { ORDERS } from "../counting/adaptiveCounts";
import type { Numbers } from "../kernels/interface";
import { PROBABILITY_BINS } from "../statistics/distributions";
import { stretchesOf } from "../statistics/lyapunov";
import type { PartData } from "../statistics/reportPart";
import { positionsOf, type ReportPlan } from "../statistics/reportPlan";

/** Of 10^(1/4) each: every float64 lies in one of them. */
const NORM_BIN = { low: -1300, high: 1232 };
/** More than a direction can grow over the steps of a segment, in nats. */
const MOST_GROWTH = 1e6;
/** Of the predictions that stand out by one criterion. */
const MOST_EXTREMES = 10;

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The last numbers of a part; undefined if no run over it leaves them. */
export function partDataOf(json: Uint8Array, part: ReportPlan): PartData | undefined {
  try {
    const found: unknown = JSON.parse(decoder.decode(json));
    const read = v.safeParse(schemaOf(part), found);
    return read.success ? read.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Norms and what is like them: none is negative or infinite; NaN stands where nothing is predicted. */
export function areNorms(numbers: Numbers): boolean {
  return !numbers.some((number) => number < 0 || number === Number.POSITIVE_INFINITY);
}

function schemaOf(part: ReportPlan): v.GenericSchema<unknown, PartData> {
  const { from, to } = positionsOf(part);
  const stretches = stretchesOf(part).filter((s) => s >= part.first && s < part.end).length;
  const finite = v.pipe(v.number(), v.finite());
  const growth = v.pipe(finite, v.minValue(-MOST_GROWTH), v.maxValue(MOST_GROWTH));
  const upTo = (most: number) =>
    v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(most));
  const count = upTo(to - from);
  const bin = v.pipe(
    v.number(),
    v.safeInteger(),
    v.minValue(NORM_BIN.low),
    v.maxValue(NORM_BIN.high),
  );
  const position = v.pipe(upTo(to - 1), v.minValue(from));
  const prediction = v.object({ t: position, bits: finite, countingBits: finite, norm: finite });
  const extremes = v.pipe(v.array(prediction), v.maxLength(MOST_EXTREMES));
  return v.object({
    distributions: v.pipe(
      v.object({
        probability: v.pipe(v.array(count), v.length(PROBABILITY_BINS)),
        above: count,
        all: count,
        norms: v.array(v.tuple([bin, count])),
        zero: count,
      }),
      // Each prediction is in one bin.
      v.check(({ probability, above, all }) => above <= all && sumOf(probability) === all),
    ),
    extremes: v.object({
      mostSurprising: extremes,
      countingWins: extremes,
      largestGradient: extremes,
    }),
    counting: v.object({
      order: upTo(ORDERS.high),
      bits: v.pipe(finite, v.minValue(0)),
      positions: upTo(to),
      forgotten: v.boolean(),
      netBetter: count,
      countingBetter: count,
    }),
    growth: v.pipe(
      v.array(
        v.pipe(
          v.object({
            nats: v.nullable(growth),
            steps: upTo(SEGMENT),
            blocks: v.pipe(v.array(growth), v.maxLength(SEGMENT)),
          }),
          v.check(({ nats, steps }) => nats === null || steps > 0),
        ),
      ),
      v.length(stretches),
    ),
  });
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
