// Carries out the webview's messages: every control is a setting, every button a command. A moving slider takes effect
// at once and is written when it rests, because writing a setting takes longer than a frame.
import * as vscode from "vscode";
import type { SettingKey } from "../../../server/protocol/vocabulary/settings";
import { TOOLS } from "../../../server/protocol/wire/page";
import type { ToHost } from "../../../server/protocol/wire/sidebar";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Config, Preview } from "../../host/config";
import { rangeIn } from "../../host/editors";
import { warn } from "../../host/notices";
import { runAction } from "../../host/pageActions";
import { COMMANDS, KEYS } from "../../state/ids";
import type { CardLink, LinkTarget } from "../../state/links";
import type { OnScreen } from "../../state/onScreen";
import { isValid } from "../../state/settings";
import { traceKey } from "./traceData";

const WRITE_AFTER_MS = 250;
const LONGEST_DRAG_PAUSE_MS = 2000;

export interface ActionParts {
  readonly config: Config;
  readonly screen: OnScreen;
  readonly log: vscode.LogOutputChannel;
}

type Message<K extends ToHost["kind"]> = Extract<ToHost, { readonly kind: K }>;

export class SidebarActions implements vscode.Disposable {
  private readonly writing = new Map<SettingKey, NodeJS.Timeout>();

  constructor(private readonly parts: ActionParts) {}

  set({ control, value, settled }: Message<"set">): void {
    if (!isValid(control, value)) return;
    const key = KEYS[control];
    clearTimeout(this.writing.get(key));
    const preview = this.parts.config.preview(key, value);
    // A drag that never ends, because the page is gone, is written too.
    const wait = settled ? WRITE_AFTER_MS : LONGEST_DRAG_PAUSE_MS;
    this.writing.set(
      key,
      setTimeout(() => this.write(key, preview), wait),
    );
  }

  /** Writes one after the other, because both are in the same file. */
  target({ target, against }: Message<"target">): void {
    const { config } = this.parts;
    if (!isValid("target", target) || !isValid("against", against)) return;
    config.preview(KEYS.target, target);
    config.preview(KEYS.against, against);
    const write = async () => {
      await config.update(KEYS.target, target);
      await config.update(KEYS.against, against);
    };
    write().catch((error: unknown) => this.failed(error));
  }

  act({ action }: Message<"act">): void {
    // Without a place a command is about the caret; the trace on the screen may be of a pin or under the pointer.
    const isElsewhere = this.parts.screen.shownBy !== "caret";
    const link = action in TOOLS && isElsewhere ? this.shownPlace() : undefined;
    runAction(action, link);
  }

  private shownPlace(): LinkTarget | undefined {
    const { activeEditor, shown } = this.parts.screen;
    return activeEditor && shown && { uri: activeEditor.document.uri.toString(), ...shown.focus };
  }

  explainNeuron({ key, neuron }: Message<"explainNeuron">): void {
    const { trace, shown } = this.parts.screen;
    if (!trace || !shown || traceKey(trace, shown.focus) !== key) return;
    void vscode.commands.executeCommand(COMMANDS.explainNeuron, neuron);
  }

  neuronCard({ neuron, layer }: Message<"neuronCard">): void {
    const link: CardLink = { neuron, layer: layer ?? undefined };
    void vscode.commands.executeCommand(COMMANDS.showNeuronCard, link);
  }

  /** Only scrolls to the byte: selecting it would move the caret, and with it the trace. */
  reveal({ key, k }: Message<"reveal">): void {
    const { activeEditor: editor, traced, shown } = this.parts.screen;
    const span = traced?.offsetSpans[k];
    if (!editor || !traced || !shown || !span || traceKey(traced, shown.focus) !== key) return;
    const at = rangeIn(editor.document, span);
    editor.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  dispose(): void {
    for (const timer of this.writing.values()) clearTimeout(timer);
    this.writing.clear();
  }

  private write(key: SettingKey, preview: Preview): void {
    this.writing.delete(key);
    const { config } = this.parts;
    if (!config.isLatest(key, preview)) return;
    config.update(key, preview.value).catch((error: unknown) => this.failed(error));
  }

  private failed(error: unknown): void {
    this.parts.log.error(`A setting could not be written: ${String(error)}`);
    void warn(l10n`The setting could not be written; the log has the reason.`);
  }
}
