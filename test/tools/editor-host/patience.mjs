// How long to wait for a state before giving up. No test asserts how long something took; the one limit only makes a
// stuck run end with a sentence.
import { setTimeout as sleep } from "node:timers/promises";

/** Many times what the slowest state takes on an idle machine, so that a loaded machine has time enough too. */
export const PATIENCE = 180_000;

const PAUSE = 100;

/**
 * Asks until the answer holds, and returns it. If it never does, the error includes the last answer.
 * @template T
 * @param {() => T | Promise<T>} ask
 * @param {(answer: T) => unknown} holds
 * @param {string} what says what is missing
 * @param {number} [pause] milliseconds between two attempts
 * @returns {Promise<T>}
 */
export async function eventually(ask, holds, what, pause = PAUSE) {
  for (const end = Date.now() + PATIENCE; ; await sleep(pause)) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > end) throw new Error(`${what}; last: ${JSON.stringify(answer)}`);
  }
}
