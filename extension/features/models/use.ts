// Shows a document with the model the user chose. If its file holds several nets, asks for one. The choice is remembered
// once the model has loaded; a model that cannot be loaded leaves the file as it was. Load Model chooses a file.
import * as vscode from "vscode";
import { addressOf } from "../../../server/protocol/wire/modelAddress";
import { l10n } from "../../../server/protocol/words/l10n";
import { eligibleEditor } from "../../host/editors";
import { fileAddress, fileName, folderOf } from "../../host/fileAddress";
import { pick, warn } from "../../host/notices";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";

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
  const address = await pickNet(modelPath, nets);
  if (address !== undefined) await useModel(parts, document, address);
}

/** The address of one of the nets in a file; undefined if the user dismissed the question. */
export async function pickNet(
  modelPath: string,
  nets: readonly string[],
): Promise<string | undefined> {
  const net = await pick(
    nets.map((prefix) => ({ label: prefix || l10n`(no prefix)`, prefix })),
    { title: l10n`${fileName(modelPath)} holds ${nets.length} nets: which one?` },
  );
  return net && addressOf(modelPath, net.prefix);
}

/** Asks for a file. */
export async function loadModel(parts: ReadyParts): Promise<void> {
  const { document } = eligibleEditor();
  const modelPath = await askModelFile(parts, document, l10n`Load Model`);
  if (modelPath !== undefined) await useModel(parts, document, modelPath);
}

/** Undefined if the user dismissed the dialog, or the workspace is not trusted. */
export async function askModelFile(
  parts: Pick<ReadyParts, "switchedOn">,
  document: vscode.TextDocument,
  title: string,
): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) return offerTrust();
  const picked = await vscode.window.showOpenDialog({
    title,
    openLabel: l10n`Load`,
    canSelectMany: false,
    filters: Object.fromEntries([
      [l10n`Model weights`, ["safetensors", "pt", "pth", "ckpt", "npz", "bin"]],
      [l10n`All files`, ["*"]],
    ]),
    defaultUri: folderOf(parts.switchedOn.modelOf(document)),
  });
  const [file] = picked ?? [];
  return file && fileAddress(file);
}

async function offerTrust(): Promise<undefined> {
  const manage = l10n`Manage Workspace Trust`;
  const message = l10n`Models from this workspace load after you trust it.`;
  if ((await warn(message, manage)) !== manage) return undefined;
  await vscode.commands.executeCommand("workbench.trust.manage");
  if (!vscode.workspace.isTrusted) throw new CannotRun(message);
  return undefined;
}
