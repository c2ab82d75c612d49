// A server as the extension sees it, over whatever carries its messages: a process (transport.node.ts) or a web worker
// (transport.browser.ts). How it begins and ends; what it logs. Not here: when it is started again (serverProcess.ts), and what
// the messages are.
import type * as vscode from "vscode";
import type { MessageConnection } from "vscode-jsonrpc";
import type { InitializationOptions } from "../../server/protocol/wire/messages";

export interface Transport {
  /** Not listening yet. */
  readonly connection: MessageConnection;
  /** Of this host, so that a server whose host is gone ends; null in a browser. */
  readonly processId: number | null;
  /** Why it ended by itself, when it has. */
  readonly ended: Promise<string>;
  /** Ends it at once. */
  kill(): void;
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

/** Of window/logMessage, by type. */
const LEVELS = ["info", "error", "warn", "info", "debug", "debug"] as const;

export class ServerLink {
  private isOver = false;
  private readonly failed: Promise<never>;

  constructor(
    private readonly transport: Transport,
    private readonly parts: LinkParts,
  ) {
    const { connection, ended } = transport;
    const { log } = parts;
    connection.onNotification("window/logMessage", ({ type, message }) =>
      log[LEVELS[type] ?? "info"](message),
    );
    connection.onError(([error]) => log.error(error.message));
    this.failed = ended.then((reason) => {
      if (!this.isOver) {
        log.warn(`The attribution server ended: ${reason}`);
        this.end();
        parts.onStopped();
      }
      throw new Error(reason);
    });
    this.failed.catch(() => {}); // told above, and by start()
  }

  async start(): Promise<void> {
    const { connection, processId } = this.transport;
    const { options: initializationOptions } = this.parts;
    connection.listen();
    const params = { processId, rootUri: null, capabilities: {}, initializationOptions };
    await Promise.race([connection.sendRequest("initialize", params), this.failed]);
    await connection.sendNotification("initialized", {});
  }

  async ask<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R> {
    const { connection } = this.transport;
    return token
      ? connection.sendRequest<R>(method, params, token)
      : connection.sendRequest<R>(method, params);
  }

  tell(method: string, params: unknown): void {
    // Whoever must know that it has ended is told by onStopped.
    if (!this.isOver) this.transport.connection.sendNotification(method, params).catch(() => {});
  }

  onTold<P>(method: string, listener: (told: P) => void): void {
    this.transport.connection.onNotification(method, listener);
  }

  /** Lets it save what it has, and ends it after this many milliseconds at the latest. */
  async stop(milliseconds: number): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    const { connection } = this.transport;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    const saved = async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
    };
    await Promise.race([saved().catch(() => {}), late]);
    clearTimeout(timer);
    this.end();
  }

  private end(): void {
    this.isOver = true;
    this.transport.connection.dispose();
    this.transport.kill();
  }
}
