// Analyse Skip Patterns on the paper's text: the honest headline, the list and its orders, stepping through a pattern, the
// hover's line, the layer, and what it says when it cannot run.
import assert from "node:assert/strict";
import { before } from "node:test";
import { wholeHoverSays } from "./hovers";
import { closeEverything, type OpenEditor } from "./page";
import { eventually, painted } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { OFF, OTHER, paperWindow } from "./paperWindow";

let editor: OpenEditor;

before(async () => {
  if (canRun) editor = await paperWindow(1300);
});

const ANALYSE = "Sparse Diff: Analyse Skip Patterns";
const HEADLINE =
  /The 8 greedy lags hold no more of the gradient than chance: 30\.9\s% against 29\.6\s% \(lift 1\.04\)/;

const statusText = () => editor.page.locator("#workbench\\.parts\\.statusbar").innerText();
const stepped = (which: string) =>
  eventually(statusText, (text) => text.includes(which), `${which} is not told`);

paperTest("the headline, the list, and a walk through one pattern", async () => {
  await editor.editor(TEXT).focus();
  await editor.runByKey("sparseDiff.stepThroughPatterns");
  const told = await editor.notification("have not been analysed");
  await told.locator("a.monaco-text-button", { hasText: "Analyse" }).click();

  const done = await editor.notification(HEADLINE);
  assert.match(await done.innerText(), /no more than the last 8 bytes/);
  const page = editor.page.locator('.monaco-editor[data-uri*="Skip%20patterns"]').first();
  const lines = await eventually(
    () => page.locator(".view-line").allInnerTexts(),
    (texts) => texts.length > 10,
    "nothing is shown",
  );
  const words = lines.join(" ").replaceAll(/[\s\u00a0]+/g, " ");
  assert.match(words, HEADLINE);
  assert.match(words, /In a trace these are the lags k = 0 7 19 2 26 1 11 6/);
  assert.match(words, /2 8 7 0\.4968 2\.\d+ 1,016/);
  await editor.screenshot("patterns-page");

  await done.hover();
  await done.locator("a.monaco-text-button", { hasText: "Step Through Patterns" }).click();
  const rows = editor.page.locator(".quick-input-list .monaco-list-row");
  await rows.first().waitFor();
  const title = await editor.page.locator(".quick-input-title").innerText();
  assert.match(title, /834 skip patterns, bytes at −27 −20 −12 −8 −7 −3 −2 −1/);
  await rows.filter({ hasText: "11 times" }).first().waitFor();
  await editor.page
    .locator('.quick-input-titlebar [aria-label="In the order of the text"]')
    .click();
  await rows.filter({ hasText: "first at byte 27" }).first().waitFor();
  await editor.page.locator('.quick-input-titlebar [aria-label="Most frequent first"]').click();
  await rows.filter({ hasText: "first at byte 506" }).first().waitFor();
  await editor.screenshot("patterns-list");
  await rows.filter({ hasText: "first at byte 506" }).first().click();
  await stepped("Occurrence 1 of 11");
  await editor.runCommand("Sparse Diff: Next Occurrence of the Skip Pattern");
  await stepped("Occurrence 2 of 11");
  await editor.runCommand("Sparse Diff: Previous Occurrence of the Skip Pattern");
  await editor.runCommand("Sparse Diff: Previous Occurrence of the Skip Pattern");
  await stepped("Occurrence 11 of 11");
  await editor.screenshot("patterns-walk");
});

paperTest("the hover has a line on the pattern, and the layer paints the depths", async () => {
  await closeEverything(editor);
  const text = await editor.open(TEXT);
  await editor.runCommand(ANALYSE);
  await editor.notification(HEADLINE);
  await editor.page.keyboard.press("Escape");
  await wholeHoverSays(text, 1, 30, /Skip pattern depth \d of 8: (offsets 1 |this byte follows)/);
  await editor.screenshot("patterns-hover");
  await editor.page.keyboard.press("Escape");
  await editor.runCommand("Sparse Diff: Select Layer");
  await editor.pick("Skip-pattern depth");
  // Byte 7, ' ', has no depth, since offset 27 is not in the text before it.
  const { tints } = await eventually(
    () => painted(text),
    (now) => now.tints.length > 0 && now.tints.every((t) => t.line > 1 || t.startColumn > 27),
    "the layer is not painted",
  );
  assert.ok(tints.every(({ sign }) => sign === 1));
  await editor.screenshot("patterns-layer");
  await editor.runCommand("Sparse Diff: Select Layer");
  await editor.pick("Trace");
  await closeEverything(editor);
});

paperTest("it says why it cannot run", async () => {
  await editor.open(OTHER);
  await editor.runCommand(ANALYSE);
  await editor.notification(/other\.txt: 18 bytes; expected at least 31 for skip patterns/);
  await editor.open(OFF);
  await editor.runByKey("sparseDiff.analysePatterns");
  await editor.notification("Attribution is off for off.md: turn it on");
  await editor.runByKey("sparseDiff.nextOccurrence");
  await editor.notification("The skip patterns of off.md have not been analysed.");
  await closeEverything(editor);
});
