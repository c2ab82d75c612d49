// The sums of a report over some positions, as named views of one row of numbers. Every number is a plain sum, so the
// sums of a whole text are those of its segments added in order.
import { type ReportPlan, sumsWidth } from "./reportPlan";

export class SegmentSums {
  /** [6] nats, correct predictions, ||g_t||, and the shares of ||g_t||^2 in the top 1, 5, 10 neurons. */
  readonly scalars: Float64Array;
  /** [H] |g_i| */
  readonly abs: Float64Array;
  /** [H] g_i^2 */
  readonly energy: Float64Array;
  /** [H] positions at which |g_i| is the largest */
  readonly first: Float64Array;
  /** [depth + 1][5] norm, attribution, its absolute value, gated attribution, its absolute value */
  readonly lags: Float64Array;

  constructor(
    { H, depth }: Pick<ReportPlan, "H" | "depth">,
    private readonly row: Float64Array,
  ) {
    let at = 0;
    const take = (count: number) => {
      at += count;
      return row.subarray(at - count, at);
    };
    this.scalars = take(6);
    this.abs = take(H);
    this.energy = take(H);
    this.first = take(H);
    this.lags = take(5 * (depth + 1));
  }

  clear(): void {
    this.row.fill(0);
  }
}

/** The rows of all segments, added in order. */
export function totalSums(plan: ReportPlan, rows: Float64Array): SegmentSums {
  const width = sumsWidth(plan);
  const total = new Float64Array(width);
  for (let at = 0; at < rows.length; at += width)
    for (let i = 0; i < width; i++) total[i] += rows[at + i];
  return new SegmentSums(plan, total);
}
