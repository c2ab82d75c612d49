// A request whose answer a chart waits for. It is sent again only when its key changes, after a short pause, so that a
// moving caret sends one request. An answer belongs to its key and is never shown under another.
import * as vscode from "vscode";
import type { Fed } from "../../server/protocol/wire/sidebar";
import { isQuiet, sentenceOf } from "../state/failures";
import type { ServerConnection } from "./connection";
import type { ServerProcess } from "./serverProcess";

const PAUSE_MS = 120;
/** Retry delay if the file is still being read or something more urgent came first. */
const AGAIN_MS = 1000;

type Ask<T> = (client: ServerConnection, token: vscode.CancellationToken) => Promise<T | undefined>;

export class Feed<T> implements vscode.Disposable {
  private key = "";
  private fed: Fed<T> = { kind: "waiting" };
  private timer: NodeJS.Timeout | undefined;
  private running: vscode.CancellationTokenSource | undefined;

  /** @param changed called when there is an answer, or a reason why there is none */
  constructor(
    private readonly server: ServerProcess,
    private readonly changed: () => void,
  ) {}

  /** What is known under this key. */
  of(key: string): Fed<T> {
    return key === this.key ? this.fed : { kind: "waiting" };
  }

  /** Requests the answer for this key in place of the one before, if that has not been done. */
  want(key: string, ask: Ask<T>): void {
    if (key === this.key) return;
    this.stop();
    this.key = key;
    this.fed = { kind: "waiting" };
    this.later(PAUSE_MS, ask);
  }

  /** Nobody is looking any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.running?.cancel();
    this.running = undefined;
    this.key = "";
  }

  dispose(): void {
    this.stop();
  }

  private later(wait: number, ask: Ask<T>): void {
    this.timer = setTimeout(() => void this.run(ask), wait);
  }

  private async run(ask: Ask<T>): Promise<void> {
    const { key } = this;
    const { client } = this.server;
    const source = new vscode.CancellationTokenSource();
    this.running = source;
    try {
      const value = client && (await ask(client, source.token));
      if (this.key !== key) return;
      if (value === undefined) this.later(AGAIN_MS, ask);
      else this.answered({ kind: "ready", value });
    } catch (error) {
      if (this.key !== key) return;
      if (isQuiet(error)) this.later(AGAIN_MS, ask);
      else this.answered({ kind: "none", sentence: sentenceOf(error) });
    } finally {
      source.dispose();
    }
  }

  private answered(fed: Fed<T>): void {
    this.fed = fed;
    this.changed();
  }
}
