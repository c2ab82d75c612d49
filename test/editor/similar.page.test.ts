// Find Similar Moments in a real VS Code on the paper's text: the list has the command line's numbers and the chance level, moving
// shows a place, Enter goes there, Escape comes back; from a pin's row too; and what it says when it cannot run.
import assert from "node:assert/strict";
import { before } from "node:test";
import type { SimilarJson } from "../../server/protocol/wire/similarity";
import { json } from "../protocol/commandLine";
import { sharedFile } from "../tools/sharedData";
import { copiedJson } from "./clipboard";
import { closeEverything, type OpenEditor } from "./page";
import { eventually, targetAt } from "./painted";
import { canRun, MODEL, paperTest, TEXT } from "./paperFiles";
import { OFF, OTHER, paperWindow } from "./paperWindow";
import { pinRows } from "./pinsList";
import { openSidebar } from "./sidebar";

let editor: OpenEditor;

before(async () => {
  if (canRun) editor = await paperWindow(1000);
});

const FIND = "Sparse Diff: Find Similar Moments";
const rows = () => editor.page.locator(".quick-input-list .monaco-list-row");
const title = () => editor.page.locator(".quick-input-widget:visible .quick-input-title");
const placeholder = () =>
  editor.page
    .locator(".quick-input-widget:visible .quick-input-filter input")
    .getAttribute("placeholder");

async function listed(): Promise<string[]> {
  await rows().first().waitFor();
  return rows().allInnerTexts();
}

/** The command line's answer at t = 28: '.' -> 'm' at byte 29. */
const printed = () =>
  json<SimilarJson>("similar", sharedFile(TEXT), "--model", sharedFile(MODEL), "--at", "28");

/** Another backend rounds otherwise. */
function sameMoments(copied: SimilarJson, by: SimilarJson["by"]): void {
  for (const name of ["states", "neurons", "lags"] as const) {
    const [one, other] = [copied.by[name], by[name]];
    assert.deepEqual([one?.positions, one?.leftOut], [other?.positions, other?.leftOut]);
    for (const [i, moment] of (other?.moments ?? []).entries())
      assert.ok(Math.abs((one?.moments[i]?.similarity ?? 0) - moment.similarity) < 1e-4);
  }
}

paperTest(
  "the list has the command line's numbers; moving shows, Enter goes, Escape comes back",
  async () => {
    const text = editor.editor(TEXT);
    await text.placeCaret(1, 30);
    await targetAt(text, 1, 30);
    await editor.runCommand(FIND);
    const all = (await listed()).map((row) => row.replaceAll(/[\s\u00a0]+/g, " "));
    assert.match(await title().innerText(), /^Moments like 'm' at byte 29, from t = 28$/);
    const { by } = printed();
    const first = by.states?.moments[0];
    assert.ok(first);
    assert.ok(
      all[0]?.includes(`cosine ${first.similarity.toFixed(4)}`) &&
        all[0].includes(`t = ${first.position}`),
      all[0],
    );
    assert.ok(all[0]?.includes("Nearest states; 99 % by chance ≤ 0.6"), all[0]);
    assert.match(
      (await placeholder()) ?? "",
      /^99\s% by chance: states ≤ 0\.6\d+ \(n 1,006\), neurons ≤/,
    );
    await editor.screenshot("similar-list");
    // Down to another group, and its place is shown.
    const outlined = async () =>
      (await text.decorations()).filter(({ style }) => style.outlineStyle === "solid");
    await editor.page.keyboard.press("ArrowDown");
    await eventually(outlined, (found) => found.length > 0, "the place of a row is not outlined");
    await editor.page.keyboard.press("Escape");
    await eventually(
      outlined,
      (found) => found.every(({ line }) => line === 1),
      "an outline is left",
    );

    await editor.runCommand(FIND);
    await listed();
    const copied = await copiedJson<SimilarJson>(editor, () =>
      editor.page.locator('.quick-input-titlebar [aria-label="Copy as JSON"]').click(),
    );
    sameMoments(copied, by);
    await editor.page.keyboard.press("Escape");

    await editor.runCommand(FIND);
    await listed();
    await editor.page.keyboard.press("Enter");
    const status = () => editor.page.locator("#workbench\\.parts\\.statusbar").innerText();
    await eventually(status, (now) => !/Ln 1, Col 30/.test(now), "the caret stays");
    await editor.screenshot("similar-gone-to");
  },
);

paperTest("from a pin's row", async () => {
  await closeEverything(editor);
  const text = await editor.open(TEXT);
  await openSidebar(editor);
  await text.placeCaret(1, 30);
  await targetAt(text, 1, 30);
  await editor.runCommand("Sparse Diff: Pin");
  await text.placeCaret(3, 2);
  const row = pinRows(editor).first();
  await row.hover();
  await row.locator('[aria-label^="Find Similar Moments"]').click();
  await listed();
  assert.match(await title().innerText(), /'m' at byte 29/);
  await editor.page.keyboard.press("Escape");
  await editor.runIfOffered("Sparse Diff: Clear Pins");
});

paperTest("it says why it cannot run", async () => {
  await closeEverything(editor);
  const text = await editor.open(TEXT);
  await text.placeCaret(1, 1);
  await editor.runCommand(FIND);
  await editor.notification(/nothing predicts the first byte, so it is like no other/);
  const other = await editor.open(OTHER);
  await other.placeCaret(1, 4);
  await editor.runCommand(FIND);
  await listed();
  await editor.page.keyboard.press("Escape");
  await editor.open(OFF);
  await editor.runByKey("sparseDiff.findSimilar");
  await editor.notification("Attribution is off for off.md: turn it on");
  await closeEverything(editor);
});
