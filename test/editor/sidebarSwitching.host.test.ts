// Switches what the sidebar switches, many times: layers, scales, the threshold, pins shown together. No decoration
// type is made again, no listener is added, memory does not grow.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";
import { held, LISTENERS_OF_OTHERS, MEASURED, MOST_GROWTH } from "./held";

/** By then every value has been chosen, and pins have been made and cleared once. */
const WARM = 40;
const VALUES: readonly (readonly [string, readonly unknown[]])[] = [
  ["sparseDiff.layer", ["surprise", "neuron", "influence", "gradientNorm", "trace"]],
  ["sparseDiff.scale", ["file", "visible", "target"]],
  ["sparseDiff.threshold.enabled", [true, false]],
  ["sparseDiff.sumBy", ["word", "line", "byte"]],
];
const MERGE = "merge-conflict.decorators.enabled";
const Global = vscode.ConfigurationTarget.Global;
const set = (key: string, value: unknown) =>
  vscode.workspace.getConfiguration().update(key, value, Global);

describe("many switches of the sidebar", () => {
  let folder = "";

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-sidebar-"));
    const file = path.join(folder, "switched.xml");
    fs.writeFileSync(file, "<page><title>Talk</title></page>\n".repeat(40));
    // VS Code's own merge-conflict extension makes new types with every change of a setting.
    await set(MERGE, false);
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    await vscode.commands.executeCommand("sparseDiff.attribution.focus");
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    await vscode.commands.executeCommand("sparseDiff.traceAtCursor");
  });

  after(async () => {
    await vscode.commands.executeCommand("sparseDiff.clearPins");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const [key] of VALUES) await set(key, undefined);
    await set(MERGE, undefined);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("make no decoration type or listener, and hold no more memory", async () => {
    for (let n = 0; n < WARM; n++) await switchTo(n);
    const before = await held();
    for (let n = WARM; n < WARM + MEASURED; n++) await switchTo(n);
    const after = await held();
    assert.equal(after.decorationTypes - before.decorationTypes, 1, "the probe's own and no other");
    const more = after.listeners - before.listeners;
    assert.ok(more < LISTENERS_OF_OTHERS, `${more} more than ${before.listeners} listeners`);
    const growth = (after.heap - before.heap) / MEASURED;
    assert.ok(growth < MOST_GROWTH, `${growth} bytes more at each switch`);
  });

  async function switchTo(n: number): Promise<void> {
    if (n % 5 === 4) {
      const editor = vscode.window.activeTextEditor;
      const at = new vscode.Position(2 + (n % 20), 12);
      if (editor) editor.selection = new vscode.Selection(at, at);
      await vscode.commands.executeCommand(
        n % 40 === 39 ? "sparseDiff.clearPins" : "sparseDiff.pin",
      );
    } else {
      const [key, values] = VALUES[n % VALUES.length]!;
      await set(key, values[(n >> 2) % values.length]);
    }
    await sleep(20); // so that most are requested; no assertion depends on it
  }
});
