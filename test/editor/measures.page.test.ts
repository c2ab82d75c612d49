// Measure Faithfulness and Verify Gradients from the palette: progress with numbers, the page beside the text, its JSON, a
// cancellation, and what they say when they cannot run.
import assert from "node:assert/strict";
import { before } from "node:test";
import type { FaithfulnessJson, VerificationJson } from "../../server/protocol/wire/measures";
import { copiedJson } from "./clipboard";
import { closeEverything, type OpenEditor } from "./page";
import { eventually } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { BROKEN, OFF, OTHER, paperWindow, SMALL } from "./paperWindow";

let editor: OpenEditor;

before(async () => {
  if (!canRun) return;
  editor = await paperWindow(1300);
});

const MEASURE = "Sparse Diff: Measure Faithfulness";
const VERIFY = "Sparse Diff: Verify Gradients";

/** The lines of the page shown beside the text, as far as they are on the screen. */
async function pageShown(title: string): Promise<string[]> {
  const shown = editor.page.locator(`.monaco-editor[data-uri*="${encodeURIComponent(title)}"]`);
  await shown.first().waitFor();
  const lines = shown.first().locator(".view-line");
  return eventually(
    async () => (await lines.allInnerTexts()).map((line) => line.replaceAll(/\u00a0/g, " ")),
    (texts) => texts.length > 10,
    "nothing is shown",
  );
}

function copyAsJson<J>(notification: RegExp): Promise<J> {
  return copiedJson<J>(editor, async () => {
    const told = await editor.notification(notification);
    await told.locator("a.monaco-text-button", { hasText: "Copy as JSON" }).click();
  });
}

paperTest("Verify Gradients shows every check, and its JSON can be copied", async () => {
  await editor.editor(TEXT).focus();
  await editor.runCommand(VERIFY);
  const lines = await pageShown("Checks of the gradients");
  const words = lines.join(" ").replaceAll(/ +/g, " ");
  assert.match(words, /enwik_1024\.txt \(1,024 bytes\), model sat_model\.bin/);
  assert.match(words, /All 7 checks passed: on this text the gradients of this model are right/);
  assert.equal(lines.filter((line) => /^\w+ +passed +\S+ +\S+ +[\d,]+ *$/.test(line)).length, 7);
  await editor.screenshot("measures-verify");
  const json = await copyAsJson<VerificationJson>(/enwik_1024\.txt: All 7 checks passed/);
  assert.deepEqual([json.passed, json.checks.length, json.checks[1]?.samples], [true, 7, 336]);
  await closeEverything(editor);
});

paperTest(
  "Measure Faithfulness shows the orders beside the text, which keeps the focus",
  async () => {
    await editor.open(SMALL);
    await editor.runCommand(MEASURE);
    const lines = await pageShown("Faithfulness of the methods");
    const words = lines.join(" ").replaceAll(/ +/g, " ");
    assert.match(words, /small\.txt \(448 bytes\), model small\.bin/);
    assert.match(words, /Integrated gradients come closest/);
    for (const name of ["gradient", "gated", "integrated", "occlusion", "recency", "random"])
      assert.ok(
        lines.some((line) => RegExp(`^${name} +[+\u2212]\\S+ +\\S+ % +\\S+ *$`).test(line)),
        name,
      );
    assert.match(words, /A sample: 121 of the 387 positions, every 3 bytes, from t = 60 to 420/);
    assert.match(words, /lags 0 to 30/);
    // A minus and a no-break space are no mistakes here.
    assert.equal(await editor.page.locator(".unicode-highlight").count(), 0);
    await editor.screenshot("measures-faithfulness");
    await editor.page.keyboard.type("x");
    const text = editor.page.locator(`.monaco-editor[data-uri$="${SMALL}"] .view-lines`);
    await text.filter({ hasText: /^x/ }).waitFor();
    await editor.page.keyboard.press("Backspace");
    const json = await copyAsJson<FaithfulnessJson>(
      /Measured the faithfulness .* at 121 positions/,
    );
    assert.deepEqual([json.sample, json.depth, json.seed], [121, 30, 1]);
    await closeEverything(editor);
  },
);

paperTest("measuring says how far it is; a second one waits its turn; Cancel ends it", async () => {
  await editor.open(TEXT);
  await editor.runCommand(MEASURE);
  const progress = await editor.notification(/Measuring faithfulness: [1-9]\d?\s%/);
  await editor.screenshot("measures-progress");
  await editor.runCommand(MEASURE);
  const told = await editor.notification(/is under way for enwik_1024\.txt already: wait for it/);
  await told.hover();
  await told.locator(".codicon-notifications-clear").click();
  await progress.locator("a.monaco-text-button", { hasText: "Cancel" }).click();
  await eventually(
    () => editor.notifications(),
    (left) => left.every(({ text }) => !text.startsWith("Measuring")),
    "the notification stays",
  );
  // It is free for another one, and nothing is shown of the first.
  await editor.runCommand(VERIFY);
  await pageShown("Checks of the gradients");
  const pages = editor.page.locator(".tab", { hasText: "Faithfulness of the methods" });
  assert.equal(await pages.count(), 0);
  await closeEverything(editor);
});

paperTest("they say why they cannot run", async () => {
  await editor.open(OTHER);
  await editor.runCommand(MEASURE);
  await editor.notification(/other\.txt: 18 bytes; expected at least 62 for depth 30/);
  await editor.open(OFF);
  await editor.runByKey("sparseDiff.verifyGradients");
  const off = await editor.notification("Attribution is off for off.md: turn it on");
  assert.equal(await off.locator("a.monaco-text-button").innerText(), "Turn On");
  await editor.open(BROKEN);
  await editor.runCommand(MEASURE);
  await editor.notification(/missing\.bin/);
  await closeEverything(editor);
  await editor.runByKey("sparseDiff.verifyGradients");
  await editor.notification("No text editor is active: open a file first.");
});
