// The server: started when first needed, restarted after a crash within a budget, replaced on request; and the connection to
// it in the project's own terms. Whether it is a process or a web worker is serverLink.ts's. It knows nothing of files; others
// listen to onDidConnect.
import * as vscode from "vscode";
import type { InitializationOptions } from "../../server/protocol/wire/messages";
import type { Notification, Request } from "../../server/protocol/wire/request";
import { l10n } from "../../server/protocol/words/l10n";
import { CannotRun, serverStopped } from "../state/cannotRun";
import { CrashBudget } from "../state/failures";
import { COMMANDS } from "../state/ids";
import { Disposables } from "../state/lifetime";
import type { ServerPhase } from "../state/phases";
import { alarm } from "./notices";
import type { ServerLink, StartTransport } from "./serverLink";

export class ServerConnection {
  constructor(private readonly link: ServerLink) {}

  ask<P, R>({ method }: Request<P, R>, params: P, token?: vscode.CancellationToken): Promise<R> {
    return this.link.ask<R>(method, params, token);
  }

  onTold<P>({ method }: Notification<P>, listener: (told: P) => void): void {
    this.link.onTold(method, listener);
  }

  tell<P>({ method }: Notification<P>, told: P): void {
    this.link.tell(method, told);
  }

  open(document: vscode.TextDocument): void {
    const { uri, languageId, version } = document;
    const textDocument = { uri: uri.toString(), languageId, version, text: document.getText() };
    this.link.tell("textDocument/didOpen", { textDocument });
  }

  change({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    this.link.tell("textDocument/didChange", {
      textDocument: { uri: document.uri.toString(), version: document.version },
      contentChanges: contentChanges.map(({ range: { start, end }, text }) => ({
        range: { start: plain(start), end: plain(end) },
        text,
      })),
    });
  }

  close({ uri }: vscode.TextDocument): void {
    this.link.tell("textDocument/didClose", { textDocument: { uri: uri.toString() } });
  }
}

const plain = ({ line, character }: vscode.Position) => ({ line, character });

export class ServerProcess implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly phaseChanged = this.disposables.add(new vscode.EventEmitter<ServerPhase>());
  private readonly connected = this.disposables.add(new vscode.EventEmitter<ServerConnection>());
  private readonly budget = new CrashBudget();
  private current: ServerLink | undefined;
  private connection: ServerConnection | undefined;
  private wait: NodeJS.Timeout | undefined;
  private ended = false;
  private phaseNow: ServerPhase = "idle";

  readonly onDidChangePhase = this.phaseChanged.event;
  /** Fires for a new process, to which all documents must be sent. */
  readonly onDidConnect = this.connected.event;

  constructor(
    private readonly startTransport: StartTransport,
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
    const { log, options } = this;
    // The protocol library is loaded with the first switched-on file, so that editors without one pay nothing.
    const linking = await import("./serverLink");
    const transport = await this.startTransport(log);
    const onStopped = () => this.stopped(link, startedAt);
    const link: ServerLink = new linking.ServerLink(transport, { log, options, onStopped });
    if (this.ended) return void link.stop(0);
    this.current = link;
    try {
      await link.start();
    } catch (error) {
      this.log.error(`The attribution server did not start: ${String(error)}`);
      this.stopped(link, startedAt);
      return;
    }
    if (this.current !== link) return;
    this.connection = new ServerConnection(link);
    this.setPhase("running");
    this.connected.fire(this.connection);
  }

  private stopped(link: ServerLink, startedAt: number): void {
    if (this.ended || this.current !== link) return;
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
    const showLog = l10n`Show Log`;
    const restart = l10n`Restart`;
    const message = l10n`The attribution server keeps stopping.`;
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

async function stopQuietly(link: ServerLink | undefined): Promise<void> {
  try {
    await link?.stop(2000);
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
      () => fail(new CannotRun(l10n`The attribution server has not answered yet; see the log.`)),
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
