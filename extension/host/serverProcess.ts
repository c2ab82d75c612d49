// The server process: started when first needed, restarted after a crash within a budget, replaced on request; and the
// connection to it in the project's own terms. The only file that knows the protocol library, which is loaded with the
// first start. It knows nothing of files; others listen to onDidConnect.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { InitializationOptions } from "../../server/protocol/wire/messages";
import type { Notification, Request } from "../../server/protocol/wire/request";
import { CannotRun, serverStopped } from "../state/cannotRun";
import { CrashBudget } from "../state/failures";
import { COMMANDS } from "../state/ids";
import { Disposables } from "../state/lifetime";
import type { ServerPhase } from "../state/phases";
import { alarm } from "./notices";

export class ServerConnection {
  constructor(private readonly client: LanguageClient) {}

  ask<P, R>({ method }: Request<P, R>, params: P, token?: vscode.CancellationToken): Promise<R> {
    return token
      ? this.client.sendRequest<R>(method, params, token)
      : this.client.sendRequest<R>(method, params);
  }

  onTold<P>({ method }: Notification<P>, listener: (told: P) => void): void {
    this.client.onNotification(method, listener);
  }

  tell<P>({ method }: Notification<P>, told: P): void {
    void this.client.sendNotification(method, told);
  }

  open(document: vscode.TextDocument): void {
    const params = this.client.code2ProtocolConverter.asOpenTextDocumentParams(document);
    void this.client.sendNotification("textDocument/didOpen", params);
  }

  change(event: vscode.TextDocumentChangeEvent): void {
    const { uri, version } = event.document;
    const { code2ProtocolConverter: convert } = this.client;
    const params = convert.asChangeTextDocumentParams(event, uri, version);
    void this.client.sendNotification("textDocument/didChange", params);
  }

  close(document: vscode.TextDocument): void {
    const params = this.client.code2ProtocolConverter.asCloseTextDocumentParams(document);
    void this.client.sendNotification("textDocument/didClose", params);
  }
}

export class ServerProcess implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly phaseChanged = this.disposables.add(new vscode.EventEmitter<ServerPhase>());
  private readonly connected = this.disposables.add(new vscode.EventEmitter<ServerConnection>());
  private readonly budget = new CrashBudget();
  private current: LanguageClient | undefined;
  private connection: ServerConnection | undefined;
  private wait: NodeJS.Timeout | undefined;
  private ended = false;
  private phaseNow: ServerPhase = "idle";

  readonly onDidChangePhase = this.phaseChanged.event;
  /** Fires for a new process, to which all documents must be sent. */
  readonly onDidConnect = this.connected.event;

  constructor(
    private readonly module: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly options: InitializationOptions,
  ) {}

  get phase(): ServerPhase {
    return this.phaseNow;
  }

  /** Defined only while it runs. */
  get client(): ServerConnection | undefined {
    return this.phaseNow === "running" ? this.connection : undefined;
  }

  ensureStarted(): void {
    if (this.phaseNow === "idle") void this.launch("starting");
  }

  async restart(): Promise<void> {
    clearTimeout(this.wait);
    this.budget.reset();
    const old = this.current;
    this.current = undefined;
    this.setPhase("restarting");
    await stopQuietly(old);
    await this.launch("restarting");
  }

  dispose(): void {
    this.ended = true;
    clearTimeout(this.wait);
    void stopQuietly(this.current);
    this.disposables.dispose();
  }

  private async launch(phase: "starting" | "restarting"): Promise<void> {
    this.setPhase(phase);
    const startedAt = Date.now();
    // Loaded with the first switched-on file, so that editors without one pay nothing.
    const lsp = await import("./languageClient.node");
    if (this.ended) return;
    const client: LanguageClient = new lsp.LanguageClient(
      "sparseDiff",
      "Sparse Differentiation",
      {
        run: { module: this.module, transport: lsp.TransportKind.ipc },
        // Used while this host itself is being debugged: 'Attach to Server' in .vscode/launch.json.
        debug: {
          module: this.module,
          transport: lsp.TransportKind.ipc,
          options: { execArgv: ["--inspect=6009"] },
        },
      },
      {
        initializationOptions: this.options,
        documentSelector: [], // only files that were switched on are sent, by openFiles
        outputChannel: this.log,
        revealOutputChannelOn: lsp.RevealOutputChannelOn.Never,
        initializationFailedHandler: () => false,
        errorHandler: {
          error: () => ({ action: lsp.ErrorAction.Continue, handled: true }),
          closed: () => {
            this.stopped(client, startedAt);
            return { action: lsp.CloseAction.DoNotRestart, handled: true };
          },
        },
      },
    );
    // The library's own messages name connections and codes; the user is told what matters here and in the log.
    client.error = (message, data) => this.log.error(message, data ?? "");
    this.current = client;
    try {
      await client.start();
    } catch (error) {
      this.log.error(`The attribution server did not start: ${String(error)}`);
      this.stopped(client, startedAt);
      return;
    }
    if (this.current !== client) return;
    this.connection = new ServerConnection(client);
    this.setPhase("running");
    this.connected.fire(this.connection);
  }

  private stopped(client: LanguageClient, startedAt: number): void {
    if (this.ended || this.current !== client) return;
    this.current = undefined;
    const wait = this.budget.crashed(Date.now() - startedAt);
    if (wait === undefined) {
      this.setPhase("broken");
      void this.tellBroken();
      return;
    }
    this.log.warn(`The attribution server stopped; starting it again in ${wait} ms.`);
    this.setPhase("restarting");
    this.wait = setTimeout(() => void this.launch("restarting"), wait);
  }

  private async tellBroken(): Promise<void> {
    const showLog = "Show Log";
    const restart = "Restart";
    const message = "The attribution server keeps stopping.";
    const answer = await alarm(message, showLog, restart);
    if (answer === showLog) await vscode.commands.executeCommand(COMMANDS.showLog);
    if (answer === restart) await this.restart();
  }

  private setPhase(phase: ServerPhase): void {
    if (this.phaseNow === phase) return;
    this.phaseNow = phase;
    this.phaseChanged.fire(phase);
  }
}

async function stopQuietly(client: LanguageClient | undefined): Promise<void> {
  try {
    await client?.dispose(2000);
  } catch {
    // It was already gone, which is fine.
  }
}

const WITHIN_MS = 15_000;

export async function connected(server: ServerProcess): Promise<ServerConnection> {
  server.ensureStarted();
  if (server.phase === "broken") throw serverStopped();
  if (server.client) return server.client;
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      connects.dispose();
      phases.dispose();
    };
    const fail = (error: CannotRun) => {
      end();
      reject(error);
    };
    const timer = setTimeout(
      () => fail(new CannotRun("The attribution server has not answered yet; see the log.")),
      WITHIN_MS,
    );
    const connects = server.onDidConnect((client) => {
      end();
      resolve(client);
    });
    const phases = server.onDidChangePhase((phase) => {
      if (phase === "broken") fail(serverStopped());
    });
  });
}
