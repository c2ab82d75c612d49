// Load Model, Select Model, and the commands for models trained here: save, rename, delete, reveal.

import path from "node:path";
import * as vscode from "vscode";
import { saveModelRequest } from "../../../server/protocol/wire/training";
import type { Commands } from "../../host/commands";
import { documentSource, eligibleEditor, nameOf } from "../../host/editors";
import type { ModelStorage } from "../../host/modelStorage";
import { ask, mention, pick, warnModal } from "../../host/notices";
import { revealFile } from "../../host/savedFiles";
import { connected } from "../../host/serverProcess";
import type { ReadyParts } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { sentenceOf } from "../../state/failures";
import { COMMANDS } from "../../state/ids";
import { displayName, fileNameFor } from "../../state/modelNames";
import { knownModels } from "./known";
import { selectModel } from "./select";
import { loadModel, useModel } from "./use";

export interface ModelParts extends ReadyParts {
  readonly storage: ModelStorage;
}

export function modelCommands(parts: ModelParts): Commands {
  return {
    [COMMANDS.loadModel]: () => loadModel(parts),
    [COMMANDS.selectModel]: (argument) => select(parts, argument),
    [COMMANDS.saveModelAs]: (argument) => saveAs(parts, argument),
    [COMMANDS.renameModel]: () => rename(parts),
    [COMMANDS.deleteModel]: () => remove(parts),
    [COMMANDS.revealModel]: () => reveal(parts),
  };
}

/** @param argument the path of a model, from the list in the sidebar; if absent, the user is asked */
async function select(parts: ModelParts, argument: unknown): Promise<void> {
  const { switchedOn, storage, files, server } = parts;
  const { document } = eligibleEditor();
  if (typeof argument === "string") return useModel(parts, document, argument);
  const choice = await selectModel({
    models: await knownModels(storage, switchedOn.bundledModels),
    currentPath: switchedOn.modelOf(document),
    textName: nameOf(document),
    source: documentSource(files, document),
    client: connected(server),
  });
  if (choice === "file") await vscode.commands.executeCommand(COMMANDS.loadModel);
  else if (choice === "train") await vscode.commands.executeCommand(COMMANDS.trainOnFile);
  else if (choice) await useModel(parts, document, choice.path);
}

/** @param argument the path of the model, after training; if absent, the active file's model */
async function saveAs({ switchedOn, server }: ModelParts, argument: unknown): Promise<void> {
  const from = typeof argument === "string" ? argument : modelOfEditor(switchedOn);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? path.dirname(from);
  const to = await vscode.window.showSaveDialog({
    title: `Save ${path.basename(from)} As`,
    saveLabel: "Save Model",
    filters: { Safetensors: ["safetensors"], "Raw weights": ["bin"] },
    defaultUri: vscode.Uri.file(path.join(folder, path.basename(from))),
  });
  if (!to) return;
  try {
    await (await connected(server)).ask(saveModelRequest, { from, to: to.fsPath });
  } catch (error) {
    throw error instanceof CannotRun ? error : new CannotRun(sentenceOf(error));
  }
  mention(`Saved ${to.fsPath}`);
}

function modelOfEditor(switchedOn: ModelParts["switchedOn"]): string {
  return switchedOn.modelOf(eligibleEditor().document);
}

async function rename(parts: ModelParts): Promise<void> {
  const { storage, switchedOn } = parts;
  const title = "Rename Model";
  const from = await askStored(parts, title);
  if (from === undefined) return;
  const taken = new Set(
    (await storage.list()).filter((p) => p !== from).map((p) => p.toLowerCase()),
  );
  const target = (name: string) => storage.pathOf(fileNameFor(name, ".safetensors"));
  const name = await ask({
    title,
    value: displayName(path.basename(from)),
    validateInput: (text) => {
      if (text.trim() === "") return "A model needs a name.";
      return taken.has(target(text).toLowerCase()) ? "Another model has this name." : undefined;
    },
  });
  if (name === undefined || target(name) === from) return;
  await switchedOn.replaceModel(from, await storage.rename(from, name));
}

async function remove(parts: ModelParts): Promise<void> {
  const { storage, switchedOn } = parts;
  const file = await askStored(parts, "Delete Model");
  if (file === undefined) return;
  const name = displayName(path.basename(file));
  const button = "Delete";
  const detail = "Files that it explains go back to the default model. This cannot be undone.";
  if ((await warnModal(`Delete ${name}?`, { detail }, button)) !== button) return;
  await storage.remove(file);
  await switchedOn.replaceModel(file, undefined);
}

async function reveal(parts: ModelParts): Promise<void> {
  const file = await askStored(parts, "Reveal Model");
  if (file === undefined) return;
  await revealFile(vscode.Uri.file(file), `The model is at ${file}`);
}

/** Lists the active file's model first. */
async function askStored(
  { storage, switchedOn }: ModelParts,
  title: string,
): Promise<string | undefined> {
  const stored = await storage.list();
  if (stored.length === 0) {
    throw new CannotRun("No model was trained here yet: Train Model on This File makes one.");
  }
  const document = vscode.window.activeTextEditor?.document;
  const current = document && switchedOn.modelOf(document);
  const items = stored
    .sort((a, b) => Number(b === current) - Number(a === current))
    .map((file) => ({
      label: displayName(path.basename(file)),
      description: file === current ? "of this file" : "",
      file,
    }));
  return (await pick(items, { title }))?.file;
}
