// The file scale for a file longer than one answer of the server: it is measured piece by piece, and the legend says
// how much is measured so far. Also, that a change of scale by scrolling is reported.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { COSTLY, COSTLY_SHORT, generalSidebar } from "./generalWindow";
import { type OpenEditor, pageTest } from "./page";
import { eventually, statusSays } from "./painted";
import type { Sidebar } from "./sidebar";

const FILE = COSTLY.name;
const SHORT = COSTLY_SHORT.name;

let editor: OpenEditor;
let sidebar: Sidebar;
let leave: () => Promise<void>;

before(async () => {
  ({ editor, sidebar, leave } = await generalSidebar(FILE, [
    ["Layer", "surprise"],
    ["Scale", "visible"],
  ]));
});
after(() => leave?.());

const legend = () =>
  sidebar.page
    .locator("details", { has: sidebar.page.getByText("Colours") })
    .locator(".note")
    .innerText();
const full = (words: string) => Number(/at ([\d.]+) bits/.exec(words)?.[1]);

pageTest(
  "the scale of a long file becomes its largest value, and the legend says how much is measured",
  async () => {
    await sidebar.legendSays(/Full colour at [\d.]+ bits, the largest on the screen/);
    await sidebar.control("Scale").selectOption("file");
    const said = new Set<string>();
    const whole = await eventually(
      async () => {
        const words = await legend();
        said.add(words);
        return words;
      },
      (words) => /bits, the largest in the file\.$/.test(words),
      "the file is not measured to its end",
    );
    for (const words of said)
      assert.match(
        words,
        /the largest (on the screen until|in the first \d+ % of the file so far|in the file|on the screen)/,
      );
    // The most costly text is far below the first piece.
    await editor.editor(FILE).placeCaret(1, 1);
    await editor.goTo(COSTLY.lines + 1, 1);
    await sidebar.control("Scale").selectOption("visible");
    const seen = await eventually(
      legend,
      (words) => /the largest on the screen;/.test(words) && full(words) > 0,
      "no largest on the screen",
    );
    assert.equal(full(whole), full(seen));
  },
);

pageTest("a scroll changes the legend with the colours", async () => {
  await sidebar.control("Layer").selectOption("surprise");
  await sidebar.control("Scale").selectOption("visible");
  const text = await editor.open(SHORT);
  await statusSays(editor, /bits\/byte/);
  await text.placeCaret(COSTLY_SHORT.lines + 1, 1);
  const costly = (words: string) => full(words) > 20;
  await eventually(legend, costly, "the last line costs little");
  // Twice, because the first time the numbers around the screen may still be on their way.
  for (let i = 0; i < 2; i++) {
    await scrolledTo("Alt+PageUp", (words) => full(words) < 20);
    await scrolledTo("Alt+PageDown", costly);
  }
});

pageTest("a scroll removes the hovered trace, in the head and in the text", async () => {
  const text = editor.editor(SHORT);
  await text.placeCaret(30, 20);
  await sidebar.headline(/at the caret/);
  await text.hoverAt(30, 24);
  await sidebar.headline(/under the pointer/);
  await text.focus();
  await editor.page.keyboard.press("Control+ArrowDown");
  await sidebar.headline(/at the caret/);
});

function scrolledTo(key: string, holds: (words: string) => boolean): Promise<string> {
  const press = async () => {
    await editor.page.keyboard.press(key);
    return legend();
  };
  return eventually(press, holds, `the legend does not follow ${key}`);
}
