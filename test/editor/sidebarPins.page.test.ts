// The lists of the sidebar. Pins: named by character and place, shown and unpinned from the list, moved by edits.
// Models: the one in use is marked. A neuron named in the hover opens its layer.
import assert from "node:assert/strict";
import { before } from "node:test";
import { wholeHoverAt } from "./hovers";
import type { OpenEditor } from "./page";
import { eventually, painted, statusSays, targetAt } from "./painted";
import { canRun, MODEL, paperTest, TEXT } from "./paperFiles";
import { paperSidebar } from "./paperWindow";
import { alsoShow, listOf, onlyShown, pinRows } from "./pinsList";
import { type Sidebar, violations } from "./sidebar";
import { asks, takeFirst } from "./trainSteps";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (canRun) ({ editor, sidebar } = await paperSidebar());
});

const pins = () => pinRows(editor);

async function pin(line: number, column: number): Promise<void> {
  await editor.editor(TEXT).placeCaret(line, column);
  await editor.runCommand("Sparse Diff: Pin");
}

paperTest("pins are listed by character and place, in the order of the text", async () => {
  await pin(3, 8);
  await pin(1, 30);
  await eventually(
    () => pins().allInnerTexts(),
    (rows) =>
      rows.length === 2 &&
      /'m'\s*line 1, column 30/.test(rows[0] ?? "") &&
      /line 3, column 8/.test(rows[1] ?? ""),
    "the pins are not listed",
  );
  await sidebar.headline(/'m' at byte 29.*pinned/);
  await editor.screenshot("sidebar-pins");
});

paperTest("choosing a pin shows its trace, by mouse and by keyboard", async () => {
  await pins().nth(1).dblclick();
  await targetAt(editor.editor(TEXT), 3, 8);
  await sidebar.headline(/pinned/);
  // A row stays the same pin when it is chosen, so the second click finds it and it stays selected.
  await onlyShown(editor, 1);
  assert.equal(await pins().nth(1).getAttribute("aria-selected"), "true");
  assert.deepEqual(await editor.notifications(), []);
  await editor.page.keyboard.press("ArrowUp");
  await editor.page.keyboard.press("Enter");
  await targetAt(editor.editor(TEXT), 1, 30);
  await onlyShown(editor, 0);
});

const DIFFERENCE = "Difference of two pins";
const painting = async () => {
  const { tints, targets } = await painted(editor.editor(TEXT));
  return { tints: tints.length, targets: targets.length };
};

paperTest(
  "a checkbox shows one more pin: both targets are outlined and the tints are summed",
  async () => {
    await pins().nth(1).click();
    await sidebar.headline(/at byte 269.*pinned/);
    await onlyShown(editor, 1);
    const alone = await eventually(painting, (now) => now.targets === 1, "not one target");
    await alsoShow(editor, 0, 1);
    await sidebar.headline(/'m' at byte 29.*pinned.*Painted: the sum over 2 shown pins/);
    await sidebar.legendSays(/^The sum over 2 shown pins\. Full colour at [\d.]+ nats/);
    await eventually(
      painting,
      (now) => now.targets === 2 && now.tints > alone.tints,
      "the pins are not painted together",
    );
    await editor.screenshot("sidebar-pins-together");
  },
);

paperTest("two shown pins are compared by lag", async () => {
  const part = await sidebar.part(DIFFERENCE);
  const note = await part.locator(".note").innerText();
  assert.match(note, /^attribution of 'm' at byte 29 minus that of .* nats, k 0 to 28$/);
  await part.locator("svg[role=img]").waitFor();
  await part.getByRole("button", { name: /as a table/ }).click();
  const rows = await sidebar.rows(DIFFERENCE);
  assert.equal(rows.length, 29);
  assert.deepEqual([rows[4]?.[1], rows[4]?.[3]], ["'/'", "+0.0157"]);
  for (const [, , , first, second, difference] of rows) {
    const expected = number(first) - number(second);
    assert.ok(
      Math.abs(number(difference) - expected) <=
        0.006 * (Math.abs(number(first)) + Math.abs(number(second))) + 1e-9,
      `${first} - ${second} = ${difference}`,
    );
  }
  assert.deepEqual(await violations(editor), []);
  await part.getByRole("button", { name: /as a table/ }).click();
});

