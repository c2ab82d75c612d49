// Sets the context keys that menus and palette entries in the manifest depend on.
import * as vscode from "vscode";
import { isEligible } from "../client/eligible";
import type { OpenFiles } from "../client/openFiles";
import { Disposables } from "../disposables";
import { CONTEXTS } from "../ids";
import type { Pins } from "../pins/pins";

export class Contexts implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly told = new Map<string, boolean>();

  constructor(
    private readonly files: OpenFiles,
    private readonly pins: Pins,
  ) {
    const update = () => this.update();
    this.disposables.add(vscode.window.onDidChangeActiveTextEditor(update));
    this.disposables.add(files.onDidChange(update));
    this.disposables.add(pins.onDidChange(update));
    this.update();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const document = vscode.window.activeTextEditor?.document;
    this.tell(CONTEXTS.eligible, document !== undefined && isEligible(document));
    this.tell(CONTEXTS.fileOn, document !== undefined && this.files.get(document) !== undefined);
    this.tell(CONTEXTS.hasPins, document !== undefined && this.pins.of(document).length > 0);
  }

  private tell(key: string, value: boolean): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  }
}
