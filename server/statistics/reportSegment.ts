// One segment of a report: states, predictions and traces of its positions, summed into its own row, and the criteria
// by which its neurons are counted. A segment depends on the others only through the state before it, whatever thread
// works on it.
import { type Block, SEGMENT, SegmentWorkspace, traceBlock } from "../attribution/blocks";
import type { Kernels, Numbers, Weights } from "../kernels/interface";
import type { ReportPlan } from "./reportPlan";
import { type ReportTables, SegmentSums, segmentOf, stateOf } from "./reportTables";

const TOP = 10;
const top = new Float64Array(TOP);

/**
 * Adds one position's g, H values starting at `at`: which neurons carry it, by three criteria that do not agree, and
 * how concentrated it is, as the share of ||g||^2 in the top 1, 5 and 10 neurons.
 */
function addNeurons(sums: SegmentSums, G: Numbers, at: number): void {
  const { abs, energy, first, scalars } = sums;
  const H = abs.length;
  let total = 0;
  let best = 0;
  let largest = -1;
  let tenth = 0;
  top.fill(0);
  for (let i = 0; i < H; i++) {
    const g = G[at + i];
    const square = g * g;
    abs[i] += Math.abs(g);
    energy[i] += square;
    total += square;
    if (square > tenth) {
      if (square > largest) {
        largest = square;
        best = i;
      }
      tenth = insert(square);
    }
  }
  first[best]++;
  if (total <= 0) return;
  let sum = 0;
  for (let n = 0; n < TOP; n++) {
    sum += top[n];
    if (n === 0) scalars[3] += sum / total;
    if (n === 4) scalars[4] += sum / total;
  }
  scalars[5] += sum / total;
}

/** Inserts a value into the descending list `top`, dropping the last; returns the new last. */
function insert(value: number): number {
  let n = TOP - 1;
  while (n > 0 && top[n - 1] < value) {
    top[n] = top[n - 1];
    n--;
  }
  top[n] = value;
  return top[TOP - 1];
}

/** The segments of one report, processed by one thread. */
export class ReportSegments {
  private readonly state: Float64Array;

  constructor(
    backend: Kernels,
    weights: Weights,
    private readonly text: Uint8Array,
    private readonly plan: ReportPlan,
    private readonly tables: ReportTables,
    /** Bytes whose columns are credited instead of the text's own: a control. */
    private readonly credited?: Uint8Array,
    private readonly workspace = new SegmentWorkspace(backend, weights, text, plan.depth),
  ) {
    this.state = new Float64Array(this.workspace.kernels.shape.stateSize);
  }

  /** Makes one with pauses, since binding a large model takes long. */
  static *make(
    backend: Kernels,
    weights: Weights,
    text: Uint8Array,
    plan: ReportPlan,
    tables: ReportTables,
  ): Generator<void, ReportSegments> {
    const workspace = yield* SegmentWorkspace.make(backend, weights, text, plan.depth);
    return new ReportSegments(backend, weights, text, plan, tables, undefined, workspace);
  }

  /** Runs the states of segment s, in pieces, and stores the state that segment s + 1 starts from. */
  *forward(s: number): Generator<void, void> {
    const { plan, tables, state } = this;
    state.set(stateOf(tables, s));
    const to = Math.min(plan.predictions, (s + 1) * SEGMENT);
    yield* this.workspace.forward(s * SEGMENT, to, state);
    stateOf(tables, s + 1).set(state);
    if (this.credited) this.workspace.credit(this.credited);
  }

  /** Runs and traces segment s. */
  *work(s: number): Generator<void, void> {
    yield* this.forward(s);
    yield* this.trace(s);
  }

  /** Predictions and traces of segment s; forward() must have run. Pauses at least after every block. */
  *trace(s: number): Generator<void, void> {
    const segment = segmentOf(this.plan, this.tables, s);
    const sums = new SegmentSums(this.plan, segment.row);
    sums.clear();
    for (const block of this.workspace.blocks()) {
      const row = block.t0 - segment.from;
      this.predictions(sums, block, segment.bits.subarray(row));
      const norms = segment.norms.subarray(row);
      yield* traceBlock(block, this.plan.depth, (k, from) => this.lag(sums, block, k, from, norms));
      yield;
    }
  }

  private predictions(
    sums: SegmentSums,
    { kernels, t0, count, outside }: Block,
    bits: Float32Array,
  ): void {
    for (let i = 0; i < count; i++) {
      bits[i] = outside.has(i) ? Number.NaN : -kernels.logP[i] / Math.LN2;
      if (outside.has(i)) continue;
      sums.scalars[6]++;
      if (t0 + i >= this.plan.depth) sums.scalars[7]++;
      sums.scalars[0] -= kernels.logP[i];
      if (kernels.best[i] === this.text[t0 + i + 1]) sums.scalars[1]++;
      addNeurons(sums, kernels.G, i * kernels.strideG);
    }
  }

  private lag(
    { scalars, lags }: SegmentSums,
    block: Block,
    k: number,
    from: number,
    ofSegment: Numbers,
  ): void {
    const { depth, medianStep, firstSample, samples } = this.plan;
    const { t0, count, outside } = block;
    const { norm, gradient, gated } = block.kernels;
    const { norms, attributions, gated: gatedKept } = this.tables;
    if (k === 0)
      for (let i = 0; i < count; i++) {
        scalars[2] += norm[i];
        ofSegment[i] = outside.has(i) ? Number.NaN : norm[i];
      }
    // Every lag averages the same positions: those with a past of `depth` bytes.
    const first = Math.max(from, depth - t0);
    const at = 5 * k;
    for (let i = first; i < count; i++) {
      lags[at] += norm[i];
      lags[at + 1] += gradient[i];
      lags[at + 2] += Math.abs(gradient[i]);
      lags[at + 3] += gated[i];
      lags[at + 4] += Math.abs(gated[i]);
    }
    for (let m = Math.ceil((t0 + first) / medianStep); m * medianStep < t0 + count; m++) {
      const row = m * medianStep - t0;
      const kept = k * samples + m - firstSample;
      const isOutside = outside.has(row);
      norms[kept] = isOutside ? Number.NaN : norm[row];
      gatedKept[kept] = isOutside ? Number.NaN : Math.abs(gated[row]);
      if (attributions.length > 0)
        attributions[kept] = isOutside ? Number.NaN : Math.abs(gradient[row]);
    }
  }
}
