// Latest wins: of the requests for one purpose in one document only the newest is answered. An older one that has not
// begun never begins; one in progress stops at its next pause.
import { type Cancellation, nextTurn } from "./slices";

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
