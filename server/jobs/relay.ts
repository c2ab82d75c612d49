// Parts of a job that must begin one after another, because each hands a state on to the next, and may go on
// side by side: flags on shared memory say which part may begin. Waits in short stretches, so that a part that
// nobody wants any more can be stopped.
import { sharedBuffer } from "./shared";

/** [parts + 1] 1 where what a part begins with is there. */
export type Relay = Int32Array;

const WAIT_MS = 10;

/** The first part may begin. */
export function createRelay(parts: number): Relay {
  const relay = new Int32Array(sharedBuffer(4 * (parts + 1)));
  relay[0] = 1;
  return relay;
}

/** Pauses until part `s` may begin. */
export function* awaitTurn(relay: Relay, s: number): Generator<void, void> {
  while (Atomics.load(relay, s) === 0) {
    Atomics.wait(relay, s, 0, WAIT_MS);
    yield;
  }
}

/** Part `s` has what it begins with. */
export function giveTurn(relay: Relay, s: number): void {
  Atomics.store(relay, s, 1);
  Atomics.notify(relay, s);
}
