// What a prediction rests on, in a real VS Code on the paper's text: the hover's line with its links, the outlines in the
// text, at the caret without a hover, and switched off.
import assert from "node:assert/strict";
import { before } from "node:test";
import { briefSays, wholeHoverSays } from "./hovers";
import type { OpenEditor } from "./page";
import { eventually, hoverSays, painted, type TextEditor } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { paperWindow } from "./paperWindow";

let editor: OpenEditor;

before(async () => {
  if (canRun) editor = await paperWindow();
});

const outlined = (text: TextEditor, wanted: readonly string[]) =>
  eventually(
    async () =>
      (await painted(text)).causes
        .map((c) => `${c.line}:${c.startColumn}${c.isDecisive ? "!" : ""}`)
        .sort(),
    (found) => found.join(" ") === [...wanted].sort().join(" "),
    `the outlines are not ${wanted.join(" ")}`,
  );

paperTest(
  "the hover of 'x' at byte 11 says that 'm' and '<' are enough and 'm' decides",
  async () => {
    const text = editor.editor(TEXT);
    const brief = await briefSays(text, 1, 12, /Decisive/);
    assert.match(brief, /Enough alone: 'm' \(k 9\), '<' \(k 10\), 0\.841 bits\./);
    assert.doesNotMatch(brief, /a slope, not a cause/);
    const said = await wholeHoverSays(text, 1, 12, /Decisive/);
    const lines = said.split("\n").filter((line) => line.trim() !== "");
    const at = (words: RegExp) => lines.findIndex((line) => words.test(line));
    assert.match(said, /Enough alone: 'm' \(k 9\), '<' \(k 10\), 0\.841 bits\./);
    assert.match(said, /Decisive: 'm' \(k 9\), 12\.0 bits without it\./);
    assert.match(said, /found in 66 runs of the net, other bytes replaced by the mean embedding/);
    assert.match(said, /another top lag \(chance 1 in 11\)/);
    assert.doesNotMatch(said, /a slope, not a cause/);
    assert.ok(at(/p 0\.996/) < at(/Enough alone/) && at(/Enough alone/) < at(/Likeliest/), said);
    await outlined(text, ["1:1", "1:2!"]);
    await editor.screenshot("causes-hover-dark");
    await editor.page.keyboard.press("Escape");
  },
);

paperTest("a byte's name in the hover goes there and explains it", async () => {
  const text = editor.editor(TEXT);
  await hoverSays(text, 1, 12, /Decisive/);
  const hover = await text.hoverAt(1, 12);
  await hover.element.locator("a", { hasText: "'m' (k 9)" }).first().click();
  await eventually(
    () => painted(text),
    ({ target }) => target?.line === 1 && target.startColumn === 2,
    "'m' is not explained",
  );
});

paperTest(
  "at the caret the outlines come without a hover, and go with the text they were of",
  async () => {
    const text = editor.editor(TEXT);
    await text.placeCaret(1, 12);
    await outlined(text, ["1:1", "1:2!"]);
    await editor.page.keyboard.type("q");
    await eventually(
      () => painted(text),
      ({ causes, target }) => target?.startColumn === 13 && causes.every((c) => c.startColumn < 13),
      "the outlines are of the old text",
    );
    await editor.runCommand("Undo");
    await text.placeCaret(1, 12);
    await outlined(text, ["1:1", "1:2!"]);
  },
);

paperTest("Toggle Causes takes both away; Causal Check looks all the same", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 30);
  await eventually(
    () => painted(text),
    ({ causes }) => causes.some((cause) => cause.isDecisive && cause.startColumn === 8),
    "the byte at k 21 is not outlined before they are switched off",
  );
  await editor.runCommand("Sparse Diff: Toggle Causes");
  await outlined(text, []);
  await briefSays(text, 2, 10, /a slope, not a cause|Nearly certain/);
  await text.placeCaret(1, 30);
  await editor.runCommand("Sparse Diff: Causal Check at Cursor");
  await eventually(
    async () => (await text.hoverText()) ?? "",
    (words) => /Decisive: .* \(k 21\), 13\.6 bits without it/.test(words),
    "the check says nothing",
  );
  await editor.runCommand("Sparse Diff: Toggle Causes");
  await text.placeCaret(1, 12);
  await outlined(text, ["1:1", "1:2!"]);
});
