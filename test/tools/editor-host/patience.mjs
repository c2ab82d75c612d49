// How long a wait for a state goes on before it counts as never coming. Nothing is ever asserted about how long
// something took: the one number is there so that a run that hangs ends with a sentence.
import { setTimeout as sleep } from "node:timers/promises";

/** Many times what the slowest state takes on an idle machine, so that a loaded one gets there too. */
export const PATIENCE = 180_000;

const PAUSE = 100;

/**
 * Asks until the answer holds, and returns it. The last answer is part of the error when it never does.
 * @template T
 * @param {() => T | Promise<T>} ask
 * @param {(answer: T) => unknown} holds
 * @param {string} what says what is missing
 * @param {number} [pause] milliseconds between two questions
 * @returns {Promise<T>}
 */
export async function eventually(ask, holds, what, pause = PAUSE) {
  for (const end = Date.now() + PATIENCE; ; await sleep(pause)) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (Date.now() > end) throw new Error(`${what}; last: ${JSON.stringify(answer)}`);
  }
}
