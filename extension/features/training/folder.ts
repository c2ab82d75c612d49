// Train Model on Folder. The server finds and counts its text files (no binary, none too large); the user confirms
// before training starts. A large folder is trained on as a corpus, a small one is memorised as one text.
import * as vscode from "vscode";
import { type FolderTexts, folderTextsRequest } from "../../../server/protocol/wire/training";
import { l10n } from "../../../server/protocol/words/l10n";
import { count, several } from "../../../server/protocol/words/numbers";
import { leftOutCounts } from "../../../server/protocol/words/trainedFiles";
import { askFor } from "../../host/asking";
import type { Commands } from "../../host/commands";
import { fileAddress, isReachable, lastPart, shownAddress } from "../../host/fileAddress";
import { pick, withProgress } from "../../host/notices";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import { folderChoices } from "./choices";
import { askChoices } from "./choicesPick";
import { type TrainParts, train } from "./commands";

export function trainFolderCommands(parts: TrainParts): Commands {
  return { [COMMANDS.trainOnFolder]: (argument) => onFolder(parts, argument) };
}

/** @param argument the folder's uri, from the explorer's menu */
async function onFolder(parts: TrainParts, argument: unknown): Promise<void> {
  const folder = argument instanceof vscode.Uri ? argument : await askFolder();
  if (!folder) return;
  const key = folder.toString();
  parts.training.checkFree(key);
  const name = l10n`${lastPart(folder)} (folder)`;
  const asked = { folder: fileAddress(folder) };
  const texts = await withProgress(l10n`Looking for texts below ${lastPart(folder)}`, (_, token) =>
    askFor(parts.server, folderTextsRequest, asked, token),
  );
  if (!texts) return;
  const { leftOut } = texts;
  if (texts.paths.length === 0) {
    throw new CannotRun(
      l10n`${shownAddress(folder)} has no text files to train on${without(texts)}.`,
    );
  }
  const choices = await askChoices({
    title: l10n`Train Model on ${lastPart(folder)}: ${size(texts)}${without(texts)}`,
    defaults: folderChoices(texts.bytes),
    go: l10n`Train on ${size(texts)}`,
  });
  if (!choices) return;
  const source = { kind: "files", paths: texts.paths } as const;
  const document = vscode.window.activeTextEditor?.document;
  const isInside = document && texts.paths.includes(fileAddress(document.uri));
  await train(parts, { key, name, source, leftOut, choices }, isInside ? [document] : []);
}

function size({ paths, bytes }: FolderTexts): string {
  const files = several(paths.length, "file");
  return `${files}, ${bytes < 10_000 ? l10n`${count(bytes)} bytes` : `${count(bytes / 1000)} KB`}`;
}

function without({ leftOut }: FolderTexts): string {
  return leftOut.length > 0 ? l10n` (left out: ${leftOutCounts(leftOut)})` : "";
}

interface FolderItem extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

async function askFolder(): Promise<vscode.Uri | undefined> {
  const items: FolderItem[] = candidates().map((uri) => ({
    label: lastPart(uri),
    description: shownAddress(uri),
    uri,
  }));
  const iconPath = new vscode.ThemeIcon("folder-opened");
  items.push({ label: l10n`Another folder...`, iconPath });
  const picked = await pick(items, { title: l10n`Train Model on Folder` });
  if (!picked || picked.uri) return picked?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: l10n`Train Model on Folder`,
    openLabel: l10n`Train on It`,
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
  });
  return chosen?.[0];
}

/** The active file's folder, and the workspace's folders. */
function candidates(): vscode.Uri[] {
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active && isReachable(active) ? [vscode.Uri.joinPath(active, "..")] : [];
  const roots = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const all = [...own, ...roots].filter(isReachable);
  return all.filter((uri, i) => all.findIndex((u) => u.toString() === uri.toString()) === i);
}
