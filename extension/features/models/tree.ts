// The known models as a native list. The model of the text in the editor is marked; choosing another binds it. Paths
// are known at once; the description is requested when a row is hovered.
import * as vscode from "vscode";
import { describeRequest } from "../../../server/protocol/wire/training";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { documentSource, nameOf } from "../../host/editors";
import { normalised } from "../../host/fileAddress";
import type { ModelStorage } from "../../host/modelStorage";
import type { OpenFiles } from "../../host/openFiles";
import type { ServerProcess } from "../../host/serverProcess";
import type { SwitchedOn } from "../../host/switchedOn";
import { isQuiet, sentenceOf } from "../../state/failures";
import { COMMANDS, VIEWS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { visible } from "../../state/literal";
import type { OnScreen } from "../../state/onScreen";
import { type KnownModel, knownModels } from "./known";
import { modelWords } from "./modelText";

export interface ModelsTreeParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly switchedOn: SwitchedOn;
  readonly storage: ModelStorage;
  readonly screen: OnScreen;
}

const ORIGINS = {
  stored: marked("trained here"),
  workspace: marked("workspace"),
  bundled: marked("bundled"),
} as const;

export class ModelsTree implements vscode.TreeDataProvider<KnownModel>, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private marked = "";
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly parts: ModelsTreeParts) {
    const { disposables } = this;
    const look = () => this.look();
    disposables.add(parts.files.onDidChange(look));
    disposables.add(parts.screen.onDidChange(look));
    const again = () => this.changed.fire();
    disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(again));
    disposables.add(parts.storage.onDidChange(again));
    const view = disposables.add(
      vscode.window.createTreeView(VIEWS.models, { treeDataProvider: this }),
    );
    disposables.add(view.onDidChangeVisibility(({ visible }) => visible && again()));
  }

  async getChildren(parent?: KnownModel): Promise<KnownModel[]> {
    if (parent) return [];
    const { storage, switchedOn } = this.parts;
    return knownModels(storage, switchedOn.bundledModels);
  }

  getTreeItem(model: KnownModel): vscode.TreeItem {
    const isCurrent = model.path === this.current();
    const row = new vscode.TreeItem(visible(model.name));
    row.id = model.path;
    const origin = translated(ORIGINS[model.origin]);
    row.description = isCurrent ? l10n`${origin}, in use` : origin;
    row.contextValue = model.origin;
    row.iconPath = new vscode.ThemeIcon(isCurrent ? "pass-filled" : "circle-large-outline");
    row.accessibilityInformation = { label: `${row.label}, ${row.description}` };
    row.command = { command: COMMANDS.selectModel, title: l10n`Use`, arguments: [model.path] };
    return row;
  }

  async resolveTreeItem(
    row: vscode.TreeItem,
    { path: modelPath, name }: KnownModel,
    token: vscode.CancellationToken,
  ): Promise<vscode.TreeItem> {
    const { server, files, screen } = this.parts;
    const document = screen.activeEditor?.document;
    row.tooltip = visible(name);
    if (!server.client || !document) return row;
    const source = documentSource(files, document);
    try {
      const found = await server.client.ask(describeRequest, { modelPath, source }, token);
      const words = modelWords(found, modelPath === this.current(), nameOf(document));
      row.tooltip = visible([name, words.description, words.detail].join("\n"));
    } catch (error) {
      if (!isQuiet(error)) row.tooltip = visible(sentenceOf(error));
    }
    return row;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Undefined if attribution is off. */
  private current(): string | undefined {
    const document = this.parts.screen.activeEditor?.document;
    const file = document && this.parts.files.get(document);
    return file && normalised(file.modelPath);
  }

  private look(): void {
    const now = this.current() ?? "";
    if (now === this.marked) return;
    this.marked = now;
    this.changed.fire();
  }
}
