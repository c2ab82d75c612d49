// Show Neuron Paths: a tab beside the text that follows the trace on the screen while it is visible. snapshot.ts decides
// what is in it; media/paths, how it looks. Its amounts are kept by the page, which is made anew when it was hidden.
import * as vscode from "vscode";
import { PATHS, type PathAmounts } from "../../../server/protocol/vocabulary/paths";
import { type EditorPaths, pathsRequest } from "../../../server/protocol/wire/paths";
import type { ToHost } from "../../../server/protocol/wire/pathsPage";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Commands } from "../../host/commands";
import type { Config } from "../../host/config";
import { editorOf, eligibleEditor, goTo } from "../../host/editors";
import { type Explained, explained, onDidChangeExplained, questionOf } from "../../host/explained";
import { runAction } from "../../host/pageActions";
import { feedOf, type ServerFeed } from "../../host/profiles";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { Gathering, loadPage, type WebviewWorld } from "../../host/webviews";
import { pinAt } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { type CardLink, linkTarget } from "../../state/links";
import type { OnScreen } from "../../state/onScreen";
import type { Pins } from "../../state/pins";
import { checkMessage } from "./messages";
import { noPathsSentence, pathsSnapshot } from "./snapshot";

export interface PathsParts extends ReadyParts, WebviewWorld {
  readonly screen: OnScreen;
  readonly pins: Pins;
  readonly config: Config;
}

export class PathsPanel implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly feed: ServerFeed<EditorPaths>;
  private readonly gathering = this.disposables.add(new Gathering(() => this.post()));
  private panel: vscode.WebviewPanel | undefined;
  private amounts: PathAmounts = {
    columns: PATHS.columns.fallback,
    neurons: PATHS.neurons.fallback,
    least: PATHS.least.fallback,
  };
  private isLoaded = false;

  constructor(private readonly parts: PathsParts) {
    const { disposables } = this;
    const update = () => this.update();
    this.feed = disposables.add(feedOf(parts.server, update));
    disposables.add(onDidChangeExplained(parts, update));
  }

  get commands(): Commands {
    return { [COMMANDS.showPaths]: (argument) => this.show(argument) };
  }

  dispose(): void {
    this.panel?.dispose();
    this.disposables.dispose();
  }

  /** From a hover's link the target is pinned, because the hover's own trace ends when the pointer leaves. */
  private async show(argument: unknown): Promise<void> {
    const link = linkTarget(argument);
    const { screen, pins } = this.parts;
    const isHere = vscode.window.activeTextEditor === undefined ? screen.activeEditor : undefined;
    const { document } = isHere && !link ? isHere : link ? editorOf(link) : eligibleEditor();
    await readyFile(this.parts, document);
    if (link) pins.ensureShown(document, pinAt(document, link));
    if (this.panel) this.panel.reveal();
    else this.open();
  }

  private open(): void {
    const beside = vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel("sparseDiff.paths", l10n`Neuron Paths`, beside);
    this.panel = panel;
    const its = new Disposables();
    its.add(
      loadPage(panel.webview, this.parts, {
        name: "paths",
        hasCharts: false,
        title: l10n`Neuron Paths`,
        check: checkMessage,
        handle: (message) => this.handle(message),
      }),
    );
    // A hidden page is gone; it says that it is ready when it comes back.
    its.add(
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.left();
      }),
    );
    panel.onDidDispose(() => {
      its.dispose();
      this.panel = undefined;
      this.left();
    });
  }

  private left(): void {
    this.isLoaded = false;
    this.feed.stop();
  }

  private handle(message: ToHost): void {
    switch (message.kind) {
      case "ready":
        this.isLoaded = true;
        this.amounts = message.amounts;
        this.gathering.now();
        break;
      case "amounts":
        this.amounts = message.amounts;
        this.update();
        break;
      case "act":
        runAction(message.action);
        break;
      case "byte":
        void this.goTo(message.key, message.k);
        break;
      case "neuron":
        void vscode.commands.executeCommand(COMMANDS.showNeuron, message.neuron);
        break;
      case "neuronCard": {
        const link: CardLink = { neuron: message.neuron };
        void vscode.commands.executeCommand(COMMANDS.showNeuronCard, link);
        break;
      }
    }
  }

  private update(): void {
    if (this.isLoaded) this.gathering.soon();
  }

  private post(): void {
    if (!this.panel || !this.isLoaded) return;
    const shown = explained(this.parts);
    const question = this.question(shown);
    if (question) {
      this.feed.want(question.key, async (client, token) => {
        const answer = await client.ask(pathsRequest, question.params, token);
        return answer.kind === "paths" ? answer : undefined;
      });
    } else this.feed.stop();
    const key = question?.key ?? "";
    const fed = this.feed.of(key);
    const { settings } = this.parts.config;
    void this.panel.webview.postMessage(pathsSnapshot({ ...shown, fed, key, settings }));
  }

  private question({ document, own }: Explained) {
    if (!document || !own || noPathsSentence(own) !== null) return undefined;
    const amounts = { ...this.amounts, least: this.amounts.least / 100 };
    return questionOf(this.parts.config, document, own, amounts);
  }

  /** Moves the caret to a byte of the graph; the target is pinned if no pin is shown, so that the graph stays. */
  private async goTo(key: string, k: number): Promise<void> {
    const { screen, pins } = this.parts;
    const editor = screen.activeEditor;
    const fed = this.feed.of(key);
    const span = fed.kind === "ready" ? fed.value.bytes[k]?.span : undefined;
    if (!editor || !span || fed.kind !== "ready") return;
    const { document } = editor;
    if (fed.value.uri !== document.uri.toString() || fed.value.version !== document.version) return;
    const { freeFocus } = screen;
    pins.hold(document, freeFocus && pinAt(document, freeFocus));
    await goTo(editor, span.utf16Start);
  }
}
