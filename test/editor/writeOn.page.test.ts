// Write On from the Caret in a real VS Code, on the paper's text: ghost text that is never in the file, each character with
// a hover of its own, gone with Escape, an edit or a moved caret, inserted when asked and undone in one step.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before, beforeEach } from "node:test";
import { openHover } from "../tools/editor-host/page/hover.mjs";
import { type OpenEditor, openEditor } from "./page";
import { eventually, painted, type TextEditor } from "./painted";
import { canRun, paperFiles, paperSettings, paperTest, TEXT } from "./paperFiles";
import { paperWindow } from "./paperWindow";
import { useTheme } from "./themes";

const WRITE_ON = "Sparse Diff: Write On from the Caret";
const SAMPLED = "Sparse Diff: Write On from the Caret, Sampled";
const INSERT = "Sparse Diff: Insert Continuation";
/** Column of byte 201, on the first line. */
const COLUMN = 202;
const LAST_COLUMN = 39;
const LIKELIEST = "ml/export-0.3/ h";
const FIRST_SAMPLE = "ml/export-0.3.xs";

let editor: OpenEditor;
let text: TextEditor;

before(async () => {
  if (canRun) editor = await paperWindow();
});

beforeEach(async () => {
  if (!canRun) return;
  text = editor.editor(TEXT);
  // First, because the lines below move when it goes.
  await editor.runIfOffered("Sparse Diff: Hide Continuation");
  await ghostIs("");
  await text.placeCaret(1, COLUMN);
});

/** The parts of inlay hints on the screen, which no other extension here makes. */
const parts = () => text.element.locator('.view-line span[class*="dyn-rule"]');

async function ghost(): Promise<string> {
  return (await parts().allTextContents())
    .join("")
    .replaceAll("\u2060", "")
    .replaceAll("\u00a0", " ")
    .trimEnd();
}

function ghostIs(words: string): Promise<string> {
  return eventually(ghost, (now) => now === words, `the ghost is not '${words}'`);
}

const isDirty = async () =>
  (await editor.page.locator(`.tab.dirty[data-resource-name="${TEXT}"]`).count()) > 0;

/** The text as the editor holds it, around the caret: the ghost left out. */
async function line(): Promise<string> {
  const words = await text.element.locator(".view-lines").evaluate((lines) => {
    const copy = lines.cloneNode(true) as Element;
    for (const part of copy.querySelectorAll('[class*="dyn-rule"]')) part.remove();
    return copy.textContent ?? "";
  });
  return words.replaceAll("\u00a0", " ");
}

const TRUE = 'org/xml/export-0.3.xsd" version="0.3"';

/**
 * Hovers a character of the ghost, again and again until the hover says this: VS Code's own line about definitions may come
 * before the answer, and a new ghost a moment after the command.
 * @param along where on the character, from 0 to 1
 */
function hoverPart(index: number, words: RegExp, along = 0.5): Promise<string> {
  const place = async () => {
    const box = await eventually(
      () => parts().nth(index).boundingBox(),
      (now) => now !== null,
      "the ghost has no such part on the screen",
    );
    assert.ok(box);
    return { x: box.x + box.width * along, y: box.y + box.height / 2 };
  };
  return eventually(
    async () => (await openHover(editor.page, text.element, place, 10_000))?.text ?? "",
    (said) => words.test(said),
    `the hover of character ${index} does not say ${words}`,
  );
}

paperTest(
  "ghost text stands at the caret; the file's text and its tab stay as they are",
  async () => {
    await editor.runCommand(WRITE_ON);
    await ghostIs(LIKELIEST);
    assert.ok((await line()).includes(TRUE));
    assert.equal(await isDirty(), false);
    const { prediction } = await painted(text);
    assert.equal(prediction, undefined, "the prediction stands beside the ghost");
    const saved = fs.readFileSync(path.join(editor.folder, TEXT), "utf8");
    assert.ok(saved.includes(TRUE));
  },
);

paperTest("hovering a ghost character shows its own answer and moves the trace there", async () => {
  await editor.runCommand(WRITE_ON);
  await ghostIs(LIKELIEST);
  for (const along of [0.2, 0.8])
    await hoverPart(1, /'l' written on at byte 202, predicted from t = 201 \('m'\)/, along);
  const second = await hoverPart(
    1,
    /Byte 2 of the 16 that the net wrote, most likely; not in the file. Lag 0 is its own byte/,
  );
  assert.match(second, /p 0\.999 · 0\.00163 bits · rank 1 of 256/);
  const tenth = await hoverPart(9, /Insert · Write more · Hide/);
  assert.match(tenth, /'-' written on at byte 210, predicted from t = 209 \('t'\)/);
  const { tints, target } = await painted(text);
  assert.equal(target, undefined);
  assert.ok(tints.length > 0);
  assert.equal(await ghost(), LIKELIEST, "a hover has hidden the ghost");
});

