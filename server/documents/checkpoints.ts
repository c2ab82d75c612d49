// Hidden states kept along a text, so that any state is a short run away. Float64, as in the recurrence. Not here:
// running the model (states.ts). A checkpoint at `position` is the state after reading bytes [0, position), that is h
// of t = position - 1; position 0 is the zero state.

export interface CheckpointOptions {
  /** Initial number of bytes between checkpoints; a whole number, 1 or more. */
  readonly interval?: number;
  /** Maximum bytes of memory for states; when they are used up the interval doubles. */
  readonly budget?: number;
}

const defaultInterval = 64;
const defaultBudget = 64 * 2 ** 20;
/** States are stored in pages of about this many bytes, allocated on demand. */
const pageBytes = 2 ** 18;

export class Checkpoints {
  private readonly firstInterval: number;
  private readonly most: number;
  private readonly slotsPerPage: number;
  private readonly pages: Float64Array[] = [];
  /** Entry i is the slot of the checkpoint at (i + 1) * interval; -1 if there is none. */
  private slotOf: number[] = [];
  private free: number[] = [];
  private used = 0;
  private spacing: number;

  constructor(
    /** Numbers of a state. */
    readonly size: number,
    { interval = defaultInterval, budget = defaultBudget }: CheckpointOptions = {},
  ) {
    this.firstInterval = interval;
    this.spacing = interval;
    const most = Math.max(1, Math.floor(budget / (8 * size)));
    this.slotsPerPage = Math.min(most, Math.max(1, Math.floor(pageBytes / (8 * size))));
    this.most = most - (most % this.slotsPerPage);
  }

  /** Current number of bytes between checkpoints. */
  get interval(): number {
    return this.spacing;
  }

  /** Number of checkpoints held; position 0 needs none. */
  get count(): number {
    return this.used - this.free.length;
  }

  /** The next position after `position` at which a checkpoint belongs. */
  nextAfter(position: number): number {
    return (Math.floor(position / this.spacing) + 1) * this.spacing;
  }

  /**
   * Copies the state of the nearest checkpoint at or before `position` into `state` [size] and returns its position: 0,
   * with a zero state, if there is none.
   */
  nearest(position: number, state: Float64Array): number {
    const found = this.nearestPosition(position);
    if (found === 0) state.fill(0);
    else state.set(this.slot(this.slotOf[found / this.spacing - 1]));
    return found;
  }

  /** The position that nearest() would return, without copying the state. */
  nearestPosition(position: number): number {
    let i = Math.min(this.slotOf.length, Math.floor(position / this.spacing)) - 1;
    while (i >= 0 && this.slotOf[i] < 0) i--;
    return (i + 1) * this.spacing;
  }

  /** Stores a copy of `state` [size] if `position` is a multiple of the interval; ignores other positions. */
  put(position: number, state: Float64Array): void {
    if (this.count >= this.most && position % this.spacing === 0 && !this.has(position)) {
      this.doubleInterval();
    }
    const i = position / this.spacing - 1;
    if (i < 0 || !Number.isInteger(i)) return;
    while (this.slotOf.length <= i) this.slotOf.push(-1);
    if (this.slotOf[i] < 0) this.slotOf[i] = this.free.pop() ?? this.used++;
    this.slot(this.slotOf[i]).set(state);
  }

  /** Drops the checkpoints that depend on byte `byte` or later ones. A checkpoint at `byte` itself does not. */
  invalidateFrom(byte: number): void {
    const keep = Math.max(0, Math.floor(byte / this.spacing));
    for (let i = keep; i < this.slotOf.length; i++)
      if (this.slotOf[i] >= 0) this.free.push(this.slotOf[i]);
    if (keep < this.slotOf.length) this.slotOf.length = keep;
    if (this.count === 0) this.clear();
  }

  /** Drops all checkpoints, frees their memory and returns to the first interval. */
  clear(): void {
    this.slotOf = [];
    this.free = [];
    this.used = 0;
    this.pages.length = 0;
    this.spacing = this.firstInterval;
  }

  private has(position: number): boolean {
    const i = position / this.spacing - 1;
    return i < this.slotOf.length && this.slotOf[i] >= 0;
  }

  /** Frees every other checkpoint until a slot is free. States are not moved. */
  private doubleInterval(): void {
    while (this.count >= this.most) {
      const kept: number[] = [];
      for (let i = 0; i < this.slotOf.length; i++) {
        if (i % 2 === 1) kept.push(this.slotOf[i]);
        else if (this.slotOf[i] >= 0) this.free.push(this.slotOf[i]);
      }
      this.slotOf = kept;
      this.spacing *= 2;
    }
  }

  private slot(slot: number): Float64Array {
    const { size, pages, slotsPerPage } = this;
    const page = Math.floor(slot / slotsPerPage);
    while (pages.length <= page) pages.push(new Float64Array(slotsPerPage * size));
    const start = (slot % slotsPerPage) * size;
    return pages[page].subarray(start, start + size);
  }
}
