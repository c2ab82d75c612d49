// A layer that colours every character of a long file: the screen is coloured and so is what is scrolled to. Typing
// in the middle gives the same colours as reading the text afresh and leaves those before it unchanged.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { generalSidebar, LAYER } from "./generalWindow";
import { type OpenEditor, pageTest } from "./page";
import { eventually, statusSays, type TextEditor } from "./painted";

const FILE = LAYER.name;
const MIDDLE = LAYER.lines / 2;
const TYPED = "<b>typed</b>";
let editor: OpenEditor;
let text: TextEditor;
let leave: () => Promise<void>;

before(async () => {
  ({ editor, text, leave } = await generalSidebar(FILE, [
    ["Layer", "surprise"],
    ["Scale", "fixed"], // the largest on the screen changes with every key
  ]));
  await statusSays(editor, /bits\/byte/);
});
after(() => leave?.());

pageTest("a layer colours the screen and what is scrolled to", async () => {
  await text.placeCaret(MIDDLE, 10);
  const here = await settled();
  const lines = new Set(here.map(({ line }) => line));
  assert.ok(lines.has(MIDDLE) && lines.size > 10, `only lines ${[...lines]}`);
  for (let i = 0; i < 4; i++) await editor.page.keyboard.press("PageDown");
  const below = await settled();
  assert.ok(below.some(({ line }) => line > Math.max(...lines) + 20));
});

pageTest(
  "typing under a layer gives the colours of the new text and keeps those before it",
  async () => {
    await text.placeCaret(MIDDLE, 10);
    const untouched = await settled();
    await editor.page.keyboard.type(TYPED);
    const typed = await settled();
    const before = (all: readonly Box[]) => all.filter(({ line }) => line < MIDDLE);
    assert.ok(before(untouched).length > 10);
    assert.deepEqual(before(typed), before(untouched));

    await text.save(); // closing an unsaved file would ask first
    await editor.runCommand("View: Close Editor");
    await text.element.waitFor({ state: "detached" });
    await editor.open(FILE);
    await text.placeCaret(MIDDLE, 10 + TYPED.length);
    assert.deepEqual(await settled(), typed, "read afresh it is another");
  },
);

interface Box {
  readonly line: number;
  readonly startColumn: number;
  readonly endColumn: number;
  readonly colour: string | undefined;
}

/** The tinted boxes on lines that are entirely on the screen, once nothing changes any more. */
async function settled(): Promise<Box[]> {
  let last = await eventually(look, ({ boxes }) => boxes.length > 50, "the screen is not coloured");
  for (let same = 0; same < 6; ) {
    await sleep(100);
    const now = await look();
    same = !now.isStale && JSON.stringify(now) === JSON.stringify(last) ? same + 1 : 0;
    last = now;
  }
  return last.boxes;
}

/** Colours of the text before an edit stay until its own come, without a prediction beside them. */
async function look(): Promise<{ readonly boxes: Box[]; readonly isStale: boolean }> {
  const all = await text.decorations();
  const isStale = !all.some(({ kind, text }) => kind === "after" && text.includes("\u27f6"));
  const boxes = all
    .filter(({ kind, style }) => kind === "box" && style.backgroundColor !== "rgba(0, 0, 0, 0)")
    .map(({ line, startColumn, endColumn, style }) => ({
      line,
      startColumn,
      endColumn,
      colour: style.backgroundColor,
    }));
  return { boxes, isStale };
}
