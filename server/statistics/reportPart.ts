// A part of a report, as it is written to a file, and how parts become the whole again. The sums of every segment are kept apart, since
// floating-point numbers give other bits when they are added in another order; all else is counted, listed or kept by position.
import type { Numbers } from "../kernels/interface";
import type { CountingSums } from "./counting";
import { DistributionCounts, type DistributionData } from "./distributions";
import { Extremes, type ExtremesData } from "./extremes";
import type { StretchGrowth } from "./lyapunov";
import type { Folded, ReportFold } from "./reportFold";
import { positionsOf, type ReportPlan } from "./reportPlan";
import type { ReportTables } from "./reportTables";

/** What a part leaves beside rows of numbers. */
export interface PartData {
  readonly distributions: DistributionData;
  readonly extremes: ExtremesData;
  readonly counting: CountingSums;
  /** Of the stretches that begin in it, in order. */
  readonly growth: readonly StretchGrowth[];
}

export function partData(fold: ReportFold, growth: readonly StretchGrowth[]): PartData {
  const { distributions, extremes, counting } = fold;
  return { distributions: distributions.data, extremes: extremes.data, counting, growth };
}

/** What is kept by position in a part, in the order of its file: where it belongs in the tables of the whole. */
export function keptOfPart(part: ReportPlan, tables: ReportTables, whole: ReportPlan): Numbers[] {
  const { firstSample, samples } = part;
  const offset = firstSample - whole.firstSample;
  const byLag = [tables.norms, tables.attributions, tables.gated].flatMap((table) =>
    Array.from({ length: table.length === 0 ? 0 : part.depth + 1 }, (_, k) => {
      const at = k * whole.samples + offset;
      return table.subarray(at, at + samples);
    }),
  );
  if (!part.keepsNorms) return byLag;
  const { from, to } = positionsOf(part);
  const start = positionsOf(whole).from;
  return [tables.gradientNorms.subarray(from - start, to - start), ...byLag];
}

/** Adds parts in their order. */
export class MergedParts implements Folded {
  readonly distributions = new DistributionCounts();
  readonly extremes = new Extremes();
  readonly growth: StretchGrowth[] = [];
  private counted: CountingSums | undefined;

  constructor(
    readonly plan: ReportPlan,
    readonly tables: ReportTables,
  ) {}

  /** Of the next segment: its sums, as in SegmentSums. */
  addRow(row: Float64Array): void {
    const { total } = this.tables;
    for (let i = 0; i < row.length; i++) total[i] += row[i];
  }

  addNormCount(bin: number, count: number): void {
    this.tables.normCounts[bin] += count;
  }

  addData({ distributions, extremes, counting, growth }: PartData): void {
    this.distributions.addData(distributions);
    this.extremes.addData(extremes);
    this.growth.push(...growth);
    const { netBetter = 0, countingBetter = 0 } = this.counted ?? {};
    this.counted = {
      ...counting,
      netBetter: netBetter + counting.netBetter,
      countingBetter: countingBetter + counting.countingBetter,
    };
  }

  /** Whether counting has read the same predictions as the net in all parts up to this one; a whole text has some. */
  isCounted({ end, segments }: ReportPlan): boolean {
    const { all } = this.distributions.data;
    return this.counting.positions === all && (end < segments || all > 0);
  }

  get counting(): CountingSums {
    if (!this.counted) throw new Error("a report without a part");
    return this.counted;
  }
}
