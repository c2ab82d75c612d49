// The sidebar's webview: created when it is shown, forgotten when it is hidden, sent a snapshot when it asks or when
// something has changed. snapshot.ts decides what is in it; media/sidebar, how it looks.
import path from "node:path";
import * as vscode from "vscode";
import type { ChartName, Snapshot, ToHost } from "../../server/protocol/wire/sidebar";
import { isEligible } from "../client/eligible";
import type { OpenFiles } from "../client/openFiles";
import type { Profiles } from "../client/profiles";
import type { ServerProcess } from "../client/serverProcess";
import type { Config } from "../config";
import type { TraceView } from "../decorations/traceView";
import { Disposables } from "../disposables";
import { VIEWS } from "../ids";
import { legendOf } from "../layers/legend";
import { unknownBits } from "../status/words";
import type { TrainingRuns } from "../training/runs";
import { SidebarActions } from "./actions";
import { pageHtml } from "./html";
import { Questions } from "./questions";
import { snapshotOf } from "./snapshot";
import { checkMessage } from "./validate";

export interface SidebarParts {
  readonly extensionUri: vscode.Uri;
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly view: TraceView;
  readonly profiles: Profiles;
  readonly training: TrainingRuns;
  readonly config: Config;
  readonly log: vscode.LogOutputChannel;
}

/** One keystroke changes many things at once; they go into one snapshot. */
const GATHER_MS = 20;
/** While a slider is dragged: the page already knows where it is. */
const GATHER_MOVING_MS = 150;

export class Sidebar implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly actions: SidebarActions;
  private readonly pageParts = new Map<vscode.WebviewView, Disposables>();
  private page: vscode.WebviewView | undefined;
  private readonly questions: Questions;
  private sequence = 0;
  private open: readonly ChartName[] = [];
  private gathering: NodeJS.Timeout | undefined;
  private isMoving = false;

  constructor(private readonly parts: SidebarParts) {
    const { disposables } = this;
    this.actions = disposables.add(new SidebarActions(parts));
    const update = () => this.update();
    this.questions = disposables.add(new Questions(parts.server, parts.config, update));
    disposables.add(parts.profiles.onDidChange(update));
    disposables.add(parts.view.onDidChange(update));
    disposables.add(parts.files.onDidChange(update));
    disposables.add(parts.server.onDidChangePhase(update));
    disposables.add(parts.training.onDidChange(update));
    disposables.add(parts.config.onDidChange(update));
    disposables.add(vscode.window.onDidChangeActiveTextEditor(update));
    disposables.add(vscode.workspace.onDidChangeTextDocument(update));
    disposables.add(vscode.window.registerWebviewViewProvider(VIEWS.attribution, this));
  }

  resolveWebviewView(page: vscode.WebviewView): void {
    const { webview } = page;
    const dist = vscode.Uri.joinPath(this.parts.extensionUri, "dist");
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(dist, name)).toString();
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    const its = new Disposables();
    this.pageParts.set(page, its);
    its.add(webview.onDidReceiveMessage((raw: unknown) => this.receive(page, raw)));
    its.add(page.onDidDispose(() => this.forget(page)));
    webview.html = pageHtml({
      cspSource: webview.cspSource,
      script: file("sidebar.js"),
      style: file("sidebar.css"),
    });
  }

  dispose(): void {
    clearTimeout(this.gathering);
    for (const page of this.pageParts.keys()) this.forget(page);
    this.disposables.dispose();
  }

  private forget(page: vscode.WebviewView): void {
    this.pageParts.get(page)?.dispose();
    this.pageParts.delete(page);
    if (this.page === page) this.page = undefined;
  }

  private receive(page: vscode.WebviewView, raw: unknown): void {
    const { message, problem } = checkMessage(raw);
    if (problem !== null) {
      this.parts.log.warn(`The sidebar sent what it should not have: ${problem}`);
      return;
    }
    this.handle(page, message);
  }

  private handle(page: vscode.WebviewView, message: ToHost): void {
    switch (message.kind) {
      case "ready":
        this.page = page;
        this.sequence = 0; // a new page starts counting from 0
        this.open = message.open;
        this.post();
        break;
      case "open":
        this.open = message.open;
        this.update();
        break;
      case "set":
        this.sequence = message.sequence;
        this.isMoving = !message.settled;
        this.actions.set(message);
        break;
      case "target":
        this.sequence = message.sequence;
        this.actions.target(message);
        break;
      case "act":
        this.actions.act(message);
        break;
      case "reveal":
        this.actions.reveal(message);
        break;
    }
  }

  private update(): void {
    const wait = this.isMoving ? GATHER_MOVING_MS : GATHER_MS;
    this.gathering ??= setTimeout(() => this.post(), wait);
  }

  private post(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    this.isMoving = false;
    if (this.page?.visible) void this.page.webview.postMessage(this.snapshot());
  }

  private snapshot(): Snapshot {
    const { config, files, profiles, server, training, view } = this.parts;
    const document = view.activeEditor?.document;
    const file = document && files.get(document);
    const { shown, trace } = view;
    const current = trace?.version === document?.version ? trace : undefined;
    const model = file?.phase.kind === "ready" ? file.phase.model : undefined;
    const isReady = model !== undefined && current !== undefined;
    // After a change of model, traces of the old model are not used.
    const own = current?.trace.model.sha256 === model?.sha256 ? current : undefined;
    return snapshotOf({
      sequence: this.sequence,
      settings: config.settings,
      hasText: document !== undefined && isEligible(document),
      phase: file?.phase,
      server: server.phase,
      modelName: file ? path.basename(file.modelPath) : "",
      fileName: document ? path.basename(document.uri.path) : "",
      version: document?.version ?? -1,
      uri: document?.uri.toString() ?? "",
      focus: shown?.focus,
      pinned: view.shownBy === "pin" ? view.traces : [],
      by: view.shownBy,
      unknownBits: unknownBits(file?.status ?? null),
      answer: shown?.answer,
      textOf: (start, end) =>
        document?.getText(new vscode.Range(document.positionAt(start), document.positionAt(end))) ??
        "",
      legend: legendOf(this.parts),
      fidelity: this.questions.fidelity(this.open, document, own),
      profile: document && isReady && this.open.includes("norms") ? profiles.of(document) : null,
      loss: document ? training.curves.of(document) : null,
    });
  }
}
