// Counting beside the net in a real VS Code on the paper's text: the number and the earlier match in the hover with its link and
// the way back, the layer with its legend, the status bar's tooltip, the commands and the marks of the ruler.
import assert from "node:assert/strict";
import { before } from "node:test";
import { copiedJson } from "./clipboard";
import { briefSays, wholeHoverSays } from "./hovers";
import type { OpenEditor } from "./page";
import { eventually, hoverStatus, painted } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { paperSidebar } from "./paperWindow";
import type { Sidebar } from "./sidebar";
import { useTheme } from "./themes";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (canRun) ({ editor, sidebar } = await paperSidebar());
});

/** What the commands say of a byte. @param other of its number */
const surprise = (other: string) =>
  new RegExp(`Surprise: byte ${other}(\\d+) cost the net [\\d.]+ bits, counting [\\d.]+`);

/** Where the caret is, as VS Code's status bar says. */
const caretSays = (wanted: RegExp) =>
  eventually(
    async () => (await editor.statusBar()).map(({ text }) => text).join("|"),
    (said) => wanted.test(said),
    `the status bar does not say ${wanted}`,
  );

paperTest(
  "the hover says what counting pays, and the link goes to the earlier place and back",
  async () => {
    const text = editor.editor(TEXT);
    await text.placeCaret(19, 36);
    await caretSays(/Ln 19, Col 36/);
    await briefSays(text, 19, 36, /bits · counting 9\.31 bits · rank/);
    const said = await wholeHoverSays(text, 19, 36, /Seen before/);
    assert.match(said, /bits · counting 9\.31 bits · rank/);
    assert.match(said, /Seen before: these 11 bytes stand at line 5, followed by '1'/);
    await editor.screenshot("counting-hover-dark");
    await text.hoverElement.getByText("line 5").first().click();
    await caretSays(/Ln 5, Col 26 \(11 selected\)/);
    await editor.runCommand("Go Back");
    await caretSays(/Ln 19, Col 36/);
    await wholeHoverSays(text, 1, 31, /These 4 bytes are new here\./);
    await editor.page.keyboard.press("Escape");
  },
);

paperTest("the layer net - counting: its colours, and both means in the legend", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 1);
  await sidebar.control("Layer").selectOption("netMinusCounting");
  await sidebar.legendSays(
    /Full colour at [\d.]+ bits, .* Above zero counting knows better, below zero the net does\. Bits per byte: net 0\.0792, counting 2\.57, over 1,023 predictions\./,
  );
  await sidebar.page.getByText("counting better (solid)").waitFor();
  const { tints } = await eventually(
    () => painted(text),
    (p) => p.tints.length > 100,
    "the layer is not painted",
  );
  assert.ok(tints.some(({ sign }) => sign < 0));
  await editor.screenshot("counting-layer-dark");
  await useTheme(editor, "light", sidebar);
  await editor.screenshot("counting-layer-light");
  await useTheme(editor, "dark", sidebar);
  await sidebar.control("Layer").selectOption("trace");
});

paperTest("the status bar's tooltip has both means", async () => {
  await hoverStatus(editor);
  await eventually(
    async () => (await editor.page.locator(".monaco-hover:visible").allInnerTexts()).join("\n"),
    (said) =>
      /0\.0792 bits per byte/.test(said) &&
      /Counting the bytes before \(order 5\) pays 2\.57 bits per byte\./.test(said),
    "the tooltip has not both means",
  );
  await editor.page.keyboard.press("Escape");
});

paperTest(
  "Next and Previous Surprise and Where Counting Wins go there and say what it cost",
  async () => {
    const text = editor.editor(TEXT);
    await text.placeCaret(1, 1);
    await editor.runCommand("Sparse Diff: Next Surprise");
    const first = await caretSays(surprise(""));
    const [, byte] = surprise("").exec(first) ?? [];
    await editor.runCommand("Sparse Diff: Previous Surprise");
    // Another byte, so not the message of the command before: the text takes the focus when it comes.
    await caretSays(surprise(`(?!${byte} )`));
    await editor.runCommand("Sparse Diff: Next Where Counting Wins");
    await caretSays(/Where Counting Wins: byte \d+ cost the net [\d.]+ bits, counting [\d.]+/);
  },
);

paperTest("Copy Trace as JSON has what counting says", async () => {
  await editor.editor(TEXT).placeCaret(19, 36);
  type Counting = { order: number; bits: number; match: unknown };
  const copy = () => editor.runCommand("Sparse Diff: Copy Trace as JSON");
  const { counting } = await copiedJson<{ counting: Counting }>(editor, copy);
  assert.deepEqual([counting.order, counting.match], [5, { length: 11, at: 378, next: 49 }]);
  assert.equal(counting.bits.toFixed(3), "9.308");
});
