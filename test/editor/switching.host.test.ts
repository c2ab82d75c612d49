// An hour of use in miniature: files and themes are switched many times. Nothing is made twice, no listener is added,
// and nothing of a closed file is kept.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { held, LISTENERS_OF_OTHERS, MEASURED, MOST_GROWTH } from "./held";

/** By then each file has been opened once, and two of the themes used. */
const WARM = 20;
const FILES = 12;
const THEMES = ["Default Dark Modern", "Default Light Modern", "Default High Contrast"];
const MERGE = "merge-conflict.decorators.enabled";
const settings = () => vscode.workspace.getConfiguration();
const Global = vscode.ConfigurationTarget.Global;

describe("many switches", () => {
  let folder = "";

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-switching-"));
    for (let n = 0; n < FILES; n++) fs.writeFileSync(fileOf(n), textOf(n));
    await settings().update("sparseDiff.enabledFor", ["**/switched-*.xml"], Global);
    // VS Code's own merge-conflict extension makes new types with every change of a setting.
    await settings().update(MERGE, false, Global);
  });

  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await settings().update("sparseDiff.enabledFor", undefined, Global);
    await settings().update("workbench.colorTheme", undefined, Global);
    await settings().update(MERGE, undefined, Global);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("leave no decoration type, process, listener or file behind", async () => {
    for (let n = 0; n < WARM; n++) await switchTo(n);
    const before = await held();
    for (let n = WARM; n < WARM + MEASURED; n++) await switchTo(n);
    const after = await held();
    assert.equal(after.decorationTypes - before.decorationTypes, 1, "the probe's own and no other");
    assert.ok(after.processes <= before.processes, `${before.processes}, then ${after.processes}`);
    const more = after.listeners - before.listeners;
    assert.ok(more < LISTENERS_OF_OTHERS, `${more} more than ${before.listeners} listeners`);
    const growth = (after.heap - before.heap) / MEASURED;
    assert.ok(growth < MOST_GROWTH, `${growth} bytes more at each switch`);
  });

  const fileOf = (n: number) => path.join(folder, `switched-${n}.xml`);

  async function switchTo(n: number): Promise<void> {
    if (n % 10 === 9) {
      const theme = THEMES[Math.floor(n / 10) % THEMES.length];
      await settings().update("workbench.colorTheme", theme, Global);
      return;
    }
    const at = new vscode.Position(3 + (n % 20), 10);
    const selection = new vscode.Range(at, at);
    await vscode.window.showTextDocument(vscode.Uri.file(fileOf(n % FILES)), { selection });
    // Some are painted before the next one opens, some are not; no assertion depends on which.
    if (n % 5 === 0) await new Promise((resume) => setTimeout(resume, 60));
  }
});

/** About 130,000 characters, different for each file. Keeping one per switch would exceed the allowed growth. */
function textOf(n: number): string {
  const line = (i: number) =>
    `<page id="${n}-${i}"><title>Topic ${(i * 7919) % 9973}</title></page>`;
  return Array.from({ length: 2600 }, (_, i) => line(i)).join("\n");
}
