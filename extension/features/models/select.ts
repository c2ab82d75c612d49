// The quick pick of Select Model, and of the model to compare with: lists all known models at once, fills each in as the server describes it, and marks
// the one in use. It returns the choice; the command acts on it.
import * as vscode from "vscode";
import { describeRequest, type TextSource } from "../../../server/protocol/wire/training";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { fileUri } from "../../host/fileAddress";
import { row as literalRow } from "../../host/notices";
import type { ServerConnection } from "../../host/serverProcess";
import { isQuiet, sentenceOf } from "../../state/failures";
import { Disposables } from "../../state/lifetime";
import { visible } from "../../state/literal";
import type { KnownModel } from "./known";
import { modelWords } from "./modelText";

export type ModelChoice = KnownModel | "file" | "train";

interface Item extends vscode.QuickPickItem {
  readonly choice?: ModelChoice;
}

export interface Selection {
  readonly title: string;
  readonly placeholder: string;
  /** Whether a model can be trained instead. */
  readonly canTrain: boolean;
  readonly models: readonly KnownModel[];
  readonly currentPath: string;
  readonly textName: string;
  readonly source: TextSource;
  readonly client: Promise<ServerConnection>;
}

/** Rows that change under the pointer are hard to click, so they are updated together if that is quick. */
const FILL_MS = 500;
const ORIGINS = {
  stored: marked("trained here"),
  workspace: marked("in the workspace"),
  bundled: marked("bundled"),
};

const icon = (id: string) => new vscode.ThemeIcon(id);
const ERROR = icon("error");
const BUNDLED = marked("trained on the text of Open Sample");

export function selectModel(selection: Selection): Promise<ModelChoice | undefined> {
  const disposables = new Disposables();
  const pick = disposables.add(vscode.window.createQuickPick<Item>());
  const ended = disposables.add(new vscode.CancellationTokenSource());
  const rows = selection.models.map((model) => row(model));
  pick.title = selection.title;
  pick.placeholder = visible(selection.placeholder);
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.keepScrollPosition = true;
  pick.busy = true;
  const fill = () => {
    const active = pick.activeItems[0]?.choice;
    const known = rows.filter((item) => item !== undefined);
    pick.items = listed(known, selection.canTrain).map(literalRow);
    const again = pick.items.find(({ choice }) => choice !== undefined && choice === active);
    if (again) pick.activeItems = [again];
  };
  fill();
  pick.show();
  void describeAll(selection, rows, fill, ended.token).finally(() => {
    if (!ended.token.isCancellationRequested) pick.busy = false;
  });
  return new Promise((resolve) => {
    disposables.add(
      pick.onDidAccept(() => {
        // A row that was replaced while it was clicked is no longer selected.
        const choice = (pick.selectedItems[0] ?? pick.activeItems[0])?.choice;
        if (choice !== undefined) end(choice);
      }),
    );
    disposables.add(pick.onDidHide(() => end(undefined)));
    const end = (choice: ModelChoice | undefined) => {
      ended.cancel();
      disposables.dispose();
      resolve(choice);
    };
  });
}

async function describeAll(
  { models, client, currentPath, source, textName }: Selection,
  rows: (Item | undefined)[],
  fill: () => void,
  token: vscode.CancellationToken,
): Promise<void> {
  let filled = performance.now();
  for (const [i, model] of models.entries()) {
    try {
      const params = { modelPath: model.path, source };
      const found = await (await client).ask(describeRequest, params, token);
      const words = modelWords(found, model.path === currentPath, textName);
      // Raw weights do not record a text's name, but the bundled ones are known.
      const isOwn = model.origin === "bundled" && found.textName === null;
      rows[i] = { ...row(model), ...words, ...(isOwn ? { detail: translated(BUNDLED) } : {}) };
    } catch (error) {
      if (token.isCancellationRequested || isQuiet(error)) return;
      // Any file in a workspace may be called .bin.
      const isOther = model.origin === "workspace" && model.path.endsWith(".bin");
      rows[i] = isOther ? undefined : { ...row(model), detail: sentenceOf(error), iconPath: ERROR };
    }
    if (token.isCancellationRequested) return;
    if (performance.now() - filled < FILL_MS) continue;
    fill();
    filled = performance.now();
  }
  fill();
}

function row(model: KnownModel): Item {
  const where =
    model.origin === "workspace"
      ? vscode.workspace.asRelativePath(fileUri(model.path))
      : model.name;
  return { label: where, detail: " ", choice: model };
}

/** The models under a heading for their origin, then the other actions. */
function listed(rows: readonly Item[], canTrain: boolean): Item[] {
  const items: Item[] = [];
  for (const [origin, label] of Object.entries(ORIGINS)) {
    const own = rows.filter(({ choice }) => (choice as KnownModel).origin === origin);
    if (own.length > 0) items.push(separator(label), ...own);
  }
  return [
    ...items,
    separator(""),
    { label: l10n`Load a model file...`, iconPath: icon("folder-opened"), choice: "file" },
    ...(canTrain
      ? [
          {
            label: l10n`Train a model on this file...`,
            iconPath: icon("play"),
            choice: "train" as const,
          },
        ]
      : []),
  ];
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
