// What each byte of a text costs when the bytes before it are counted, kept while the text changes: counts go on at its
// end, and back to an edit. The numbers never depend on the edits that led to a text. Not here: the formulas
// (adaptiveCounts.ts), when the work is done (server/jobs).
import { AdaptiveCounts, MOST_STRINGS } from "./adaptiveCounts";

/** Bytes between two pauses: a fraction of a millisecond. */
const PIECE = 256;
/** Taking back a byte takes longer than counting one, so a text that changed further back is counted from its start. */
const FURTHEST_BACK = 1 / 3;

/** Copies bytes from .. to) of the text into `target` at `at`. */
export type CopyBytes = (from: number, to: number, target: Uint8Array, at: number) => void;

export class CountedText {
  private readonly counts: AdaptiveCounts;
  /** The bytes as counted. */
  private bytes = new Uint8Array(0);
  private costs = new Float32Array(0);
  /** Bytes whose costs are those of the text: before the first that has changed since. The counts may be behind. */
  private valid = 0;
  /** Contexts were dropped when the text was last counted to its end. */
  private wasDropped = false;
  /** Memory is being made; must be finished before anything else is done with the counts. */
  private makingRoom: Generator<void, void> | undefined;

  constructor(order: number, mostStrings = MOST_STRINGS) {
    this.counts = new AdaptiveCounts(order, mostStrings);
  }

  get order(): number {
    return this.counts.order;
  }

  /** Bytes from the start of the text whose costs are known. */
  get through(): number {
    return this.valid;
  }

  /** Bytes from the start of the text that are in the counts: fewer, while they start again. */
  get counted(): number {
    return Math.min(this.valid, this.counts.through);
  }

  /** -log2 P of the bytes [0, through), float32. Valid until the next call. */
  get bits(): Float32Array {
    return this.costs.subarray(0, this.valid);
  }

  /** Some contexts were dropped for want of memory. */
  get dropped(): boolean {
    return this.counts.dropped || this.wasDropped;
  }

  /** The text changed from this byte on. Takes no time; the counts go back when they go on. */
  invalidateFrom(byte: number): void {
    this.valid = Math.min(this.valid, byte);
  }

  /**
   * Counts on until all `length` bytes of the text are counted, with pauses. Where memory fills after an edit, it starts
   * again from the first byte. It may be ended in a pause, and must be where the text has changed.
   */
  *countTo(length: number, copy: CopyBytes): Generator<void, void> {
    const { counts } = this;
    yield* this.finishRoom();
    yield* this.goBack();
    this.reserve(length);
    while (counts.through < length) {
      const from = counts.through;
      const end = Math.min(length, from + PIECE);
      copy(from, end, this.bytes, from);
      while (counts.through < end) {
        if (counts.needsRoom) {
          if (counts.isAtLimit && counts.wasUncounted) {
            counts.clear();
            break;
          }
          this.makingRoom = counts.makeRoom();
          yield* this.finishRoom();
        }
        // Those that are known come out the same again.
        const at = counts.through;
        this.costs[at] = counts.next(this.bytes[at]);
        this.valid = Math.max(this.valid, at + 1);
      }
      yield;
    }
    this.wasDropped = counts.dropped;
  }

  /** Not delegated to, because whoever ends countTo() would end it too. */
  private *finishRoom(): Generator<void, void> {
    while (this.makingRoom && !this.makingRoom.next().done) yield;
    this.makingRoom = undefined;
  }

  /** Takes back what was counted of bytes that have changed since. */
  private *goBack(): Generator<void, void> {
    const { counts, bytes, valid } = this;
    const back = counts.through - valid;
    if (back <= 0) return;
    if (counts.dropped || back > FURTHEST_BACK * counts.through) {
      counts.clear();
      return;
    }
    while (counts.through > valid) {
      const { through } = counts;
      counts.uncount(bytes.subarray(Math.max(0, through - counts.order - 1), through));
      if (counts.through % PIECE === 0) yield;
    }
  }

  private reserve(length: number): void {
    if (length <= this.bytes.length) return;
    const room = length + (length >>> 3);
    const { bytes, costs } = this;
    this.bytes = new Uint8Array(room);
    this.bytes.set(bytes.subarray(0, this.valid));
    this.costs = new Float32Array(room);
    this.costs.set(costs.subarray(0, this.valid));
  }
}
