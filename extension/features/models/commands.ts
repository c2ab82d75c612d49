// Load Model, Select Model, and the commands for models trained here: save, rename, delete, reveal.
import * as vscode from "vscode";
import { describeRequest, saveModelRequest } from "../../../server/protocol/wire/training";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Commands } from "../../host/commands";
import { documentSource, eligibleEditor, nameOf } from "../../host/editors";
import { fileAddress, fileName, fileUri, folderOf, shownAddress } from "../../host/fileAddress";
import type { ModelStorage } from "../../host/modelStorage";
import { ask, mention, pick, warnModal } from "../../host/notices";
import { revealFile } from "../../host/savedFiles";
import { connected } from "../../host/serverProcess";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { netsIn, sentenceOf } from "../../state/failures";
import { COMMANDS } from "../../state/ids";
import { displayName, fileNameFor } from "../../state/modelNames";
import { knownModels } from "./known";
import { selectModel } from "./select";
import { askModelFile, loadModel, pickNet, useModel } from "./use";

export interface ModelParts extends ReadyParts {
  readonly storage: ModelStorage;
  /** What Compare With Another Model does with the chosen one. */
  readonly compareWith: (document: vscode.TextDocument, modelPath: string) => Promise<void>;
}

export function modelCommands(parts: ModelParts): Commands {
  return {
    [COMMANDS.loadModel]: () => loadModel(parts),
    [COMMANDS.selectModel]: (argument) => select(parts, argument),
    [COMMANDS.compareModels]: () => compare(parts),
    [COMMANDS.saveModelAs]: (argument) => saveAs(parts, argument),
    [COMMANDS.renameModel]: () => rename(parts),
    [COMMANDS.deleteModel]: () => remove(parts),
    [COMMANDS.revealModel]: () => reveal(parts),
  };
}

/** @param argument the path of a model, from the list in the sidebar; if absent, the user is asked */
async function select(parts: ModelParts, argument: unknown): Promise<void> {
  const { document } = eligibleEditor();
  if (typeof argument === "string") return useModel(parts, document, argument);
  const choice = await selectModel({
    title: l10n`Select Model`,
    placeholder: l10n`The model that explains ${nameOf(document)}`,
    canTrain: true,
    ...(await choiceFor(parts, document)),
  });
  if (choice === "file") await vscode.commands.executeCommand(COMMANDS.loadModel);
  else if (choice === "train") await vscode.commands.executeCommand(COMMANDS.trainOnFile);
  else if (choice) await useModel(parts, document, choice.path);
}

async function choiceFor(parts: ModelParts, document: vscode.TextDocument) {
  const { switchedOn, storage, files, server } = parts;
  return {
    models: await knownModels(storage, switchedOn.bundledModels),
    currentPath: switchedOn.modelOf(document),
    textName: nameOf(document),
    source: documentSource(files, document),
    client: connected(server),
  };
}

async function compare(parts: ModelParts): Promise<void> {
  const { document } = eligibleEditor();
  await readyFile(parts, document);
  const title = l10n`Compare With Another Model`;
  const choice = await selectModel({
    title,
    placeholder: l10n`The model that ${nameOf(document)} is also read with`,
    canTrain: false,
    ...(await choiceFor(parts, document)),
  });
  if (choice === undefined || choice === "train") return;
  const path = choice === "file" ? await askModelFile(parts, document, title) : choice.path;
  const address = path === undefined ? undefined : await oneNet(parts, document, path);
  if (address !== undefined) await parts.compareWith(document, address);
}

/** The address of the model, or of one of the nets in its file; undefined if the user dismissed the question. */
async function oneNet(
  { server, files }: ModelParts,
  document: vscode.TextDocument,
  modelPath: string,
): Promise<string | undefined> {
  const source = documentSource(files, document);
  try {
    await (await connected(server)).ask(describeRequest, { modelPath, source });
    return modelPath;
  } catch (error) {
    const nets = netsIn(error);
    if (!nets) throw error instanceof CannotRun ? error : new CannotRun(sentenceOf(error));
    return pickNet(modelPath, nets);
  }
}

/** @param argument the path of the model, after training; if absent, the active file's model */
async function saveAs({ switchedOn, server }: ModelParts, argument: unknown): Promise<void> {
  const from = typeof argument === "string" ? argument : modelOfEditor(switchedOn);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? folderOf(from);
  const to = await vscode.window.showSaveDialog({
    title: l10n`Save ${fileName(from)} As`,
    saveLabel: l10n`Save Model`,
    filters: Object.fromEntries([
      ["Safetensors", ["safetensors"]],
      [l10n`Raw weights`, ["bin"]],
    ]),
    defaultUri: vscode.Uri.joinPath(folder, fileName(from)),
  });
  if (!to) return;
  try {
    await (await connected(server)).ask(saveModelRequest, { from, to: fileAddress(to) });
  } catch (error) {
    throw error instanceof CannotRun ? error : new CannotRun(sentenceOf(error));
  }
  mention(l10n`Saved ${shownAddress(to)}`);
}

function modelOfEditor(switchedOn: ModelParts["switchedOn"]): string {
  return switchedOn.modelOf(eligibleEditor().document);
}

async function rename(parts: ModelParts): Promise<void> {
  const { storage, switchedOn } = parts;
  const title = l10n`Rename Model`;
  const from = await askStored(parts, title);
  if (from === undefined) return;
  const taken = new Set(
    (await storage.list()).filter((p) => p !== from).map((p) => p.toLowerCase()),
  );
  const target = (name: string) => storage.pathOf(fileNameFor(name, ".safetensors"));
  const name = await ask({
    title,
    value: displayName(fileName(from)),
    validateInput: (text) => {
      if (text.trim() === "") return l10n`A model needs a name.`;
      return taken.has(target(text).toLowerCase()) ? l10n`Another model has this name.` : undefined;
    },
  });
  if (name === undefined || target(name) === from) return;
  await switchedOn.replaceModel(from, await storage.rename(from, name));
}

async function remove(parts: ModelParts): Promise<void> {
  const { storage, switchedOn } = parts;
  const file = await askStored(parts, l10n`Delete Model`);
  if (file === undefined) return;
  const name = displayName(fileName(file));
  const button = l10n`Delete`;
  const detail = l10n`Files that it explains go back to the default model. This cannot be undone.`;
  if ((await warnModal(l10n`Delete ${name}?`, { detail }, button)) !== button) return;
  await storage.remove(file);
  await switchedOn.replaceModel(file, undefined);
}

async function reveal(parts: ModelParts): Promise<void> {
  const file = await askStored(parts, l10n`Reveal Model`);
  if (file === undefined) return;
  await revealFile(fileUri(file), l10n`The model is at ${shownAddress(fileUri(file))}`);
}

/** Lists the active file's model first. */
async function askStored(
  { storage, switchedOn }: ModelParts,
  title: string,
): Promise<string | undefined> {
  const stored = await storage.list();
  if (stored.length === 0) {
    throw new CannotRun(l10n`No model was trained here yet: Train Model on This File makes one.`);
  }
  const document = vscode.window.activeTextEditor?.document;
  const current = document && switchedOn.modelOf(document);
  const items = stored
    .sort((a, b) => Number(b === current) - Number(a === current))
    .map((file) => ({
      label: displayName(fileName(file)),
      description: file === current ? l10n`of this file` : "",
      file,
    }));
  return (await pick(items, { title }))?.file;
}
