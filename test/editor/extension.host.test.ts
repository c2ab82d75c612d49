// The extension as VS Code sees it: found by its id and able to activate. Other files test what it does.
import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension", () => {
  const id = "sparse-differentiation.sparse-differentiation";

  it("is found and activates", async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not among the extensions`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("has every command it contributes", async () => {
    const manifest = vscode.extensions.getExtension(id)?.packageJSON;
    const contributed: { command: string }[] = manifest.contributes?.commands ?? [];
    const registered = new Set(await vscode.commands.getCommands(true));
    const missing = contributed.map(({ command }) => command).filter((c) => !registered.has(c));
    assert.deepEqual(missing, []);
  });
});
