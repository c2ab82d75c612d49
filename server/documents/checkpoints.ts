// Hidden states kept along a text, so that any state is a short run away. Float64, as the recurrence
// carries them. Not here: running the model (states.ts). A checkpoint at `position` is the state after
// the bytes [0, position) were read, that is h of t = position - 1; position 0 is the zero state.

export interface CheckpointOptions {
  /** Bytes between checkpoints at first; a whole number, 1 or more. */
  readonly interval?: number;
  /** Most bytes of memory for states; when they are used up the interval doubles. */
  readonly budget?: number;
}

const defaultInterval = 64;
const defaultBudget = 64 * 2 ** 20;
/** States are stored in pages of about this many bytes, allocated as they are needed. */
const pageBytes = 2 ** 18;

export class Checkpoints {
  private readonly firstInterval: number;
  private readonly most: number;
  private readonly slotsPerPage: number;
  private readonly pages: Float64Array[] = [];
  /** Entry i is the slot of the checkpoint at (i + 1) * interval; -1 where there is none. */
  private slotOf: number[] = [];
  private free: number[] = [];
  private used = 0;
  private spacing: number;

  constructor(
    /** Hidden size. */
    readonly H: number,
    { interval = defaultInterval, budget = defaultBudget }: CheckpointOptions = {},
  ) {
    this.firstInterval = interval;
    this.spacing = interval;
    const most = Math.max(1, Math.floor(budget / (8 * H)));
    this.slotsPerPage = Math.min(most, Math.max(1, Math.floor(pageBytes / (8 * H))));
    this.most = most - (most % this.slotsPerPage);
  }

  /** Bytes between checkpoints now. */
  get interval(): number {
    return this.spacing;
  }

  /** Checkpoints held; position 0 needs none. */
  get count(): number {
    return this.used - this.free.length;
  }

  /** The next position after `position` at which a checkpoint belongs. */
  nextAfter(position: number): number {
    return (Math.floor(position / this.spacing) + 1) * this.spacing;
  }

  /**
   * Copies the state of the nearest checkpoint at or before `position` into `state` [H] and returns
   * where it stands: 0 and zeros where there is none.
   */
  nearest(position: number, state: Float64Array): number {
    const found = this.nearestPosition(position);
    if (found === 0) state.fill(0);
    else state.set(this.slot(this.slotOf[found / this.spacing - 1]));
    return found;
  }

  /** Where nearest() finds a checkpoint, without copying it. */
  nearestPosition(position: number): number {
    let i = Math.min(this.slotOf.length, Math.floor(position / this.spacing)) - 1;
    while (i >= 0 && this.slotOf[i] < 0) i--;
    return (i + 1) * this.spacing;
  }

  /** Copies `state` [H] in, where `position` is a multiple of the interval; ignores other positions. */
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

  /** Forgets what depends on byte `byte` or later ones. A checkpoint at `byte` itself does not. */
  invalidateFrom(byte: number): void {
    const keep = Math.max(0, Math.floor(byte / this.spacing));
    for (let i = keep; i < this.slotOf.length; i++)
      if (this.slotOf[i] >= 0) this.free.push(this.slotOf[i]);
    if (keep < this.slotOf.length) this.slotOf.length = keep;
    if (this.count === 0) this.clear();
  }

  /** Forgets all and returns to the first interval; the memory is given back. */
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

  /** Frees every other checkpoint until one place is free. States stay where they are. */
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
    const { H, pages, slotsPerPage } = this;
    const page = Math.floor(slot / slotsPerPage);
    while (pages.length <= page) pages.push(new Float64Array(slotsPerPage * H));
    const start = (slot % slotsPerPage) * H;
    return pages[page].subarray(start, start + H);
  }
}
