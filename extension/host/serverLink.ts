// A server as the extension sees it, whether it is a process (serverLink.node.ts) or a web worker (serverLink.browser.ts): what
// starts it, what it is asked and told. Not here: when it is started again (serverProcess.ts), what the messages are.
import type * as vscode from "vscode";
import type { InitializationOptions } from "../../server/protocol/wire/messages";

export interface ServerLink {
  start(): Promise<void>;
  ask<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R>;
  tell(method: string, params: unknown): void;
  onTold<P>(method: string, listener: (told: P) => void): void;
  /** Lets it save what it has, and ends it after this many milliseconds at the latest. */
  stop(milliseconds: number): Promise<void>;
}

export interface ServerParts {
  readonly log: vscode.LogOutputChannel;
  /** Sent with `initialize`. */
  readonly options: InitializationOptions;
  /** Called when it ends by itself. */
  onStopped(): void;
}

export type MakeServer = (parts: ServerParts) => Promise<ServerLink>;
