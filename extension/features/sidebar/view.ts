// The sidebar's webview: created when it is shown, forgotten when it is hidden, sent a snapshot when it asks or when
// something has changed. snapshot.ts decides what is in it; media/sidebar, how it looks.
import path from "node:path";
import * as vscode from "vscode";
import type { ChartName, Snapshot, ToHost } from "../../../server/protocol/wire/sidebar";
import type { Causes } from "../../host/causes";
import type { Config } from "../../host/config";
import { isEligible } from "../../host/editors";
import type { OpenFiles } from "../../host/openFiles";
import type { Profiles } from "../../host/profiles";
import type { ServerProcess } from "../../host/serverProcess";
import type { Curves } from "../../state/curves";
import { VIEWS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { isInText, legendOf, type OnScreen } from "../../state/onScreen";
import { unknownBits } from "../../state/phases";
import { SidebarActions } from "./actions";
import { Fidelities } from "./fidelities";
import { Memories } from "./memories";
import { checkMessage, pageHtml } from "./page";
import { snapshotOf } from "./snapshot";

export interface SidebarParts {
  readonly extensionUri: vscode.Uri;
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly screen: OnScreen;
  readonly profiles: Profiles;
  readonly causes: Causes;
  readonly curves: Curves;
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
  private readonly fidelities: Fidelities;
  private readonly memories: Memories;
  private sequence = 0;
  private open: readonly ChartName[] = [];
  private gathering: NodeJS.Timeout | undefined;
  private isMoving = false;

  constructor(private readonly parts: SidebarParts) {
    const { disposables } = this;
    this.actions = disposables.add(new SidebarActions(parts));
    const update = () => this.update();
    this.fidelities = disposables.add(new Fidelities(parts.server, parts.config, update));
    this.memories = disposables.add(new Memories(parts.server, update));
    disposables.add(parts.profiles.onDidChange(update));
    disposables.add(parts.causes.onDidChange(update));
    disposables.add(parts.screen.onDidChange(update));
    disposables.add(parts.files.onDidChange(update));
    disposables.add(parts.server.onDidChangePhase(update));
    disposables.add(parts.curves.onDidChange(update));
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
      case "explainNeuron":
        this.actions.explainNeuron(message);
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
    if (!this.page?.visible) return;
    this.ask();
    void this.page.webview.postMessage(this.snapshot());
  }

  /** Requests what the open charts show and is not known yet. */
  private ask(): void {
    const { document, own, isReady } = this.subject();
    const isOpen = (chart: ChartName) => this.open.includes(chart);
    const isMemoryOpen = isOpen("causes") && isOpen("memory");
    if (document && own && isMemoryOpen) this.memories.want(document, own.trace.model.sha256);
    else this.memories.stop();
    if (document && own && isOpen("fidelity")) this.fidelities.want(document, own);
    else this.fidelities.stop();
    if (document && isReady && isOpen("norms")) this.parts.profiles.want(document);
  }

  /** The text on the screen, and its trace if that is of the current version. */
  private subject() {
    const { files, screen } = this.parts;
    const document = screen.activeEditor?.document;
    const file = document && files.get(document);
    const current = screen.trace?.version === document?.version ? screen.trace : undefined;
    const model = file?.phase.kind === "ready" ? file.phase.model : undefined;
    // After a change of model, traces of the old model are not used.
    const own = current?.trace.model.sha256 === model?.sha256 ? current : undefined;
    return { document, file, own, isReady: model !== undefined && current !== undefined };
  }

  private snapshot(): Snapshot {
    const { causes, config, profiles, server, curves, screen } = this.parts;
    const { document, file, own, isReady } = this.subject();
    const { shown } = screen;
    const isOpen = (chart: ChartName) => this.open.includes(chart);
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
      pinned:
        screen.shownBy === "pin" ? screen.traces.filter((traced) => traced.kind === "trace") : [],
      by: screen.shownBy,
      unknownBits: unknownBits(file?.status ?? null),
      answer: shown?.answer,
      textOf: (start, end) =>
        document?.getText(new vscode.Range(document.positionAt(start), document.positionAt(end))) ??
        "",
      legend: legendOf(screen, config.settings, document && profiles.of(document)),
      causes:
        document && shown && isInText(shown) ? causes.stateOf(document, shown.focus) : undefined,
      memory:
        document && own && isOpen("memory")
          ? this.memories.of(document, own.trace.model.sha256)
          : null,
      fidelity: document && own && isOpen("fidelity") ? this.fidelities.of(document, own) : null,
      profile: document && isReady && isOpen("norms") ? profiles.of(document) : null,
      loss: document ? curves.of(document) : null,
    });
  }
}
