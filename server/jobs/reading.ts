// Reads a document from the start, part by part, for bits per byte and the checkpoints later traces start from. If
// somebody waits for a place further on, the states up to it are computed first and the predictions later. An edit
// takes the reading back to before the edit and keeps the rest. Who reads a part, and when, is in readingJob.ts.
import type { ByteDocument } from "../documents/byteDocument";
import type { DocumentStates } from "../documents/states";
import { log } from "../kernels/elementary";
import { isPredicted, type NetShape } from "../kernels/shape";
import { createRoom, nextKept, PART, type PartOrder, partOf } from "./readingPart";

export class Reading {
  /** The input and output of a part; only one part is in progress at a time. */
  readonly room: ReturnType<typeof createRoom>;
  private order: PartOrder | undefined;
  private readonly state: Float64Array;
  /** `state` is the state after bytes [0, through); `nats` sums the predictions made at them. */
  private through = 0;
  private nats = 0;
  /**
   * `aheadState` is the state after bytes [0, ahead), if that is more than `through`. Parts run ahead up to `wanted`.
   */
  private ahead = 0;
  private readonly aheadState: Float64Array;
  private wanted = 0;
  private readonly counts = new Float64Array(256);
  /** Of each byte read; the first has no cost. */
  private costs = new Float32Array(0);
  /** Sums at the multiples of PART, to which an edit goes back. */
  private marks: { nats: number; counts: Float64Array }[] = [];

  constructor(
    private readonly document: ByteDocument,
    private readonly states: DocumentStates,
    private readonly shape: NetShape,
    /** Bytes per part; smaller for tests. */
    private readonly part = partOf(shape),
  ) {
    this.room = createRoom(shape, part);
    this.state = new Float64Array(shape.stateSize);
    this.aheadState = new Float64Array(shape.stateSize);
  }

  /** Somebody waits for the state before byte `position`. */
  want(position: number): void {
    this.wanted = Math.max(this.wanted, position);
  }

  /** How far the states have come towards byte `position`, 0 .. 1. */
  fractionTo(position: number): number {
    return position === 0 ? 1 : Math.min(1, Math.max(this.through, this.ahead) / position);
  }

  get finished(): boolean {
    return this.through >= this.document.byteLength;
  }

  /** 0 .. 1 */
  get fraction(): number {
    const bytes = this.document.byteLength;
    return bytes === 0 ? 1 : this.through / bytes;
  }

  /**
   * [bytes] what each byte cost the net, in bits; NaN for the first and for those that it does not predict. Only when
   * finished; valid until the text changes.
   */
  get netBits(): Float32Array {
    return this.costs.subarray(0, this.document.byteLength);
  }

  /** [to - from] the same of these bytes; undefined while they are not all read. */
  bits(from: number, to: number): Float32Array | undefined {
    return to <= this.through ? this.costs.slice(from, to) : undefined;
  }

  /** Of the predictions of the bytes read so far; null before the first. */
  get summary(): {
    predictions: number;
    bitsPerByte: number | null;
    orderZeroBits: number | null;
    outside: number;
  } {
    const all = Math.max(0, Math.min(this.through, this.document.byteLength - 1));
    const [counts, outside] = this.inAlphabet();
    // Nothing predicts the first byte, which is among the counts.
    const isFirstOutside = all > 0 && !isPredicted(this.shape, this.document.byteAt(0));
    const predictions = all - (outside - Number(isFirstOutside));
    if (predictions <= 0)
      return { predictions: 0, bitsPerByte: null, orderZeroBits: null, outside };
    return {
      predictions,
      bitsPerByte: this.nats / predictions / Math.LN2,
      orderZeroBits: entropyBits(counts),
      outside,
    };
  }

  /** The counts of the alphabet's bytes, and how many others have been read. */
  private inAlphabet(): readonly [Float64Array, number] {
    const { counts: all, shape } = this;
    const counts = all.map((count, byte) => (isPredicted(shape, byte) ? count : 0));
    const sum = (of: Float64Array) => of.reduce((a, b) => a + b, 0);
    return [counts, sum(all) - sum(counts)];
  }

  /** Puts the input of the next part into the room. */
  begin(): PartOrder {
    const { document, part, room, states, through } = this;
    const known = Math.max(through, this.ahead);
    const { wanted } = this;
    const statesOnly = wanted > known && wanted > through + part && wanted <= document.byteLength;
    const from = statesOnly ? known : through;
    const to = Math.min(document.byteLength, from + part);
    const last = to === document.byteLength;
    document.copyBytes(from, last ? to : to + 1, room.bytes);
    room.before.set(from === through ? this.state : this.aheadState);
    this.order = { from, to, last, interval: states.checkpointInterval, statesOnly };
    return this.order;
  }

  /** Whether accept() would take it: no edit has made it obsolete. */
  isWanted(order: PartOrder): boolean {
    return this.order === order;
  }

  /** Takes what readPart() left in the room, unless an edit has made it obsolete. */
  accept(order: PartOrder): void {
    if (this.order !== order) return;
    this.order = undefined;
    const { room, states, counts } = this;
    const state = order.statesOnly ? this.aheadState : this.state;
    const size = state.length;
    let kept = 0;
    for (let at = nextKept(order.from, order.interval); at <= order.to; kept++) {
      states.adopt(at, room.checkpoints.subarray(size * kept, size * (kept + 1)));
      at = nextKept(at, order.interval);
    }
    state.set(room.state);
    states.adopt(order.to, state);
    if (order.statesOnly) {
      this.ahead = order.to;
      return;
    }
    this.through = order.to;
    this.nats += room.sums[0];
    this.keepCosts(order);
    for (let x = 0; x < 256; x++) counts[x] += room.sums[1 + x];
    if (order.to % PART === 0) this.marks.push({ nats: this.nats, counts: counts.slice() });
  }

  /** Bytes from `byte` on changed. So did the prediction of `byte` itself, made at byte - 1. */
  invalidateFrom(byte: number): void {
    if (this.order && byte <= this.order.to) this.order = undefined;
    if (byte < this.ahead) this.ahead = this.states.known(byte, this.aheadState);
    if (byte > this.through) return;
    const mark = Math.max(0, Math.floor((byte - 1) / PART));
    if (mark * PART >= this.through) return;
    this.marks.length = mark;
    const sums = this.marks[mark - 1];
    this.nats = sums?.nats ?? 0;
    this.counts.set(sums?.counts ?? new Float64Array(256));
    this.through = mark * PART;
    if (this.states.stateBefore(this.through, this.state) === "pending") this.startOver();
  }

  private keepCosts({ from, to, last }: PartOrder): void {
    const { byteLength } = this.document;
    if (this.costs.length < byteLength) {
      const old = this.costs;
      this.costs = new Float32Array(byteLength + (byteLength >>> 3));
      this.costs.set(old);
    }
    if (from === 0) this.costs[0] = Number.NaN;
    this.costs.set(this.room.bits.subarray(0, to - from - Number(last)), from + 1);
  }

  private startOver(): void {
    this.marks.length = 0;
    this.nats = 0;
    this.counts.fill(0);
    this.state.fill(0);
    this.through = 0;
    this.ahead = 0;
  }
}

/** Entropy of the byte counts in bits: what a model of order 0 would need. */
function entropyBits(counts: Float64Array): number {
  const n = counts.reduce((a, b) => a + b, 0);
  let nats = 0;
  for (const c of counts) if (c > 0) nats -= (c / n) * log(c / n);
  return nats / Math.LN2;
}
