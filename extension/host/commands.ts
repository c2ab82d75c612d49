// Registers commands. A command that cannot run only says why, in one sentence. Which of them are offered where, by context
// keys: contexts.ts.
import * as vscode from "vscode";
import { translated } from "../../server/protocol/words/l10n";
import { CannotRun } from "../state/cannotRun";
import type { CommandId } from "../state/ids";
import { Disposables } from "../state/lifetime";
import { warn } from "./notices";

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
  const button = remedy && translated(remedy.label);
  const answer = await warn(message, ...(button ? [button] : []));
  if (remedy && answer === button) await vscode.commands.executeCommand(remedy.command);
}
