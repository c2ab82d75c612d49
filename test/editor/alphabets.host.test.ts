// The setting sparseDiff.alphabets: a model whose file does not say which characters its rows are is refused with the
// setting's name, and explained once the setting is there, without being chosen again.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { eventually } from "../tools/editor-host/patience.mjs";

const Global = vscode.ConfigurationTarget.Global;
const set = (key: string, value: unknown) =>
  vscode.workspace.getConfiguration("sparseDiff").update(key, value, Global);

describe("alphabets in the settings", () => {
  let folder = "";
  let file = "";
  let model = "";

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-alphabets-"));
    const extension = vscode.extensions.getExtension(
      "sparse-differentiation.sparse-differentiation",
    );
    assert.ok(extension);
    const nets = path.join(extension.extensionPath, "test/data/nets");
    file = path.join(folder, "text.alphabet");
    model = path.join(folder, "hundred.safetensors");
    fs.copyFileSync(path.join(nets, "text.txt"), file);
    fs.copyFileSync(path.join(nets, "printable.safetensors"), model);
    await set("method", "gated");
    await set("models", { "**/*.alphabet": model });
    await set("enabledFor", ["**/*.alphabet"]);
    await vscode.window.showTextDocument(vscode.Uri.file(file));
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const key of ["alphabets", "models", "enabledFor", "method"]) await set(key, undefined);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const hover = async (): Promise<string> => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      "vscode.executeHoverProvider",
      vscode.Uri.file(file),
      new vscode.Position(1, 5),
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (typeof content === "string" ? content : content.value))
      .join("\n")
      .replaceAll("\\", ""); // Markdown's
  };

  it("are asked for, heard when they are set, and again when they are taken away", async () => {
    const asked = (text: string) => /100 rows/.test(text) && /sparseDiff\.alphabets/.test(text);
    await eventually(hover, asked, "no word of the setting in the hover");
    await set("alphabets", { [model]: "printable" });
    const explained = (text: string) => /predicted from t = /.test(text);
    await eventually(hover, explained, "no prediction in the hover");
    await set("alphabets", undefined);
    await eventually(hover, asked, "no word of the setting in the hover, again");
  });
});
