// Latest wins: of the requests for one purpose in one document only the newest is worth answering. An
// older one that has not begun never begins, one that is under way stops at its next pause.
import { type Cancellation, nextTurn } from "./slices";

export class Latest {
  private readonly newest = new Map<string, object>();

  /** Waits until everything that has already arrived is known; then says whether to go on. */
  async turn(uri: string, purpose: string, token: Cancellation): Promise<Cancellation> {
    const key = `${purpose} ${uri}`;
    const mine = {};
    this.newest.set(key, mine);
    const { newest } = this;
    // A waiting message is taken in once a turn, after the continuation of the one before it.
    await nextTurn();
    await nextTurn();
    return {
      get isCancellationRequested() {
        return token.isCancellationRequested || newest.get(key) !== mine;
      },
    };
  }

  /** The document is gone. */
  forget(uri: string): void {
    for (const key of this.newest.keys()) if (key.endsWith(` ${uri}`)) this.newest.delete(key);
  }
}
