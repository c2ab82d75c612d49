// Memory shared by the threads of one corpus run: the gradient of each group of streams, their states, the judgement
// of each held-out file, and how far each thread is. A single thread is a team of one. No arithmetic.
import { l10n } from "../../protocol/words/l10n";
import type { CorpusRecipe } from "./recipe";

export interface TeamMemory {
  /** Indexed by the parity of the step: the gradient of each group, [groups] rows. */
  readonly gradients: readonly [readonly Float32Array[], readonly Float32Array[]];
  /** Indexed by the parity of the step: carried states after it, [groups x streams x stateSize]. */
  readonly states: readonly [Float32Array, Float32Array];
  /** Indexed by the parity of the step: summed -log P[y] of each group, [groups]. */
  readonly nats: readonly [Float64Array, Float64Array];
  /** Summed -log P[y] of each held-out file. */
  readonly judged: Float64Array;
  /** How many meetings each thread has reached, [threads]; BROKEN if the team cannot go on. */
  readonly arrived: Int32Array;
}

const BROKEN = -1;
/** Time between two checks whether the work is to stop. */
const WAIT_MS = 5;

/** A thread ended or failed midway; work since the last snapshot is lost. */
export class TeamBroken extends Error {
  constructor() {
    super(l10n`a training thread ended before the others`);
    this.name = "TeamBroken";
  }
}

/**
 * All zero.
 * @param stateSize numbers in a state: H, for an LSTM twice that
 * @param row numbers in a gradient, padding included
 * @param allocate makes a zero-filled ArrayBuffer or, for several threads, SharedArrayBuffer of this many bytes
 */
export function createTeam(
  { groups, streams }: CorpusRecipe,
  stateSize: number,
  row: number,
  heldOutFiles: number,
  threads: number,
  allocate: (bytes: number) => ArrayBuffer | SharedArrayBuffer,
): TeamMemory {
  const floats = (count: number) => new Float32Array(allocate(4 * count));
  const doubles = (count: number) => new Float64Array(allocate(8 * count));
  const rows = () => Array.from({ length: groups }, () => floats(row));
  const states = () => floats(groups * streams * stateSize);
  return {
    gradients: [rows(), rows()],
    states: [states(), states()],
    nats: [doubles(groups), doubles(groups)],
    judged: doubles(heldOutFiles),
    arrived: new Int32Array(allocate(4 * threads)),
  };
}

/** One thread's place in a team. */
export class Member {
  private meetings = 0;

  constructor(
    readonly memory: TeamMemory,
    readonly index: number,
  ) {
    // This thread replaces a dead one and starts over, but the others wait for a meeting that it will not reach.
    if (memory.arrived[index] !== 0) this.leave();
  }

  get threads(): number {
    return this.memory.arrived.length;
  }

  /** The indices below `count` assigned to this thread. */
  *mine(count: number): Generator<number> {
    for (let i = this.index; i < count; i += this.threads) yield i;
  }

  /** Waits, with pauses, until every thread has reached this meeting. @throws TeamBroken */
  *meet(): Generator<void> {
    const { arrived } = this.memory;
    this.meetings++;
    if (Atomics.load(arrived, this.index) !== BROKEN) Atomics.add(arrived, this.index, 1);
    if (this.threads === 1) return;
    Atomics.notify(arrived, this.index);
    for (let other = 0; other < this.threads; other++)
      for (let looks = 0; ; looks++) {
        const at = Atomics.load(arrived, other);
        if (at === BROKEN) throw new TeamBroken();
        if (at >= this.meetings) break;
        if (looks > 0) Atomics.wait(arrived, other, at, WAIT_MS);
        yield;
      }
  }

  /** Marks the team as broken, so that nobody waits for this thread any more. */
  leave(): void {
    Atomics.store(this.memory.arrived, this.index, BROKEN);
    Atomics.notify(this.memory.arrived, this.index);
  }
}
