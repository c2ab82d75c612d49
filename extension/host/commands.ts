// Registers commands. A command that cannot run only says why, in one sentence. Also keeps the context keys that the
// manifest's menus and palette entries depend on.
import * as vscode from "vscode";
import { CannotRun } from "../state/cannotRun";
import { CONTEXTS, type CommandId } from "../state/ids";
import { Disposables } from "../state/lifetime";
import type { Pins } from "../state/pins";
import type { WritingOn } from "../state/writingOn";
import { isEligible } from "./editors";
import { warn } from "./notices";
import type { OpenFiles } from "./openFiles";

type Run = (argument?: unknown) => unknown;
export type Commands = Partial<Record<CommandId, Run>>;

export function registerCommands(commands: Commands): vscode.Disposable {
  const disposables = new Disposables();
  for (const [id, run] of Object.entries(commands) as [CommandId, Run][]) {
    disposables.add(
      vscode.commands.registerCommand(id, (argument?: unknown) => reported(() => run(argument))),
    );
  }
  return disposables;
}

/** Runs what may say that it cannot run, and tells the user. */
export async function reported<T>(run: () => T): Promise<Awaited<T> | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    void tell(error);
    return undefined;
  }
}

async function tell({ message, remedy }: CannotRun): Promise<void> {
  const buttons = remedy ? [remedy.label] : [];
  const answer = await warn(message, ...buttons);
  if (remedy && answer === remedy.label) await vscode.commands.executeCommand(remedy.command);
}

export class Contexts implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly told = new Map<string, boolean>();

  constructor(
    private readonly files: OpenFiles,
    private readonly pins: Pins,
    private readonly writingOn: WritingOn,
    isBrowser: boolean,
  ) {
    this.tell(CONTEXTS.inBrowser, isBrowser);
    const update = () => this.update();
    this.disposables.add(vscode.window.onDidChangeActiveTextEditor(update));
    this.disposables.add(files.onDidChange(update));
    this.disposables.add(pins.onDidChange(update));
    this.disposables.add(writingOn.onDidChange(update));
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
    this.tell(
      CONTEXTS.writingOn,
      document !== undefined && this.writingOn.of(document) !== undefined,
    );
  }

  private tell(key: string, value: boolean): void {
    if (this.told.get(key) === value) return;
    this.told.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  }
}
