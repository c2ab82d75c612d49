// The paper's own text and model in a real VS Code, by mouse: the worked example of t = 28.
import assert from "node:assert/strict";
import { before } from "node:test";
import { briefSays, wholeHoverAt } from "./hovers";
import type { OpenEditor } from "./page";
import { eventually, painted, targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { paperWindow } from "./paperWindow";

let editor: OpenEditor;

before(async () => {
  if (canRun) editor = await paperWindow();
});

paperTest("hovering the 'm' of www.mediawiki explains byte 29", async () => {
  const text = editor.editor(TEXT);
  const brief = await briefSays(text, 1, 30, /Decisive/);
  assert.match(brief, /'m' at byte 29, predicted from t = 28 \('\.'\)/);
  assert.match(brief, /p 0\.998/);
  assert.match(brief, /0\.00283 bits/);
  assert.match(brief, /Strongest bytes \(nats\): '\/'\s\(k\s4\)\s\+0\.0157/);
  await editor.screenshot("paper-hover-dark");
  const hover = await wholeHoverAt(text, 1, 30);
  const rows = hover.text.split("\n").filter((row) => /^h\d+/.test(row));
  assert.equal(rows.length, 5);
  assert.match(rows[0]!, /^h113\s+card\s+\+0\.0034?5/);
  assert.match(rows[0]!, /4\s+'\/'\s+\+0\.0157/);

  const { tints, target } = await targetAt(text, 1, 30);
  assert.equal(target?.text, "m");
  const before = tints.filter(({ line, startColumn }) => line === 1 && startColumn < 30);
  assert.equal(before.length, tints.length, "only bytes before the target are tinted");
  assert.ok(before.some(({ sign }) => sign === 1) && before.some(({ sign }) => sign === -1));
  // k = 4 is byte 24, column 25: the strongest of k = 1..8, and it raises.
  assert.ok(before.some((t) => t.startColumn <= 25 && 25 < t.endColumn && t.sign === 1));
  for (const { sign, borderStyle } of tints) {
    assert.match(borderStyle, sign > 0 ? /^solid/ : /^dotted/);
  }
  await editor.screenshot("paper-hover-whole-dark");
  await editor.page.keyboard.press("Escape");
});

paperTest("no table or picture is wider than the hover", async () => {
  const hover = await wholeHoverAt(editor.editor(TEXT), 1, 30);
  const widths = await hover.element.evaluate((element) =>
    [...element.querySelectorAll(".hover-contents, table, img")].map((part) => [
      part.scrollWidth,
      part.clientWidth,
      (part.parentElement?.clientWidth ?? 0) - part.clientWidth,
    ]),
  );
  assert.ok(widths.length >= 3);
  for (const [scroll = 0, client = 0, room = 0] of widths) {
    assert.ok(scroll <= client + 1 && room >= 0, JSON.stringify(widths));
  }
  await editor.page.keyboard.press("Escape");
});

paperTest("the trace follows the caret again when it moves, with the dim prediction", async () => {
  const text = editor.editor(TEXT);
  await text.hoverAt(1, 30);
  await targetAt(text, 1, 30);
  await text.placeCaret(1, 12);
  const { prediction } = await targetAt(text, 1, 12);
  assert.match(prediction ?? "", /'x'\s0\.996/u);
});

paperTest("a pin keeps the trace while the caret and the pointer move away", async () => {
  const text = editor.editor(TEXT);
  const hover = await text.hoverAt(1, 30);
  await hover.element.getByText("Pin", { exact: true }).click();
  await eventually(
    () => painted(text),
    ({ pins }) => pins.some(({ startColumn }) => startColumn === 30),
    "no pin at 1:30",
  );
  await text.placeCaret(3, 5);
  await text.hoverAt(2, 4);
  const { target } = await painted(text);
  assert.deepEqual([target?.line, target?.startColumn], [1, 30]);
  await editor.runIfOffered("Sparse Diff: Clear Pins");
  await targetAt(text, 3, 5);
});

paperTest("a threshold shows fewer tints; turning it off shows them all again", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 30);
  const count = async () =>
    (await painted(text)).tints.reduce((sum, t) => sum + t.endColumn - t.startColumn, 0);
  await targetAt(text, 1, 30);
  const all = await count();
  await editor.runCommand("Sparse Diff: Toggle Sparsity Threshold");
  const fewer = await eventually(count, (n) => n < all, "the threshold hides nothing");
  assert.ok(fewer > 0);
  await editor.runCommand("Sparse Diff: Toggle Sparsity Threshold");
  await eventually(count, (n) => n === all, "the tints do not come back");
});
