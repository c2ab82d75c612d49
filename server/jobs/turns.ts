// Which requests run at all: only the newest for one purpose in one document, and only so many of a kind at once. Not
// here: how long one may run without a pause (slices.ts).
import type { CancellationToken } from "vscode-languageserver-protocol";
import { nextTurn } from "./eventLoop";
import type { Cancellation } from "./slices";

/**
 * Latest wins: of the requests for one purpose in one document only the newest is answered. An older one that has not
 * begun never begins; one in progress stops at its next pause.
 */
export class Latest {
  private readonly newest = new Map<string, object>();

  /** Waits until all messages that have already arrived are handled; the result then tells whether to go on. */
  async turn(uri: string, purpose: string, token: Cancellation): Promise<Cancellation> {
    const key = `${purpose} ${uri}`;
    const mine = {};
    this.newest.set(key, mine);
    const { newest } = this;
    // One waiting message is handled per turn, after the continuation of the one before it.
    await nextTurn();
    await nextTurn();
    return {
      get isCancellationRequested() {
        return token.isCancellationRequested || newest.get(key) !== mine;
      },
    };
  }

  /** Call when the document is closed. */
  forget(uri: string): void {
    for (const key of this.newest.keys()) if (key.endsWith(` ${uri}`)) this.newest.delete(key);
  }
}

/**
 * Limits how many of a kind run at once. When all turns are taken, callers wait in order, before anything is read or
 * allocated for them. A cancelled caller stops waiting.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private taken = 0;

  constructor(private readonly most: number) {}

  /** Runs `work` when it is its turn; undefined if cancelled before. */
  async inTurn<T>(token: CancellationToken, work: () => Promise<T>): Promise<T | undefined> {
    if (this.taken < this.most) this.taken++;
    else if (!(await this.wait(token))) return undefined;
    try {
      return token.isCancellationRequested ? undefined : await work();
    } finally {
      // Hand the turn on directly, so that a newcomer cannot overtake those who wait.
      const next = this.waiting.shift();
      if (next) next();
      else this.taken--;
    }
  }

  private wait(token: CancellationToken): Promise<boolean> {
    return new Promise((resolve) => {
      const begin = () => {
        listening.dispose();
        resolve(true);
      };
      const listening = token.onCancellationRequested(() => {
        const at = this.waiting.indexOf(begin);
        if (at < 0) return;
        this.waiting.splice(at, 1);
        listening.dispose();
        resolve(false);
      });
      this.waiting.push(begin);
    });
  }
}
