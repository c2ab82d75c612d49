// A file that takes seconds to read: unread parts are pending and get their colours without further action, and
// typing in the middle gives the same colours as reading the text afresh. test/bench measures how long each takes.
import assert from "node:assert/strict";
import { before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { generalWindow, LONG } from "./generalWindow";
import { type OpenEditor, pageTest } from "./page";
import {
  eventually,
  type Painted,
  painted,
  statusSays,
  type TextEditor,
  targetAt,
} from "./painted";
import { slowServers } from "./servers";

const { name: FILE, lines: LINES } = LONG;
const MIDDLE = LINES / 2;
const TYPED = "<b>thirty characters of it</b>";
let editor: OpenEditor;
let text: TextEditor;

before(async () => {
  editor = await generalWindow();
});

pageTest(
  "the end of the file is pending at first and is coloured when the reading reaches it",
  async () => {
    const percents: number[] = [];
    let hatched = 0;
    const note = async () => {
      const seen = await look();
      if (seen.percent === undefined) return;
      assert.deepEqual([seen.target, seen.tints], [undefined, []]);
      percents.push(seen.percent);
      hatched = Math.max(hatched, seen.hatched);
    };
    const goOn = slowServers(editor);
    try {
      text = await editor.open(FILE);
      await editor.goTo(LINES - 1, 40);
      await statusSays(editor, /Reading the file: \d+ %/);
      await eventually(
        note,
        () => new Set(percents).size > 1 && hatched > 0,
        "the end is not hatched, with a percent that grows",
      );
    } finally {
      await goOn();
    }
    assert.deepEqual(
      percents,
      percents.toSorted((a, b) => a - b),
    );
    const coloured = await targetAt(text, LINES - 1, 40);
    assert.ok(coloured.prediction);
    await eventually(
      look,
      ({ hatched, percent }) => hatched === 0 && percent === undefined,
      "it is coloured and pending at once",
    );
  },
);

pageTest("typing in the middle gives exactly the colours of the new text", async () => {
  await text.placeCaret(MIDDLE, 30);
  const untouched = await settled(MIDDLE, 30);
  await editor.page.keyboard.type(TYPED);
  const typed = await settled(MIDDLE, 30 + TYPED.length);
  for (const { line, endColumn } of typed.tints)
    assert.ok(line < MIDDLE || endColumn <= 30 + TYPED.length, "what comes after is tinted");

  await text.save();
  await editor.page.keyboard.press("ArrowLeft");
  await settled(MIDDLE, 29 + TYPED.length);
  await editor.runCommand("View: Revert and Close Editor");
  await text.element.waitFor({ state: "detached" });
  await editor.open(FILE);
  await text.placeCaret(MIDDLE, 30 + TYPED.length);
  assert.deepEqual(await settled(MIDDLE, 30 + TYPED.length), typed, "read afresh it is another");

  for (let i = 0; i < TYPED.length; i++) await editor.page.keyboard.press("Backspace");
  assert.deepEqual(await settled(MIDDLE, 30), untouched, "the first bytes have other numbers now");
});

/** The colours once this character is explained and nothing changes any more. Causes, which come when they are found, apart. */
async function settled(line: number, column: number): Promise<Omit<Painted, "causes">> {
  const colours = ({ causes: _, ...all }: Painted) => all;
  let last = colours(await targetAt(text, line, column));
  for (let same = 0; same < 4; ) {
    await sleep(100);
    const now = colours(await painted(text));
    // Colours of the text before an edit stay until its own come, and have no prediction beside them.
    const isStale = now.prediction === undefined;
    same = !isStale && JSON.stringify(now) === JSON.stringify(last) ? same + 1 : 0;
    last = now;
  }
  // With unsaved edits the text comes from the page, whose spaces are no-break spaces.
  return JSON.parse(JSON.stringify(last).replaceAll("\u00a0", " "));
}

/** The colours, and the note and hatching shown in their place. */
async function look() {
  const { tints, target } = await painted(text);
  const all = await text.decorations();
  const note = all.find(({ kind, text }) => kind === "after" && /not\sread\syet/.test(text));
  const percent = /(\d+)\s%/.exec(note?.text ?? "")?.[1];
  const hatched = await text.element
    .locator('.view-line span[class*="TextEditorDecorationType"]')
    .evaluateAll(
      (spans) =>
        spans.filter((span) => getComputedStyle(span).backgroundImage.includes("repeating")).length,
    );
  return { tints, target, hatched, percent: percent === undefined ? undefined : Number(percent) };
}
