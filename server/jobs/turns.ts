// So many of a kind at once: whoever comes when all turns are taken waits for one, in order, before anything is
// read or allocated for it. One that is cancelled waits no longer.
import type { CancellationToken } from "vscode-languageserver-protocol";

export class Turns {
  private readonly waiting: (() => void)[] = [];
  private taken = 0;

  constructor(private readonly most: number) {}

  /** What `work` gives, once it is its turn; undefined where it was cancelled before. */
  async inTurn<T>(token: CancellationToken, work: () => Promise<T>): Promise<T | undefined> {
    if (this.taken < this.most) this.taken++;
    else if (!(await this.wait(token))) return undefined;
    try {
      return token.isCancellationRequested ? undefined : await work();
    } finally {
      // Handed on as it is: nobody who comes just now goes before who waits.
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
