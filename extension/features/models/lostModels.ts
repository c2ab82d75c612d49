// Handles a remembered model whose file is gone, because it was renamed or deleted in another window or outside VS
// Code. Its files go back to the default model, and one sentence says so.
import * as vscode from "vscode";
import { l10n } from "../../../server/protocol/words/l10n";
import { fileName } from "../../host/fileAddress";
import { warn } from "../../host/notices";
import type { OpenFiles } from "../../host/openFiles";
import type { SwitchedOn } from "../../host/switchedOn";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";

export class LostModels implements vscode.Disposable {
  private readonly disposables = new Disposables();

  constructor(
    private readonly files: OpenFiles,
    private readonly switchedOn: SwitchedOn,
  ) {
    this.disposables.add(files.onDidChange((uri) => this.look(uri)));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private look(uri: string): void {
    const document = vscode.workspace.textDocuments.find((other) => other.uri.toString() === uri);
    const file = document && this.files.get(document);
    if (file?.phase.kind !== "failed" || !file.phase.isModelMissing) return;
    const lost = file.modelPath;
    if (this.switchedOn.rememberedModel(file.document) !== lost) return;
    // Called before any await, so that whoever waits for the file waits for the default model.
    void this.switchedOn.replaceModel(lost, undefined);
    void tell(fileName(lost));
  }
}

async function tell(lost: string): Promise<void> {
  const select = l10n`Select Model`;
  const sentence = l10n`${lost} was renamed or deleted; files that used it go back to the default model, or select another.`;
  if ((await warn(sentence, select)) === select)
    await vscode.commands.executeCommand(COMMANDS.selectModel);
}
