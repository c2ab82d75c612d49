// Makes the parts of a job begin one after another, because each hands a state on to the next; after that they may
// run in parallel. Flags in shared memory say which part may begin. Waits are short, so that a part that nobody wants
// any more can be stopped.
import { sharedBuffer } from "./shared";

/** [parts + 1] 1 if the state that a part begins with is ready. */
export type Relay = Int32Array;

const WAIT_MS = 10;

/** A relay in which only the first part may begin. */
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

/** Lets part `s` begin. */
export function giveTurn(relay: Relay, s: number): void {
  Atomics.store(relay, s, 1);
  Atomics.notify(relay, s);
}
