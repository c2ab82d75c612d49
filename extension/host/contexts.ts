// The context keys by which the manifest's menus and the palette offer a command only where it can run. What each key
// depends on is told by the features; a command run by a key binding says itself why it cannot run.
import * as vscode from "vscode";
import { CONTEXTS } from "../state/ids";
import { Disposables, type Event } from "../state/lifetime";

type Name = keyof typeof CONTEXTS;

/** Whether a key holds for the text of the active editor; undefined if there is no such editor. */
type Holds = (document: vscode.TextDocument | undefined) => boolean;

/** Where it holds for a text only. */
export function ofText(holds: (document: vscode.TextDocument) => boolean): Holds {
  return (document) => document !== undefined && holds(document);
}

export class Contexts implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly told = new Map<string, boolean>();

  /** @param changes after each of which all keys are looked at again */
  constructor(
    private readonly facts: Readonly<Record<Name, Holds>>,
    changes: readonly Event<unknown>[],
  ) {
    const update = () => this.update();
    this.disposables.add(vscode.window.onDidChangeActiveTextEditor(update));
    for (const onDidChange of changes) this.disposables.add(onDidChange(update));
    this.update();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const document = vscode.window.activeTextEditor?.document;
    for (const [name, holds] of Object.entries(this.facts) as [Name, Holds][])
      this.tell(CONTEXTS[name], holds(document));
  }

  private tell(key: string, value: boolean): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  }
}
