// The status bar item for the file in the active editor, hidden if attribution is off; clicking it lists the commands.
// statusText.ts supplies its text. A second item says why a file over 50 MB shows nothing.
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Config } from "../../host/config";
import { SCHEMES } from "../../host/editors";
import { fileName } from "../../host/fileAddress";
import type { OpenFiles } from "../../host/openFiles";
import type { Profiles } from "../../host/profiles";
import type { ServerProcess } from "../../host/serverProcess";
import type { SwitchedOn } from "../../host/switchedOn";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { legendOf, type OnScreen } from "../../state/onScreen";
import type { OpenFile } from "../../state/phases";
import { statusWords, tooltipMarkdown } from "./statusText";

export interface StatusParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly switchedOn: SwitchedOn;
  readonly screen: OnScreen;
  readonly profiles: Profiles;
  readonly config: Config;
}

const ERROR_BACKGROUND = new vscode.ThemeColor("statusBarItem.errorBackground");
const allCommands = () => ({
  command: "workbench.action.quickOpen",
  arguments: [">Sparse Diff: "],
  title: l10n`Sparse Diff commands`,
});

export class StatusBar implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem("sparseDiff.status", vscode.StatusBarAlignment.Right, 110),
  );

  constructor(private readonly parts: StatusParts) {
    this.item.name = l10n`Sparse Differentiation`;
    const update = () => this.update();
    this.disposables.add(parts.screen.onDidChange(update));
    this.disposables.add(parts.profiles.onDidChange(update));
    this.disposables.add(parts.files.onDidChange(update));
    this.disposables.add(parts.server.onDidChangePhase(update));
    this.disposables.add(parts.config.onDidChange(update));
    this.disposables.add(vscode.window.onDidChangeActiveTextEditor(update));
    this.update();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const editor = this.parts.screen.activeEditor;
    const file = editor && this.parts.files.get(editor.document);
    if (!file) {
      this.item.hide();
      return;
    }
    const { server } = this.parts;
    const isUntrusted = this.parts.switchedOn.isHeldBack(file.document);
    const words = statusWords({
      server: server.phase,
      phase: file.phase,
      status: file.status,
      modelName: modelName(file),
      isUntrusted,
    });
    this.item.text = words.text;
    this.item.backgroundColor = words.level === "error" ? ERROR_BACKGROUND : undefined;
    this.item.accessibilityInformation = {
      label: l10n`Sparse Differentiation: ${words.text.replaceAll(/\$\([^)]*\) ?/g, "")}. ${words.sentence}`,
    };
    this.item.command =
      server.phase === "broken"
        ? COMMANDS.restartServer
        : file.phase.kind === "failed"
          ? COMMANDS.loadModel
          : allCommands();
    this.item.tooltip = this.tooltip(file, words.sentence, isUntrusted);
    this.item.show();
  }

  private tooltip(file: OpenFile, sentence: string, isUntrusted: boolean): vscode.MarkdownString {
    const { screen, config, profiles } = this.parts;
    const ready = file.phase.kind === "ready" ? file.phase : null;
    const markdown = new vscode.MarkdownString(
      tooltipMarkdown({
        sentence,
        model: ready?.model ?? null,
        status: file.status,
        diskNote: ready?.diskNote ?? null,
        isUntrusted,
        settings: config.settings,
        scale: legendOf(screen, config.settings, profiles.of(file.document)),
      }),
    );
    markdown.supportHtml = true; // the legend's swatches
    return markdown;
  }
}

function modelName(file: OpenFile): string {
  return file.phase.kind === "ready" ? file.phase.model.name : fileName(file.modelPath);
}

const LIMIT_BYTES = 50 * 1024 * 1024;

export class OversizedNote implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem("sparseDiff.oversized", vscode.StatusBarAlignment.Right, 109),
  );

  constructor() {
    this.item.name = l10n`Sparse Differentiation: file size`;
    this.item.text = "$(info) over 50 MB";
    this.item.tooltip = l10n`VS Code does not send files over 50 MB to extensions; use sparse-diff on the command line.`;
    this.disposables.add(vscode.window.tabGroups.onDidChangeTabs(() => void this.update()));
    this.disposables.add(vscode.window.tabGroups.onDidChangeTabGroups(() => void this.update()));
    void this.update();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async update(): Promise<void> {
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    const uri = input instanceof vscode.TabInputText ? input.uri : undefined;
    if (
      uri &&
      uri.scheme !== "untitled" &&
      SCHEMES.includes(uri.scheme) &&
      (await sizeOf(uri)) > LIMIT_BYTES
    )
      this.item.show();
    else this.item.hide();
  }
}

async function sizeOf(uri: vscode.Uri): Promise<number> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size;
  } catch {
    return 0; // deleted meanwhile, so there is nothing to say
  }
}
