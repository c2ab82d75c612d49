// Load Model: chooses a weight file for the text in the editor; the choice is remembered.

import path from "node:path";
import * as vscode from "vscode";
import type { Commands } from "../../host/commands";
import { eligibleEditor, type ReadyParts } from "../../host/editors";
import { warn } from "../../host/notices";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import { useModel } from "./useModel";

export function modelCommands(parts: ReadyParts): Commands {
  return { [COMMANDS.loadModel]: () => loadModel(parts) };
}

async function loadModel(parts: ReadyParts): Promise<void> {
  const { document } = eligibleEditor();
  if (!vscode.workspace.isTrusted) return offerTrust();
  const picked = await vscode.window.showOpenDialog({
    title: "Load Model",
    openLabel: "Load",
    canSelectMany: false,
    filters: { "Model weights": ["safetensors", "npz", "bin"], "All files": ["*"] },
    defaultUri: vscode.Uri.file(path.dirname(parts.switchedOn.modelOf(document))),
  });
  const modelPath = picked?.[0]?.fsPath;
  if (modelPath !== undefined) await useModel(parts, document, modelPath);
}

async function offerTrust(): Promise<void> {
  const manage = "Manage Workspace Trust";
  const message = "Models from this workspace load after you trust it.";
  if ((await warn(message, manage)) !== manage) return;
  await vscode.commands.executeCommand("workbench.trust.manage");
  if (!vscode.workspace.isTrusted) throw new CannotRun(message);
}
