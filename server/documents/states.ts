// Hidden states of one document under one model: windows of states for traces, the forward pass in slices, and what
// remains valid after an edit. Not here: scheduling, threads, what a trace does with a window. A state has the same
// bits whatever checkpoints, slices and edits came before, because the state is carried in float64 and each step
// depends only on the one before it.
import type { ModelKernels } from "../kernels/interface";
import { type Pace, paceOf } from "../kernels/pace";
import type { ByteSource } from "./byteSource";
import { type CheckpointOptions, Checkpoints } from "./checkpoints";

export interface DocumentStatesOptions extends CheckpointOptions {
  /**
   * Most bytes a window may run before its first row. A window further from every known state is 'pending'. The
   * checkpoint interval counts if it is larger, so that text already read is never pending.
   */
  readonly reach?: number;
  /** Bytes that approach() runs between two pauses; by default as many as its pace allows. */
  readonly piece?: number;
}

/** Reach at H = 128: about 20 ms. A byte costs more in a larger model, which reaches less far. */
const defaultReach = 8192;
/** Bytes copied out of the document at a time. */
const blockBytes = 4096;
/** States kept between checkpoints, for the places that are looked at. */
const mostPlaces = 8;

interface Place {
  readonly position: number;
  readonly state: Float64Array;
}

export class DocumentStates {
  private readonly checkpoints: Checkpoints;
  private readonly reach: number;
  private readonly piece: number | undefined;
  private readonly pace: Pace;
  private readonly block: Uint8Array;
  /** The current state of a run. */
  private readonly state: Float64Array;
  /** The state after the bytes [0, through). */
  private readonly front: Float64Array;
  private through = 0;
  /** States where approach() stopped, most recently used last. */
  private places: Place[] = [];

  constructor(
    private readonly source: ByteSource,
    /** Its window is overwritten by window(), stateBefore() and advance(). */
    private readonly kernels: ModelKernels,
    options: DocumentStatesOptions = {},
  ) {
    this.checkpoints = new Checkpoints(kernels.shape.stateSize, options);
    this.reach =
      options.reach ??
      Math.ceil(defaultReach * Math.min(1, (2 * 128 ** 2) / kernels.shape.operations));
    this.piece = options.piece;
    this.pace = paceOf(kernels.shape, "recurrence");
    this.block = new Uint8Array(Math.min(blockBytes, kernels.capacity.window));
    this.state = new Float64Array(this.stateSize);
    this.front = new Float64Array(this.stateSize);
  }

  /** Numbers of a state. */
  get stateSize(): number {
    return this.kernels.shape.stateSize;
  }

  /** How far the forward pass from the start has come: bytes [0, finishedThrough) have been read. */
  get finishedThrough(): number {
    return this.through;
  }

  /** Bytes that must be run before window(from, ...) reaches its first row. */
  distanceTo(from: number): number {
    const known = this.through <= from ? this.through : 0;
    const place = this.placeBefore(from)?.position ?? 0;
    return from - Math.max(known, place, this.checkpoints.nearestPosition(from));
  }

  /**
   * Runs towards `position` in pieces, until stateBefore(position) has at most one piece left to run. In the pauses
   * the text may change and others may use these states. 'pending' in the same cases as stateBefore(), and if the
   * text has become too short.
   */
  *approach(position: number): Generator<void, "ready" | "pending"> {
    const { pace } = this;
    const { operations } = this.kernels.shape;
    while (position <= this.source.byteLength && this.isNear(position)) {
      const piece = this.piece ?? pace.atOnce(operations);
      if (this.distanceTo(position) <= piece) return "ready";
      const start = this.startAt(position);
      pace.begin();
      this.run(start, start + piece);
      pace.end(piece * operations);
      this.keep(start, start + piece);
      yield;
    }
    return "pending";
  }

  /** Copies the nearest known state at or before `position` into `out`; returns its position. */
  known(position: number, out: Float64Array): number {
    const start = this.startAt(position);
    out.set(this.state);
    return start;
  }