paperTest("the same command writes more, until the editor has no room for it", async () => {
  await editor.runCommand(WRITE_ON);
  await ghostIs(LIKELIEST);
  await editor.runCommand(WRITE_ON);
  const longer = (now: string) => now.startsWith(LIKELIEST) && now.length > LIKELIEST.length;
  const all = await eventually(ghost, longer, "no more came");
  assert.equal(all.length, 21); // of 43, since each takes two
  await editor.runCommand(WRITE_ON);
  await editor.notification("The editor has no room for more");
  assert.equal(await ghost(), all);
  await editor.runCommand("Notifications: Clear All Notifications");
});

paperTest("samples are drawn with one seed after another", async () => {
  await editor.runCommand(SAMPLED);
  await ghostIs(FIRST_SAMPLE);
  await hoverPart(0, /sampled, seed 1, temperature 1; not in the file/);
  await editor.runCommand(SAMPLED);
  await hoverPart(0, /sampled, seed 2, temperature 1; not in the file/);
  await editor.runCommand(WRITE_ON);
  await ghostIs(LIKELIEST);
});

paperTest("Escape hides the ghost, and the prediction comes back", async () => {
  await editor.runCommand(WRITE_ON);
  await ghostIs(LIKELIEST);
  await text.focus();
  await editor.page.keyboard.press("Escape");
  await ghostIs("");
  await eventually(
    () => painted(text),
    ({ prediction }) => prediction !== undefined,
    "the prediction does not come back",
  );
  assert.equal(await isDirty(), false);
});

paperTest("a moved caret hides the ghost, and so does typing", async () => {
  await editor.runCommand(WRITE_ON);
  await ghostIs(LIKELIEST);
  await text.focus();
  await editor.page.keyboard.press("ArrowLeft");
  await ghostIs("");
  await text.placeCaret(1, COLUMN);
  await editor.runCommand(WRITE_ON);
  await ghostIs(LIKELIEST);
  await text.focus();
  await editor.page.keyboard.type("Q");
  await ghostIs("");
  assert.ok((await line()).includes(`org/xQ${TRUE.slice(5)}`));
  await editor.page.keyboard.press("Control+z");
  await eventually(line, (words) => words.includes(TRUE), "the typed byte is not undone");
  await eventually(isDirty, (dirty) => !dirty, "the file is not as it was");
});

paperTest("Insert Continuation puts it into the text, and one undo takes it out", async () => {
  await editor.runCommand(WRITE_ON);
  await ghostIs(LIKELIEST);
  await editor.runCommand(INSERT);
  await ghostIs("");
  await eventually(
    line,
    (words) => words.includes(`org/x${LIKELIEST}${TRUE.slice(5)}`),
    "nothing was inserted",
  );
  assert.equal(await isDirty(), true);
  await text.focus();
  await editor.page.keyboard.press("Control+z");
  await eventually(line, (words) => words.includes(TRUE), "one undo does not take it out");
  await eventually(isDirty, (dirty) => !dirty, "the file is not as it was");
  await editor.runByKey("sparseDiff.acceptContinuation");
  await editor.notification("Nothing is written on here: run Write On from the Caret first.");
  await editor.runCommand("Notifications: Clear All Notifications");
});

paperTest("in every theme the ghost is told from the text", async () => {
  for (const theme of ["light", "dark"] as const) {
    await useTheme(editor, theme);
    await editor.runIfOffered("Sparse Diff: Hide Continuation");
    await ghostIs("");
    // At the end of the text, with a line end that is named.
    await text.placeCaret(20, LAST_COLUMN);
    await editor.runCommand(WRITE_ON);
    await ghostIs("mespace><LF>      <");
    const colours = await parts()
      .nth(3)
      .evaluate((part) => {
        const { color, backgroundColor } = getComputedStyle(part);
        const beside = part.closest(".view-line")?.querySelector("span > span");
        return { color, backgroundColor, text: beside && getComputedStyle(beside).color };
      });
    assert.notEqual(colours.color, colours.text);
    assert.doesNotMatch(colours.backgroundColor, /^(transparent|rgba\(0, 0, 0, 0\))$/);
    await editor.screenshot(`writeon-${theme}`);
    await hoverPart(1, /written on at byte 1025/);
    await editor.screenshot(`writeon-hover-${theme}`);
  }
});

paperTest("where inlay hints are off it says so, with a button to the setting", async () => {
  editor = await openEditor({
    files: paperFiles(),
    open: TEXT,
    settings: { "editor.inlayHints.enabled": "off" },
    workspaceSettings: paperSettings,
  });
  text = editor.editor(TEXT);
  await text.placeCaret(1, COLUMN);
  await editor.runCommand(WRITE_ON);
  const told = await editor.notification("editor.inlayHints.enabled is 'off' here");
  await told.getByText("Open Setting", { exact: true }).click();
  const found = editor.page.locator(".settings-editor .setting-item-label", { hasText: "Enabled" });
  await found.first().waitFor();
  assert.equal(await ghost(), "");
});
