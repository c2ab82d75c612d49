// Reading a document from the top, part by part: bits per byte, and the checkpoints later traces start
// from. Where somebody waits for a place further on, the states up to it come first and the predictions
// after. An edit takes it back to before the edit; the rest is kept. Who reads a part, and when, is in
// readingJob.ts.
import type { ByteDocument } from "../documents/byteDocument";
import type { DocumentStates } from "../documents/states";
import { createRoom, nextKept, PART, type PartOrder, partOf } from "./readingPart";

export class Reading {
  /** What a part reads and leaves; only one part is under way at a time. */
  readonly room: ReturnType<typeof createRoom>;
  private order: PartOrder | undefined;
  private readonly state: Float64Array;
  /** Bytes [0, through) are in `state`; the predictions made at them are in `nats`. */
  private through = 0;
  private nats = 0;
  /** Bytes [0, ahead) are in `aheadState`, where that is more than `through`; a part ends with the one wanted. */
  private ahead = 0;
  private readonly aheadState: Float64Array;
  private wanted = 0;
  private readonly counts = new Float64Array(256);
  /** Sums at the multiples of PART, for an edit to go back to. */
  private marks: { nats: number; counts: Float64Array }[] = [];

  constructor(
    private readonly document: ByteDocument,
    private readonly states: DocumentStates,
    H: number,
    /** Bytes of a part; smaller for tests. */
    private readonly part = partOf(H),
  ) {
    this.room = createRoom(H, part);
    this.state = new Float64Array(H);
    this.aheadState = new Float64Array(H);
  }

  /** Somebody waits for the state before byte `position`. */
  want(position: number): void {
    this.wanted = Math.max(this.wanted, position);
  }

  /** How far states have come on the way to byte `position`, 0 .. 1. */
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

  /** Over the predictions of the bytes read so far; null before the first. */
  get summary(): {
    predictions: number;
    bitsPerByte: number | null;
    orderZeroBits: number | null;
  } {
    const predictions = Math.max(0, Math.min(this.through, this.document.byteLength - 1));
    if (predictions === 0) return { predictions, bitsPerByte: null, orderZeroBits: null };
    return {
      predictions,
      bitsPerByte: this.nats / predictions / Math.LN2,
      orderZeroBits: entropyBits(this.counts),
    };
  }

  /** Puts the next part into the room. */
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

  /** Whether accept() would take it: no edit has overtaken it. */
  isWanted(order: PartOrder): boolean {
    return this.order === order;
  }

  /** Takes what readPart() left in the room, unless an edit has overtaken it. */
  accept(order: PartOrder): void {
    if (this.order !== order) return;
    this.order = undefined;
    const { room, states, counts } = this;
    const state = order.statesOnly ? this.aheadState : this.state;
    const H = state.length;
    let kept = 0;
    for (let at = nextKept(order.from, order.interval); at <= order.to; kept++) {
      states.adopt(at, room.checkpoints.subarray(H * kept, H * (kept + 1)));
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
    for (let x = 0; x < 256; x++) counts[x] += room.sums[1 + x];
    if (order.to % PART === 0) this.marks.push({ nats: this.nats, counts: counts.slice() });
  }

  /** The bytes from `byte` on changed. The prediction of `byte` itself, made at byte - 1, did too. */
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
  for (const c of counts) if (c > 0) nats -= (c / n) * Math.log(c / n);
  return nats / Math.LN2;
}
