// Shows a document with a model that a person chose. The choice is remembered once the model is loaded; one that
// cannot be loaded leaves the file as it was. How models are chosen is not here.
import type * as vscode from "vscode";
import { type CommandParts, readyFile } from "./parts";

/** @throws CannotRun with the reason */
export async function useModel(
  parts: CommandParts,
  document: vscode.TextDocument,
  modelPath: string,
): Promise<void> {
  const { switchedOn, files } = parts;
  const isSame = files.get(document)?.modelPath === modelPath;
  switchedOn.attempt(document, modelPath);
  if (isSame) files.reload(document); // the file may hold other weights by now
  try {
    await readyFile(parts, document);
    await switchedOn.choose(document, { on: true, modelPath });
  } finally {
    switchedOn.endAttempt(document);
  }
}
