// Texts whose bytes, UTF-16 units and characters differ: every outline, tint and number is at the right byte, before
// and after an edit above the caret. Uses the paper's model, which need not know the text.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { OpenEditor } from "./page";
import { eventually, painted, statusSays, targetAt } from "./painted";
import { canRun, paperTest } from "./paperFiles";
import { paperSidebar, UNICODE } from "./paperWindow";
import type { Sidebar } from "./sidebar";

const FILE = UNICODE;
let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (!canRun) return;
  ({ editor, sidebar } = await paperSidebar());
  // The model has never seen these bytes, so their values are small next to the others.
  await sidebar.control("Scale").selectOption("fixed");
  await editor.open(FILE);
  await statusSays(editor, /bits\/byte/);
});
after(async () => {
  if (editor) await sidebar.control("Scale").selectOption("target");
});

paperTest(
  "a character of three bytes: explains its first byte and links to the others",
  async () => {
    const text = editor.editor(FILE);
    const hover = await text.hoverAt(1, 2);
    assert.match(hover.text, /'€' 1\/3 \(0xE2\) at byte 1, predicted from t = 0 \('a'\)/);
    assert.match(hover.text, /Bytes of '€': 0xE2 0x82 0xAC/);
    await hover.element.getByText("0xAC", { exact: true }).click();
    const second = await eventually(
      () => hover.element.innerText(),
      (words) => /3\/3/.test(words),
      "the hover does not explain the third byte",
    );
    assert.match(second, /'€' 3\/3 \(0xAC\) at byte 3, predicted from t = 2/);
    const { target } = await painted(text);
    assert.deepEqual([target?.startColumn, target?.text], [2, "\u20ac"]);
  },
);

paperTest("a surrogate pair is one character", async () => {
  const text = editor.editor(FILE);
  const hover = await text.hoverAt(2, 2);
  assert.match(hover.text, /'\u{1F600}' 1\/4 \(0xF0\) at byte 9, predicted from t = 8/u);
  await text.placeCaret(2, 4);
  const { tints, target } = await targetAt(text, 2, 4);
  assert.equal(target?.text, "y");
  const face = tints.find(({ line, startColumn }) => line === 2 && startColumn === 2);
  assert.deepEqual([face?.text, face?.endColumn, face?.sign], ["\u{1F600}", 4, -1]);
});

paperTest("the end of a CRLF line is one marker and can be explained", async () => {
  const text = editor.editor(FILE);
  await text.placeCaret(2, 5);
  const hovered = await eventually(
    () => painted(text),
    ({ lineEnds }) => lineEnds.some(({ line, isTarget }) => line === 2 && isTarget),
    "the line end is not outlined",
  );
  assert.equal(hovered.lineEnds.filter(({ line }) => line === 1).length, 1);
  await editor.screenshot("texts-line-end");
});

paperTest("an edit above the caret moves every colour and number to its new byte", async () => {
  const text = editor.editor(FILE);
  await text.placeCaret(2, 4);
  await targetAt(text, 2, 4);
  await text.placeCaret(1, 1);
  await editor.page.keyboard.type("\u20ac\n");
  await text.hoverAt(3, 4).then((hover) => {
    // Five bytes more in front: the three of the euro sign, and CR and LF of the new line.
    assert.match(
      hover.text,
      /'y' at byte 18, predicted from t = 17 \('\u{1F600}' 4\/4 \(0x80\)\)/u,
    );
  });
  const { target } = await targetAt(text, 3, 4);
  assert.equal(target?.text, "y");
  for (let i = 0; i < 6; i++) await editor.runCommand("Undo");
  const hover = await text.hoverAt(2, 4);
  assert.match(hover.text, /'y' at byte 13/);
});

paperTest("a pin moves with the text", async () => {
  const text = editor.editor(FILE);
  await text.placeCaret(4, 5);
  await targetAt(text, 4, 5);
  await editor.runCommand("Sparse Diff: Pin");
  await text.placeCaret(1, 1);
  await editor.page.keyboard.type("ab\n");
  const pinned = await eventually(
    () => painted(text),
    ({ target, pins }) => target?.line === 5 && pins[0]?.line === 5,
    "the pin did not move",
  );
  assert.equal(pinned.target?.text, "z");
  await editor.runIfOffered("Sparse Diff: Clear Pins");
});