paperTest("pins are shown, hidden and compared by keyboard", async () => {
  await editor.runCommand("Sparse Diff: Select Shown Pins");
  await asks(editor, /^Select Shown Pins$/);
  await editor.page.keyboard.press("ArrowDown");
  await editor.page.keyboard.press("Space");
  await editor.page.keyboard.press("Enter");
  await eventually(painting, (now) => now.targets === 1, "the pin is not hidden");
  await pin(2, 12);
  await editor.runCommand("Sparse Diff: Compare Two Pins by Lag");
  await asks(editor, /: the First$/);
  await takeFirst(editor);
  await asks(editor, /: the Second$/);
  await takeFirst(editor);
  const part = await sidebar.part(DIFFERENCE);
  await eventually(
    () => part.locator(".note").innerText(),
    (words) => /^attribution of 'm' at byte 29 minus that of /.test(words),
    "the two are not compared",
  );
  await eventually(painting, (now) => now.targets === 2, "the two are not shown");
});

/** Parses a number as the tables print it. */
function number(text: string | undefined): number {
  return Number(text?.replaceAll("\u2212", "-"));
}

paperTest("an edit moves the pins in the list; the cross unpins", async () => {
  await editor.runIfOffered("Sparse Diff: Clear Pins");
  await pin(3, 8);
  await pin(1, 30);
  await editor.editor(TEXT).placeCaret(1, 1);
  await editor.page.keyboard.type("ab");
  await eventually(
    () => pins().allInnerTexts(),
    (rows) => /line 1, column 32/.test(rows[0] ?? ""),
    "the pin has not moved",
  );
  await editor.page.keyboard.press("Control+z");
  // The list is redrawn when the pin has moved back; a click before that would hit a row that is gone.
  await eventually(
    () => pins().allInnerTexts(),
    (rows) => /line 1, column 30/.test(rows[0] ?? ""),
    "the pin has not moved back",
  );
  await pins().first().hover();
  await pins().first().locator("[aria-label^='Unpin']").click();
  await eventually(
    () => painted(editor.editor(TEXT)),
    (now) => now.pins.length === 1,
    "the pin is still there",
  );
  await editor.runIfOffered("Sparse Diff: Clear Pins");
  await listOf(editor, "Pins").getByText("A pin keeps a trace on the screen").waitFor();
});

paperTest("models are listed and the one in use is marked", async () => {
  await listOf(editor, "Models").locator(".pane-header").click();
  const row = listOf(editor, "Models").locator(".monaco-list-row", { hasText: MODEL });
  assert.match(await row.innerText(), /workspace, in use/);
  const rows = await listOf(editor, "Models").locator(".monaco-list-row").allInnerTexts();
  assert.ok(!rows.some((text) => /firmware/.test(text)), "any file may be called .bin");
});

paperTest("a model that cannot be loaded leaves the file as it was", async () => {
  await listOf(editor, "Models").locator(".monaco-list-row", { hasText: "noise.bin" }).click();
  await editor.notification(/noise\.bin: weight 0 of W_x is NaN/);
  await statusSays(editor, /0\.0792 bits\/byte · sat_model\.bin/);
});

paperTest("a neuron named in the hover opens its layer", async () => {
  const hover = await wholeHoverAt(editor.editor(TEXT), 1, 30);
  await hover.element.getByText("h113", { exact: true }).click();
  await sidebar.legendSays(/Full colour at 1\.00, the most an activation can be/);
  assert.equal(await sidebar.control("Neuron h").inputValue(), "113");
  await sidebar.control("Layer").selectOption("trace");
});
