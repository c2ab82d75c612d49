// Adds up the segments of a report as they end, in their order, whatever thread they ran on: then nothing of a segment is needed any
// more, and the sums have the same bits however a text is divided among threads. Not here: the segments, and what is said of the sums
// (report.ts).
import { CountingBeside, type CountingSums } from "./counting";
import { DistributionCounts } from "./distributions";
import { Extremes } from "./extremes";
import { stretchesOf } from "./lyapunov";
import { countNorms } from "./normSpread";
import { positionsOf, type ReportPlan } from "./reportPlan";
import { type ReportTables, SegmentSums, segmentOf, stateOf } from "./reportTables";

/** What is added up of the net alone. */
export class NetFold {
  readonly distributions = new DistributionCounts();
  /** The states that the segments of the Lyapunov exponent begin with. */
  private readonly before = new Map<number, Float64Array>();

  constructor(
    readonly plan: ReportPlan,
    readonly tables: ReportTables,
  ) {}

  /** Adds segment s, the one after the last that was added. */
  add(s: number): void {
    const { plan, tables } = this;
    const { total, gradientNorms, normCounts } = tables;
    const { from, row, norms, bits } = segmentOf(plan, tables, s);
    for (let i = 0; i < row.length; i++) total[i] += row[i];
    if (plan.keepsNorms) gradientNorms.set(norms, from - positionsOf(plan).from);
    else countNorms(normCounts, norms);
    this.distributions.add(bits, norms);
    if (stretchesOf(plan).includes(s)) this.before.set(s, stateOf(tables, s).slice());
  }

  get sums(): SegmentSums {
    return new SegmentSums(this.plan, this.tables.total);
  }

  /** The state that a segment of the exponent begins with, if it was added. */
  stateBefore(s: number): Float64Array | undefined {
    return this.before.get(s);
  }
}

/** What the segments of a report leave when they are added up. */
export interface Folded extends Pick<NetFold, "plan" | "tables" | "distributions"> {
  readonly extremes: Extremes;
  readonly counting: CountingSums;
}

/** The same, and the text beside it: counting, and the predictions that stand out. */
export class ReportFold implements Folded {
  readonly net: NetFold;
  readonly extremes = new Extremes();
  private readonly beside: CountingBeside;

  constructor(
    readonly plan: ReportPlan,
    readonly tables: ReportTables,
    text: Uint8Array,
  ) {
    this.net = new NetFold(plan, tables);
    this.beside = new CountingBeside(text);
  }

  get distributions(): DistributionCounts {
    return this.net.distributions;
  }

  get counting(): CountingSums {
    return this.beside.sums;
  }

  /** Counts the bytes before the first segment, of a part that does not begin with the text. */
  *pass(isPredicted: (byte: number) => boolean): Generator<void, void> {
    const { from } = positionsOf(this.plan);
    if (from > 0) yield* this.beside.pass(from, isPredicted);
  }

  /** Adds segment s, the one after the last that was added, with pauses. */
  *add(s: number): Generator<void, void> {
    const { plan, tables } = this;
    this.net.add(s);
    const { from, norms, bits } = segmentOf(plan, tables, s);
    this.extremes.add(from, bits, norms, yield* this.beside.compare(from, bits));
  }
}
