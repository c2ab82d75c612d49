// A server as the extension sees it, over whatever carries its messages: a process (transport.node.ts) or a web worker
// (transport.browser.ts). The protocol library's client speaks to it; how it begins and ends is here. Not here: when it is
// started again (serverProcess.ts), and what the messages are.
import type * as vscode from "vscode";
import {
  BaseLanguageClient,
  CloseAction,
  ErrorAction,
  type InitializeParams,
  type MessageTransports,
  RevealOutputChannelOn,
} from "vscode-languageclient";
import type { InitializationOptions } from "../../server/protocol/wire/messages";
import { l10n } from "../../server/protocol/words/l10n";

/** What a server's requests are answered by. */
export type Answering = Pick<BaseLanguageClient, "onRequest">;

export interface Transport extends MessageTransports {
  /** Of this host, so that a server whose host is gone ends; null in a browser. */
  readonly processId: number | null;
  /** Why it ended by itself, when it has. */
  readonly ended: Promise<string>;
  /** Ends it at once. */
  kill(): void;
  /** Before it starts: answers what such a server asks for. */
  answers?(client: Answering): void;
}

/** Starts a server, which says in the log what it writes to its console. */
export type StartTransport = (log: vscode.LogOutputChannel) => Promise<Transport>;

export interface LinkParts {
  readonly log: vscode.LogOutputChannel;
  /** Sent with `initialize`. */
  readonly options: InitializationOptions;
  /** Called when it ends by itself. */
  onStopped(): void;
}

class Client extends BaseLanguageClient {
  constructor(
    private readonly transport: Transport,
    { log, options }: LinkParts,
    closed: () => void,
  ) {
    super("sparseDiff", l10n`Sparse Differentiation`, {
      initializationOptions: options,
      documentSelector: [], // only files that were switched on are sent, by openFiles
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          closed();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    });
    // The library's own messages name connections and codes; the user is told what matters here and in the log.
    this.error = (message, data) => log.error(message, data ?? "");
  }

  protected override async createMessageTransports(): Promise<MessageTransports> {
    return this.transport;
  }

  protected override fillInitializeParams(params: InitializeParams): void {
    super.fillInitializeParams(params);
    params.processId = this.transport.processId;
  }
}

export class ServerLink {
  private readonly client: Client;
  private isOver = false;
  private readonly failed: Promise<never>;

  constructor(
    private readonly transport: Transport,
    private readonly parts: LinkParts,
  ) {
    this.client = new Client(transport, parts, () => this.stopped(l10n`its channel is closed`));
    transport.answers?.(this.client);
    this.failed = transport.ended.then((reason) => {
      this.stopped(reason);
      throw new Error(reason);
    });
    this.failed.catch(() => {}); // told above, and by start()
  }

  async start(): Promise<void> {
    await Promise.race([this.client.start(), this.failed]);
  }

  async ask<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R> {
    return token
      ? this.client.sendRequest<R>(method, params, token)
      : this.client.sendRequest<R>(method, params);
  }

  tell(method: string, params: unknown): void {
    // Whoever must know that it has ended is told by onStopped.
    if (!this.isOver) this.client.sendNotification(method, params).catch(() => {});
  }

  onTold<P>(method: string, listener: (told: P) => void): void {
    this.client.onNotification(method, listener);
  }

  /** Lets it save what it has, and ends it after this many milliseconds at the latest. */
  async stop(milliseconds: number): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    try {
      await this.client.dispose(milliseconds);
    } finally {
      this.transport.kill();
    }
  }

  private stopped(reason: string): void {
    if (this.isOver) return;
    this.isOver = true;
    const { log, onStopped } = this.parts;
    log.warn(`The attribution server ended: ${reason}`);
    this.transport.kill();
    onStopped();
  }
}
