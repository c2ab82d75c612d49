// The commands, run from the palette and the keyboard: what they do, and what they say when they cannot run.
import assert from "node:assert/strict";
import { before } from "node:test";
import type { CausesJson } from "../../server/protocol/wire/causesJson";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import { copiedJson } from "./clipboard";
import { briefSays, wholeHoverSays } from "./hovers";
import type { OpenEditor } from "./page";
import { eventually, hoverSays, painted, targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { paperWindow } from "./paperWindow";

let editor: OpenEditor;

before(async () => {
  if (!canRun) return;
  editor = await paperWindow();
});

paperTest("Set Threshold refuses an invalid value and keeps a valid one", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 30);
  await targetAt(text, 1, 30);
  await editor.runCommand("Sparse Diff: Set Threshold");
  await editor.pick("Nucleus");
  await editor.answer("120");
  await editor.page
    .locator(".quick-input-message", { hasText: "A number from 50 to 99.9" })
    .waitFor();
  await editor.answer("60");
  await editor.pick("Display");
  const shown = /\+0\.0157.*Threshold: \d+ of 128 neurons and \d+ of 29 lags shown/s;
  await wholeHoverSays(text, 1, 30, shown);
  await editor.page.keyboard.press("Escape");
  await editor.runCommand("Sparse Diff: Toggle Sparsity Threshold");
});

paperTest("tracing sparsely prints its error", async () => {
  const text = editor.editor(TEXT);
  await editor.runCommand("Sparse Diff: Set Threshold");
  await editor.pick("Nucleus");
  await editor.answer("95");
  await editor.pick("While tracing");
  await briefSays(text, 1, 30, /Traced sparsely: [\d.]+ neurons a step, off by/);
  await editor.runCommand("Sparse Diff: Toggle Sparsity Threshold");
  await hoverSays(text, 1, 30, /^(?!.*Traced sparsely).*Decisive/s);
});

paperTest("Select Method: a method other than the paper's is shown by name", async () => {
  const text = editor.editor(TEXT);
  await editor.runCommand("Sparse Diff: Select Method");
  await editor.pick("gated");
  await briefSays(text, 1, 30, /Strongest bytes by gated \(nats\): '\/'\s\(k\s4\)\s\+0\.0061\d?/);
  await wholeHoverSays(text, 1, 30, /gated.*\t4\t'\/'\t\+0\.0061\d?/s);
  await editor.page.keyboard.press("Escape");
  await editor.runCommand("Sparse Diff: Select Method");
  await editor.pick("gradient");
});

paperTest("Next Strong Offset pins the trace and steps through it", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 30);
  await targetAt(text, 1, 30);
  await editor.runCommand("Sparse Diff: Previous Strong Offset");
  const { pins } = await eventually(
    () => painted(text),
    (p) => p.pins.length === 1,
    "not pinned",
  );
  assert.equal(pins[0]?.startColumn, 30);
  const items = await editor.statusBar();
  assert.ok(items.some((item) => /k \d+: .* at byte \d+, [+\u2212][\d.]+ nats/.test(item.text)));
  await editor.runIfOffered("Sparse Diff: Clear Pins");
});

paperTest("Copy Trace as JSON has the command line's names", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 30);
  type Copied = TraceJson & { causes: CausesJson };
  const copy = () => editor.runCommand("Sparse Diff: Copy Trace as JSON");
  const trace = await copiedJson<Copied>(editor, copy);
  assert.deepEqual([trace.position, trace.target, trace.neurons[0].neuron], [28, 0x6d, 113]);
  assert.equal(trace.offsets.length, 29);
  const { sufficient, necessary, occlusion } = trace.causes;
  assert.deepEqual([sufficient.lags, necessary.lags], [[8, 16, 17, 19, 25, 28], [21]]);
  assert.equal(occlusion.length, 29);
});

paperTest("Read Attribution at Cursor opens the whole answer as plain text", async () => {
  await editor.runCommand("Sparse Diff: Read Attribution at Cursor");
  const reading = editor.page.locator('.monaco-editor[data-uri^="sparse-diff-reading"]');
  await reading.first().waitFor();
  const words = (await reading.first().locator(".view-lines").innerText()).replaceAll(
    "\u00a0",
    " ",
  );
  assert.match(words, /'m' at byte 29, predicted from t = 28/);
  assert.match(words, /Decisive: .* \(k 21\), 13\.6 bits without it\./);
  assert.match(words, /h113: gradient \+0\.00345/);
  const { target } = await painted(editor.editor(TEXT));
  assert.equal(target?.startColumn, 30, "the trace stays beside the reading");
  await editor.screenshot("command-read");
  await editor.runCommand("View: Close Editor");
});

paperTest("commands say why they cannot run", async () => {
  await editor.editor(TEXT).focus();
  await editor.runByKey("sparseDiff.clearPins");
  await editor.notification("This file has no pins.");
  await editor.runCommand("View: Close All Editors");
  await editor.runByKey("sparseDiff.traceAtCursor");
  await editor.notification("No text editor is active: open a file first.");
});
