// Registers every command of ids.ts. A command that cannot run only says why, in one sentence.
import * as vscode from "vscode";
import { Disposables } from "../disposables";
import type { CommandId } from "../ids";
import { warn } from "../notices";
import { layerCommands } from "./layer";
import { modelCommands } from "./model";
import { modelsCommands } from "./models";
import { CannotRun, type CommandParts, type Commands } from "./parts";
import { pinCommands } from "./pin";
import { readingCommands } from "./read";
import { serverCommands } from "./server";
import { strongOffsetCommands } from "./strongOffsets";
import { switchCommands } from "./switch";
import { thresholdCommands } from "./threshold";
import { traceCommands } from "./trace";
import { tracingChoiceCommands } from "./tracingChoices";
import { trainCommands } from "./train";
import { trainFolderCommands } from "./trainFolder";

export function registerCommands(parts: CommandParts): vscode.Disposable {
  const commands: Commands = {
    ...layerCommands(parts),
    ...modelCommands(parts),
    ...modelsCommands(parts),
    ...pinCommands(parts),
    ...readingCommands(parts),
    ...serverCommands(parts),
    ...strongOffsetCommands(parts),
    ...switchCommands(parts),
    ...thresholdCommands(parts),
    ...traceCommands(parts),
    ...tracingChoiceCommands(parts),
    ...trainCommands(parts),
    ...trainFolderCommands(parts),
  };
  const disposables = new Disposables();
  for (const [id, run] of Object.entries(commands) as [
    CommandId,
    (argument?: unknown) => unknown,
  ][]) {
    disposables.add(
      vscode.commands.registerCommand(id, async (argument?: unknown) => {
        try {
          return await run(argument);
        } catch (error) {
          if (!(error instanceof CannotRun)) throw error;
          void tell(error);
          return undefined;
        }
      }),
    );
  }
  return disposables;
}

async function tell({ message, remedy }: CannotRun): Promise<void> {
  const buttons = remedy ? [remedy.label] : [];
  const answer = await warn(message, ...buttons);
  if (remedy && answer === remedy.label) await vscode.commands.executeCommand(remedy.command);
}
