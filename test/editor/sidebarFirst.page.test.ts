// The sidebar as a new user meets it, on the sample: the model's name at the head, the strongest bytes without scrolling in a
// window 900 pixels high, parts that stay folded when it is shown again, and what the views say where there is nothing
// to show. In the four themes nothing overflows, and axe-core finds nothing.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { generalWindow, PLAIN } from "./generalWindow";
import { closeEverything, type OpenEditor, pageTest } from "./page";
import { eventually, type TextEditor } from "./painted";
import { listOf } from "./pinsList";
import { openSample } from "./sampleFile";
import { openSidebar, overTheEdge, type Sidebar, violations } from "./sidebar";
import { THEMES, useTheme } from "./themes";

let editor: OpenEditor;
let sidebar: Sidebar;
let text: TextEditor;
before(async () => {
  editor = await generalWindow();
  await editor.page.setViewportSize({ width: 1280, height: 900 });
  text = await openSample(editor);
  sidebar = await openSidebar(editor);
  await text.placeCaret(17, 30);
});
after(async () => {
  if (!editor) return;
  await useTheme(editor, "dark");
  await closeEverything(editor);
  await editor.openView("Explorer");
  await editor.page.setViewportSize({ width: 1280, height: 800 });
});

pageTest(
  "the head names the model and its net; the strongest bytes need no scrolling",
  async () => {
    await sidebar.headline(/^sample\.bin Elman 128 'e' at byte 837/);
    const rows = sidebar.page.locator("details[data-chart=strongest] table").first().locator("tr");
    await rows.nth(5).waitFor();
    const below = await rows
      .nth(5)
      .evaluate((row) => row.getBoundingClientRect().bottom - window.innerHeight);
    assert.equal(await sidebar.page.locator("html").evaluate((root) => root.scrollTop), 0);
    assert.ok(below <= 0, `the fifth of the strongest bytes is ${below} px below the edge`);
    await editor.screenshot("sidebar-first");
  },
);

const folded = ["Threshold", "Strongest"];
const isOpen = (title: string) =>
  sidebar.page
    .locator("details", { has: sidebar.page.locator("summary h2", { hasText: title }) })
    .evaluate((details: HTMLDetailsElement) => details.open);

pageTest("parts are folded by keyboard and stay so after the sidebar was away", async () => {
  for (const title of folded) {
    assert.equal(await isOpen(title), true, title);
    await sidebar.page.locator("summary", { hasText: title }).focus();
    await editor.page.keyboard.press("Enter");
    assert.equal(await isOpen(title), false, title);
  }
  await editor.openView("Explorer");
  sidebar = await openSidebar(editor);
  await sidebar.headline(/at byte /);
  for (const title of folded) assert.equal(await isOpen(title), false, `${title} is open again`);
  assert.equal(await isOpen("Colours"), true);
  for (const title of folded) await sidebar.part(title);
});

pageTest("where there is nothing to show, each view says what to do next", async () => {
  const offers = (labels: string[]) =>
    eventually(
      () => sidebar.page.locator(".subject .actions button").allInnerTexts(),
      (found) => found.join() === labels.join(),
      `the sidebar does not offer ${labels}`,
    );
  const pins = (words: RegExp) =>
    eventually(
      () => listOf(editor, "Pins").innerText(),
      (said) => words.test(said.replaceAll(/\s+/g, " ")),
      `the list of pins does not say ${words}`,
    );
  await pins(/keeps a trace on the screen while the caret moves\. Pin the Byte at the Caret/);
  await editor.open(PLAIN);
  await offers(["Show Attribution", "Select Model"]);
  await pins(/Show Attribution for This File/);
  await inEachTheme("off");
  await closeEverything(editor);
  await offers(["Open Sample", "Open File...", "First Steps"]);
  await pins(/Open the Sample/);
  await inEachTheme("no-file");
  await sidebar.page.getByRole("button", { name: "First Steps" }).click();
  await editor.page.getByText("Why this byte?").first().waitFor();
  await sidebar.page.getByRole("button", { name: "Open Sample" }).click();
  await sidebar.headline(/sample\.bin Elman 128/);
});

async function inEachTheme(state: string): Promise<void> {
  for (const theme of THEMES) {
    await useTheme(editor, theme, sidebar);
    await editor.screenshot(`sidebar-${state}-${theme}`);
    assert.deepEqual(await overTheEdge(sidebar), [], `${state} in ${theme}`);
    assert.deepEqual(await violations(editor), [], `${state} in ${theme}`);
  }
}
