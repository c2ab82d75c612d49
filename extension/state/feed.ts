// An answer that a page or the colours wait for: one at a time, known by a key, asked again only when the key changes or
// nothing has come. What is asked, and of which server, is up to the owner.
import type * as vscode from "vscode";
import type { Fed } from "../../server/protocol/wire/page";
import { isDisconnected, isQuiet, sentenceOf } from "./failures";
import type { Disposable } from "./lifetime";

const PAUSE_MS = 120;
/** Retry delay if the file is still being read, something more urgent came first, or the server is not there. */
const AGAIN_MS = 1000;

type Source = Pick<vscode.CancellationTokenSource, "token" | "cancel" | "dispose">;
type Ask<T, Client> = (client: Client, token: Source["token"]) => Promise<T | undefined>;

/** Whom to ask, and how a question is cancelled. */
export interface FeedWorld<Client> {
  /** Undefined while there is none. */
  client(): Client | undefined;
  newSource(): Source;
}

export class Feed<T, Client> implements Disposable {
  private key = "";
  private fed: Fed<T> = { kind: "waiting" };
  private timer: NodeJS.Timeout | undefined;
  private running: Source | undefined;

  /** @param changed called when there is an answer, or a reason why there is none */
  constructor(
    private readonly world: FeedWorld<Client>,
    private readonly changed: () => void,
  ) {}

  /** What is known under this key. */
  of(key: string): Fed<T> {
    return key === this.key ? this.fed : { kind: "waiting" };
  }

  /** Requests the answer for this key in place of the one before, if that has not been done. */
  want(key: string, ask: Ask<T, Client>): void {
    if (key === this.key) return;
    this.stop();
    this.key = key;
    this.later(PAUSE_MS, ask);
  }

  /** Nobody is looking any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.running?.cancel();
    this.running = undefined;
    this.key = "";
    this.fed = { kind: "waiting" };
  }

  dispose(): void {
    this.stop();
  }

  private later(wait: number, ask: Ask<T, Client>): void {
    this.timer = setTimeout(() => void this.run(ask), wait);
  }

  private async run(ask: Ask<T, Client>): Promise<void> {
    const client = this.world.client();
    const source = this.world.newSource();
    this.running = source;
    // Once stopped, the same key may have been asked for again.
    const isStopped = () => this.running !== source;
    try {
      const value = client && (await ask(client, source.token));
      if (isStopped()) return;
      if (value === undefined) this.later(AGAIN_MS, ask);
      else this.answered({ kind: "ready", value });
    } catch (error) {
      if (isStopped()) return;
      if (isQuiet(error) || isDisconnected(error)) this.later(AGAIN_MS, ask);
      else this.answered({ kind: "none", sentence: sentenceOf(error) });
    } finally {
      source.dispose();
      if (!isStopped()) this.running = undefined;
    }
  }

  private answered(fed: Fed<T>): void {
    this.fed = fed;
    this.changed();
  }
}
