// The pins of the text in the editor as a native list, in text order, each described by its character, its place and the
// text before it. Choosing one scrolls to it and paints its trace alone; its checkbox adds its trace to those of others;
// the cross unpins it.
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import type { OpenFiles } from "../../host/openFiles";
import { describePin } from "../../host/pinWords";
import { focusOfPin } from "../../state/focus";
import { COMMANDS, VIEWS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import type { LinkTarget } from "../../state/links";
import type { OnScreen } from "../../state/onScreen";
import { netOf } from "../../state/phases";
import type { KeptPin, Wider } from "../../state/pinList";
import type { Pins } from "../../state/pins";

/**
 * Also understood by the commands behind a hover's links. Gives the pin's current place, since the text may have changed
 * since the list was drawn.
 */
class PinItem implements LinkTarget {
  constructor(
    private readonly pins: Pins,
    readonly document: vscode.TextDocument,
    readonly id: number,
  ) {}

  get uri(): string {
    return this.document.uri.toString();
  }

  get pin(): KeptPin | undefined {
    return this.pins.of(this.document).find(({ id }) => id === this.id);
  }

  get utf16(): number {
    return this.pin ? focusOfPin(this.document, this.pin).utf16 : -1;
  }

  get byteOfCharacter(): number {
    return this.pin?.byteOfCharacter ?? 0;
  }

  get wider(): Wider | undefined {
    return this.pin?.wider;
  }
}

const AFTER_EDIT_MS = 150;

export class PinsTree implements vscode.TreeDataProvider<PinItem>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private timer: NodeJS.Timeout | undefined;
  private shown: vscode.TextDocument | undefined;
  private layers: number | undefined;
  readonly onDidChangeTreeData = this.changed.event;
  readonly view: vscode.TreeView<PinItem>;

  constructor(
    private readonly pins: Pins,
    private readonly files: OpenFiles,
    screen: OnScreen,
  ) {
    const { disposables } = this;
    disposables.add(pins.onDidChange(() => this.changed.fire()));
    disposables.add(files.onDidChange(() => this.netChanged()));
    disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.edited(document)),
    );
    disposables.add(
      screen.onDidChange(() => {
        const document = screen.activeEditor?.document;
        if (document === this.shown) return;
        this.shown = document;
        this.changed.fire();
      }),
    );
    this.shown = screen.activeEditor?.document;
    this.view = disposables.add(
      vscode.window.createTreeView(VIEWS.pins, { treeDataProvider: this, canSelectMany: true }),
    );
    disposables.add(
      this.view.onDidChangeCheckboxState(({ items }) => {
        for (const [{ document, pin }, state] of items) {
          const isShown = state === vscode.TreeItemCheckboxState.Checked;
          if (pin) pins.setShown(document, pin, isShown);
        }
      }),
    );
  }

  getChildren(parent?: PinItem): PinItem[] {
    const document = this.shown;
    if (parent || !document) return [];
    return this.pins
      .of(document)
      .map(({ id }) => new PinItem(this.pins, document, id))
      .sort((a, b) => a.utf16 - b.utf16 || a.byteOfCharacter - b.byteOfCharacter);
  }

  getTreeItem(item: PinItem): vscode.TreeItem {
    const { document, pin, uri, id } = item;
    if (!pin) return new vscode.TreeItem("");
    const { label, description, detail } = describePin(
      document,
      pin,
      netOf(this.files.get(document)),
    );
    const { isShown } = pin;
    const row = new vscode.TreeItem(label);
    row.id = `${uri} ${id}`;
    row.description = description;
    row.tooltip = detail;
    row.contextValue = "pin";
    row.iconPath = new vscode.ThemeIcon(isShown ? "pinned" : "pin");
    row.checkboxState = {
      state: isShown
        ? vscode.TreeItemCheckboxState.Checked
        : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: isShown ? l10n`Its trace is shown` : l10n`Show its trace with the others`,
      accessibilityInformation: { label: l10n`Show the trace of ${label}` },
    };
    const words = `${label}, ${description}, ${detail}`;
    row.accessibilityInformation = { label: isShown ? l10n`${words}, shown` : words };
    row.command = { command: COMMANDS.showPin, title: l10n`Show`, arguments: [item] };
    return row;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }

  /** A neuron's name depends on the net. */
  private netChanged(): void {
    const net = this.shown && netOf(this.files.get(this.shown));
    const layers = net?.layers;
    if (layers === this.layers) return;
    this.layers = layers;
    this.changed.fire();
  }

  /** Edits move pins and change their names. */
  private edited(document: vscode.TextDocument): void {
    if (document !== this.shown || this.pins.of(document).length === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.changed.fire(), AFTER_EDIT_MS);
  }
}