  /** Whether window(from, ...) would run rather than return 'pending'. */
  isNear(from: number): boolean {
    return this.distanceTo(from) <= Math.max(this.reach, this.checkpoints.interval);
  }

  /**
   * Fills the window of the kernels: row i holds byte from + i and the state after it, that is x and h of t = from +
   * i, for from <= t < to. Returns 'pending', having done nothing, if the nearest known state is out of reach. `to` -
   * `from` is at most the window, `to` at most the byte length.
   */
  window(from: number, to: number): "ready" | "pending" {
    if (!this.isNear(from)) return "pending";
    const start = this.startAt(from);
    this.run(start, from);
    this.run(from, to);
    return "ready";
  }

  /**
   * Writes the state after bytes [0, position), float64 [stateSize], to `out`. Returns 'pending', having done nothing, if the
   * nearest known state is out of reach.
   */
  stateBefore(position: number, out: Float64Array): "ready" | "pending" {
    if (!this.isNear(position)) return "pending";
    this.run(this.startAt(position), position);
    out.set(this.state);
    return "ready";
  }

  /** Continues the pass from the start by at most `bytes` bytes; returns how many it read. */
  advance(bytes: number): number {
    const from = this.through;
    const to = Math.min(this.source.byteLength, from + bytes);
    if (to <= from) return 0;
    this.state.set(this.front);
    this.run(from, to);
    return to - from;
  }

  /**
   * Takes over a state computed elsewhere from the same bytes and model: `state` [stateSize] after bytes [0, position). Must
   * be called in order of position, as in a pass over the document.
   */
  adopt(position: number, state: Float64Array): void {
    this.checkpoints.put(position, state);
    if (position > this.through) this.reached(position, state);
  }

  /** The multiples at which adopt() keeps checkpoints; grows with the document. */
  get checkpointInterval(): number {
    return this.checkpoints.interval;
  }

  /** Bytes from `byte` on changed: keeps everything before, recomputes everything after when needed. */
  invalidateFrom(byte: number): void {
    this.checkpoints.invalidateFrom(byte);
    this.places = this.places.filter(({ position }) => position <= byte);
    if (this.through > byte) this.through = this.checkpoints.nearest(byte, this.front);
  }

  /** Loads the nearest known state at or before `position` into `state`; returns its position. */
  private startAt(position: number): number {
    const checkpoint = this.checkpoints.nearest(position, this.state);
    const front = this.through <= position ? this.through : 0;
    const place = this.placeBefore(position);
    if (place && place.position > Math.max(front, checkpoint)) {
      this.state.set(place.state);
      return place.position;
    }
    if (front <= checkpoint) return checkpoint;
    this.state.set(this.front);
    return front;
  }

  private placeBefore(position: number): Place | undefined {
    let found: Place | undefined;
    for (const place of this.places)
      if (place.position <= position && place.position > (found?.position ?? 0)) found = place;
    return found;
  }

  /** Remembers the current state at `to`, in place of the one at `from` that the run started from. */
  private keep(from: number, to: number): void {
    const others = this.places.filter(({ position }) => position !== from && position !== to);
    this.places = [...others, { position: to, state: this.state.slice() }].slice(-mostPlaces);
  }

  /**
   * Runs `state` over bytes from .. to), storing checkpoints. The rows of the window restart at 0 if the text is
   * longer than the window.
   */
  private run(from: number, to: number): void {
    const { block, checkpoints, kernels, source, state } = this;
    let row = 0;
    for (let at = from; at < to; ) {
      const copied = Math.min(block.length, to - at);
      source.copyBytes(at, at + copied, block);
      for (const end = at + copied; at < end; ) {
        if (row === kernels.capacity.window) row = 0;
        const stop = Math.min(end, checkpoints.nextAfter(at), at + kernels.capacity.window - row);
        kernels.recur(block, copied - (end - at), stop - at, state, row);
        row += stop - at;
        at = stop;
        checkpoints.put(at, state);
      }
    }
    if (to > this.through) this.reached(to, state);
  }

  private reached(position: number, state: Float64Array): void {
    this.through = position;
    this.front.set(state);
  }
}
