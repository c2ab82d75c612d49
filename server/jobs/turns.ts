// Limits how many of a kind run at once. When all turns are taken, callers wait in order, before anything is read or
// allocated for them. A cancelled caller stops waiting.
import type { CancellationToken } from "vscode-languageserver-protocol";

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
