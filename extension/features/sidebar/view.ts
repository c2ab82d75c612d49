// The sidebar's webview: created when it is shown, forgotten when it is hidden, sent a snapshot when it asks or when
// something has changed. snapshot.ts decides what is in it; media/sidebar, how it looks.
import * as vscode from "vscode";
import type { ChartName, Snapshot, ToHost } from "../../../server/protocol/wire/sidebar";
import { l10n } from "../../../server/protocol/words/l10n";
import { unknownBits } from "../../../server/protocol/words/reading";
import type { Causes } from "../../host/causes";
import type { Comparisons } from "../../host/comparisons";
import type { Config } from "../../host/config";
import { nameOf, textIn } from "../../host/editors";
import { explained, onDidChangeExplained } from "../../host/explained";
import type { OpenFiles } from "../../host/openFiles";
import type { Profiles } from "../../host/profiles";
import type { ServerProcess } from "../../host/serverProcess";
import type { SwitchedOn } from "../../host/switchedOn";
import { Gathering, loadPage } from "../../host/webviews";
import type { Curves } from "../../state/curves";
import { VIEWS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { isInText, legendOf, type OnScreen } from "../../state/onScreen";
import { SidebarActions } from "./actions";
import { ComparedLags } from "./comparedLags";
import { Fidelities } from "./fidelities";
import { Memories } from "./memories";
import { checkMessage } from "./page";
import { snapshotOf } from "./snapshot";

export interface SidebarParts {
  readonly extensionUri: vscode.Uri;
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly switchedOn: SwitchedOn;
  readonly screen: OnScreen;
  readonly profiles: Profiles;
  readonly causes: Causes;
  readonly comparisons: Comparisons;
  readonly curves: Curves;
  readonly config: Config;
  readonly log: vscode.LogOutputChannel;
}

/** While a slider is dragged: the page already knows where it is. */
const GATHER_MOVING_MS = 150;

export class Sidebar implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly actions: SidebarActions;
  private readonly pageParts = new Map<vscode.WebviewView, Disposables>();
  private page: vscode.WebviewView | undefined;
  private readonly gathering = this.disposables.add(new Gathering(() => this.post()));
  private readonly fidelities: Fidelities;
  private readonly memories: Memories;
  private readonly comparedLags: ComparedLags;
  private sequence = 0;
  private open: readonly ChartName[] = [];
  private isMoving = false;

  constructor(private readonly parts: SidebarParts) {
    const { disposables } = this;
    this.actions = disposables.add(new SidebarActions(parts));
    const update = () => this.update();
    this.fidelities = disposables.add(new Fidelities(parts.server, parts.config, update));
    this.memories = disposables.add(new Memories(parts.server, update));
    const { server, config, comparisons } = parts;
    this.comparedLags = disposables.add(new ComparedLags(server, config, comparisons, update));
    disposables.add(comparisons.onDidChange(update));
    disposables.add(parts.profiles.onDidChange(update));
    disposables.add(parts.causes.onDidChange(update));
    disposables.add(parts.curves.onDidChange(update));
    disposables.add(onDidChangeExplained(parts, update));
    disposables.add(vscode.window.registerWebviewViewProvider(VIEWS.attribution, this));
  }

  resolveWebviewView(page: vscode.WebviewView): void {
    const its = new Disposables();
    this.pageParts.set(page, its);
    its.add(
      loadPage(page.webview, this.parts, {
        name: "sidebar",
        hasCharts: true,
        title: l10n`Attribution`,
        check: checkMessage,
        handle: (message) => this.handle(page, message),
      }),
    );
    its.add(
      page.onDidChangeVisibility(() => {
        if (!page.visible) this.left(page);
      }),
    );
    its.add(page.onDidDispose(() => this.forget(page)));
  }

  dispose(): void {
    for (const page of this.pageParts.keys()) this.forget(page);
    this.disposables.dispose();
  }

  private forget(page: vscode.WebviewView): void {
    this.pageParts.get(page)?.dispose();
    this.pageParts.delete(page);
    this.left(page);
    if (this.page === page) this.page = undefined;
  }

  /** Nothing is asked for while nobody sees it. */
  private left(page: vscode.WebviewView): void {
    if (this.page !== page) return;
    this.memories.stop();
    this.fidelities.stop();
    this.comparedLags.stop();
  }

  private handle(page: vscode.WebviewView, message: ToHost): void {
    switch (message.kind) {
      case "ready":
        this.page = page;
        this.sequence = 0; // a new page starts counting from 0
        this.open = message.open;
        this.gathering.now();
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
      case "neuronCard":
        this.actions.neuronCard(message);
        break;
      case "reveal":
        this.actions.reveal(message);
        break;
    }
  }

  private update(): void {
    if (this.isMoving) this.gathering.soon(GATHER_MOVING_MS);
    else this.gathering.soon();
  }

  private post(): void {
    this.isMoving = false;
    if (!this.page?.visible) return;
    this.ask();
    void this.page.webview.postMessage(this.snapshot());
  }

  /** Requests what the open charts show and is not known yet. */
  private ask(): void {
    const { document, own, isReady } = explained(this.parts);
    const isOpen = (chart: ChartName) => this.open.includes(chart);
    const isMemoryOpen = isOpen("causes") && isOpen("memory");
    if (document && own && isMemoryOpen) this.memories.want(document, own.trace.model.sha256);
    else this.memories.stop();
    if (document && own && isOpen("fidelity")) this.fidelities.want(document, own);
    else this.fidelities.stop();
    if (document && own && isOpen("compared")) this.comparedLags.want(document, own);
    else this.comparedLags.stop();
    if (document && isReady && isOpen("norms")) this.parts.profiles.want(document);
  }

  private snapshot(): Snapshot {
    const { causes, config, profiles, curves, screen } = this.parts;
    const { document, file, own, isReady, facts } = explained(this.parts);
    const { shown } = screen;
    const isOpen = (chart: ChartName) => this.open.includes(chart);
    return snapshotOf({
      ...facts,
      sequence: this.sequence,
      settings: config.settings,
      fileName: document ? nameOf(document) : "",
      focus: screen.shown?.focus,
      isHeldBack: file !== undefined && this.parts.switchedOn.isHeldBack(file.document),
      pinned:
        screen.shownBy === "pin" ? screen.traces.filter((traced) => traced.kind === "trace") : [],
      by: screen.shownBy,
      unknownBits: unknownBits(file?.status ?? null),
      textOf: (utf16Start, utf16End) =>
        document ? textIn(document, { utf16Start, utf16End }) : "",
      legend: legendOf(screen, config.settings, document && profiles.of(document)),
      causes:
        document && shown && isInText(shown) ? causes.stateOf(document, shown.focus) : undefined,
      memory:
        document && own && isOpen("memory")
          ? this.memories.of(document, own.trace.model.sha256)
          : null,
      compared: document && own ? this.comparedLags.of(document, own) : null,
      fidelity: document && own && isOpen("fidelity") ? this.fidelities.of(document, own) : null,
      profile: document && isReady && isOpen("norms") ? profiles.of(document) : null,
      loss: document ? curves.of(document) : null,
    });
  }
}
