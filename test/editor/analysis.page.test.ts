// Analyse File on the paper's text: the sheet beside it, its numbers and its JSON, links to bytes and neurons, what it says
// when the text has changed, a cancellation, and why it cannot run.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before } from "node:test";
import type { AnalysisJson } from "../../server/protocol/wire/reportJson";
import { count } from "../../server/protocol/words/numbers";
import { inWeb } from "../tools/editor-host/web.mjs";
import { copiedJson } from "./clipboard";
import { closeEverything, type OpenEditor } from "./page";
import { eventually } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { LONG, OFF, OTHER, paperWindow } from "./paperWindow";
import { type ShownSheet, sheetPage } from "./sheets";
import { violationsIn } from "./sidebar";
import { THEMES, useTheme } from "./themes";

let editor: OpenEditor;
let sheet: ShownSheet;

before(async () => {
  if (canRun) editor = await paperWindow(1300);
});

const ANALYSE = "Sparse Diff: Analyse File";
const TITLE = /Analysis of enwik_1024\.txt/;

paperTest("the sheet stands beside the text, with the numbers of its JSON", async () => {
  await editor.editor(TEXT).focus();
  await editor.runCommand(ANALYSE);
  sheet = await sheetPage(editor, TITLE);
  assert.equal(await sheet.fact("bits per byte"), "0.0792");
  assert.match(
    await sheet.fact("Lyapunov exponent"),
    /^\u22120\.0037\d ± 0\.007[67]\d nats a step/,
  );
  await sheet.frame.locator("figure svg.plot").nth(3).waitFor();
  const json = await copiedJson<AnalysisJson>(editor, () => sheet.button("Copy as JSON").click());
  assert.equal(json.bitsPerByte.toFixed(4), "0.0792");
  // In the editor too the native kernels are used where the build made them, but not in a browser.
  const native = !inWeb() && fs.existsSync(`dist/native/${process.platform}-${process.arch}.node`);
  if (process.env.SPARSE_DIFF_NATIVE !== "off")
    assert.equal(json.backend === "native", native, json.backend);
  const norms = await sheet.rows("Norm of the gradient by lag");
  assert.deepEqual(
    norms.map((row) => [row[0], row[5]]),
    json.lags.map(({ k, ratio }) => [String(k), ratio?.toFixed(2)]),
  );
  const memory = await sheet.rows("How much of the past the net needs");
  assert.deepEqual(
    memory.slice(0, -1).map(([m, , n]) => [m, n]),
    json.memory.map((limit) => [String(limit.m), count(limit.count)]),
  );
  const papers = await sheet.rows("The paper's figures");
  assert.deepEqual(
    papers.map(([name, , , is]) => [name, is]),
    json.published?.map((one) => [one.figure, one.reproduces ? "yes" : "no"]),
  );
});

paperTest(
  "a link leads to its byte, which is explained, and another to a neuron's card",
  async () => {
    await sheet.frame.getByRole("button", { name: "byte 58", exact: true }).first().click();
    // Predicted from t = 57: the peak of surprise.
    const hover = editor.page.locator(".monaco-hover:visible");
    await eventually(
      async () => (await hover.allInnerTexts()).join(" "),
      (words) => /byte 58/.test(words) && /5\.89 bits/.test(words),
      "the byte is not explained",
    );
    await editor.screenshot("analysis-link");
    await editor.page.keyboard.press("Escape");
    await sheet.frame.getByRole("button", { name: "h68", exact: true }).first().click();
    // Its card is a tab among the sheets; the analysis is still there.
    await sheetPage(editor, /^h68 in enwik_1024\.txt/);
    await editor.page.locator(".tabs-container .tab", { hasText: "Analysis of" }).click();
    sheet = await sheetPage(editor, TITLE);
  },
);

for (const theme of THEMES)
  paperTest(`the sheet in ${theme}: a picture, and no axe-core finding`, async () => {
    await editor.editor(TEXT).focus();
    await useTheme(editor, theme);
    await editor.screenshot(`analysis-${theme}`);
    assert.deepEqual(await violationsIn(sheet.frame), []);
  });

paperTest("it can be saved as a file", async () => {
  await sheet.button("Save as HTML...").click();
  const to = path.join(editor.folder, "analysis.html");
  await eventually(
    () => editor.input.inputValue(),
    (value) => value.includes("Analysis of enwik_1024.txt.html"),
    "no dialog with the sheet's name",
  );
  await editor.answer(to);
  await eventually(
    async () => fs.existsSync(to),
    (is) => is,
    "it is not saved",
  );
  assert.match(fs.readFileSync(to, "utf8"), /<h1>Analysis of enwik_1024\.txt<\/h1>/);
  fs.rmSync(to);
});

paperTest("it says when its text has changed, and no more when that is undone", async () => {
  const text = editor.editor(TEXT);
  await text.focus();
  await editor.page.keyboard.press("Control+Home");
  await editor.page.keyboard.type("x");
  await eventually(sheet.old, (words) => /has changed since/.test(words), "it does not say so");
  await sheet.frame.getByRole("button", { name: "byte 58", exact: true }).first().click();
  await editor.notification(/has changed, so byte 58 is no longer where it was/);
  await text.focus();
  await editor.page.keyboard.press("Control+z");
  await eventually(sheet.old, (words) => words === "", "it still says so");
  await closeEverything(editor);
});

paperTest("a closed tab comes back at once, and an analysis can be cancelled", async () => {
  await editor.open(TEXT);
  await editor.runCommand(ANALYSE);
  sheet = await sheetPage(editor, TITLE);
  await closeEverything(editor);
  await editor.open(LONG.name);
  await editor.runCommand(ANALYSE);
  const progress = await editor.notification(/Analysing the file/);
  await progress.locator("a.monaco-text-button", { hasText: "Cancel" }).click();
  await progress.waitFor({ state: "hidden" });
  await closeEverything(editor);
});

paperTest("it says why it cannot run", async () => {
  await editor.open(OFF);
  await editor.runByKey("sparseDiff.analyseFile");
  await editor.notification("Attribution is off for off.md: turn it on");
  await editor.open(OTHER);
  await editor.runCommand(ANALYSE);
  sheet = await sheetPage(editor, /Analysis of other\.txt/);
  assert.match(await sheet.fact("Lyapunov exponent"), /^- \(the text is too short\)/);
  await closeEverything(editor);
});
