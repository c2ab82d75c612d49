// The note in the status bar for files over 50 MB. VS Code never passes such files to extensions, so the active tab is
// watched instead. The note says why nothing is shown and what can be done.
import * as vscode from "vscode";
import { Disposables } from "../../state/lifetime";

const LIMIT_BYTES = 50 * 1024 * 1024;

export class OversizedNote implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem("sparseDiff.oversized", vscode.StatusBarAlignment.Right, 109),
  );

  constructor() {
    this.item.name = "Sparse Differentiation: file size";
    this.item.text = "$(info) over 50 MB";
    this.item.tooltip =
      "VS Code does not send files over 50 MB to extensions; use sparse-diff on the command line.";
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
    if (uri?.scheme === "file" && (await sizeOf(uri)) > LIMIT_BYTES) this.item.show();
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
