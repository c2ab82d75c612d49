// Shows a document with the model the user chose; if its file holds several nets, asks for one. The choice is
// remembered once the model has loaded; a model that cannot be loaded leaves the file as it was.
import path from "node:path";
import type * as vscode from "vscode";
import { addressOf } from "../../../server/protocol/wire/modelAddress";
import { type ReadyParts, readyFile } from "../../host/editors";
import { pick } from "../../host/notices";

/** @throws CannotRun with the reason */
export async function useModel(
  parts: ReadyParts,
  document: vscode.TextDocument,
  modelPath: string,
): Promise<void> {
  const { switchedOn, files } = parts;
  const isSame = files.get(document)?.modelPath === modelPath;
  switchedOn.attempt(document, modelPath);
  if (isSame) files.reload(document); // the file may hold other weights by now
  let nets: readonly string[];
  try {
    await readyFile(parts, document);
    return await switchedOn.choose(document, { on: true, modelPath });
  } catch (error) {
    const phase = files.get(document)?.phase;
    if (phase?.kind !== "failed" || !phase.nets) throw error;
    nets = phase.nets;
  } finally {
    switchedOn.endAttempt(document);
  }
  const net = await pick(
    nets.map((prefix) => ({ label: prefix || "(no prefix)", prefix })),
    { title: `${path.basename(modelPath)} holds ${nets.length} nets: which one?` },
  );
  if (net) await useModel(parts, document, addressOf(modelPath, net.prefix));
}
