// The card of a neuron in a real VS Code, on the paper's text: opened by its command, from the hover, the sidebar and the neuron
// paths; its places lead into the text, its neurons to their cards. Light and dark, with axe-core.
import assert from "node:assert/strict";
import { before } from "node:test";
import type { Frame } from "playwright-core";
import { wholeHoverAt } from "./hovers";
import { closeEverything, type OpenEditor } from "./page";
import { targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { OFF, paperSidebar } from "./paperWindow";
import { openPaths } from "./paths";
import { sheetPage } from "./sheets";
import { type Sidebar, violationsIn } from "./sidebar";
import { useTheme } from "./themes";

const CARD = "Sparse Diff: Show Neuron Card";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (canRun) ({ editor, sidebar } = await paperSidebar());
});

/** The page of the card that is called so, once it is there. */
const card = async (title: RegExp) => (await sheetPage(editor, title)).frame;

const words = async (frame: Frame) =>
  (await frame.locator("main").innerText()).replaceAll(/[\s\u00a0]+/g, " ");

const tabs = () => editor.page.locator(".tabs-container .tab").allInnerTexts();

paperTest("the command asks for a neuron, and its card is a tab beside the text", async () => {
  await editor.editor(TEXT).focus();
  await editor.runCommand(CARD);
  await editor.answer("h99");
  const page = await card(/^h99 in enwik_1024\.txt$/);
  const said = await words(page);
  for (const part of [
    "Zeroed in the readout it costs +0.0198 bits per byte",
    "'n' +0.968 41 28 6.86 0 0.00",
    "<LF><space \u00d76><n amespace key",
    "times first 86 4 of 128 7.99",
  ])
    assert.ok(said.includes(part), part);
  await page.locator("figure svg.plot").first().waitFor();
  assert.deepEqual(await violationsIn(page), []);
  await editor.screenshot("neuron-card-dark");
});

paperTest("a place leads into the text, where the byte is explained", async () => {
  const page = await card(/^h99 in/);
  // Byte 8 is the i of <mediawiki: line 1, column 9.
  await page.locator('button.link[data-byte="8"]').click();
  await targetAt(editor.editor(TEXT), 1, 9);
});

paperTest("a neuron of the card leads to its own card, in the tabs beside the text", async () => {
  const page = await card(/^h99 in/);
  await page.locator("button.link[data-neuron]").first().click();
  const other = await card(/^h122 in enwik_1024\.txt$/);
  assert.ok((await words(other)).includes("h91 +0.534 yes"));
  const groups = editor.page.locator(".editor-group-container");
  assert.equal(await groups.count(), 2);
  assert.ok((await tabs()).some((tab) => tab.includes("h122 in")));
});

paperTest("the hover, the sidebar and the neuron paths lead to a card", async () => {
  await closeEverything(editor);
  const text = await editor.open(TEXT);
  const hover = await wholeHoverAt(text, 1, 30);
  await hover.element.getByText("card", { exact: true }).first().scrollIntoViewIfNeeded();
  await editor.screenshot("neuron-card-hover");
  await hover.element.getByText("card", { exact: true }).first().click();
  await card(/^h113 in/);
  await closeEverything(editor);
  await editor.open(TEXT);
  await text.placeCaret(1, 30);
  await sidebar.part("Strongest");
  const beside = sidebar.page.getByRole("button", { name: "card of h113", exact: true });
  await beside.scrollIntoViewIfNeeded();
  await editor.screenshot("neuron-card-sidebar");
  await beside.click();
  await card(/^h113 in/);
  await closeEverything(editor);
  await editor.open(TEXT);
  await text.placeCaret(1, 12);
  const paths = await openPaths(editor);
  await paths.box("0 h99").focus();
  await editor.page.keyboard.press("n");
  await paths.says(".paths > .note", /h99 is shown over the text: card/);
  await editor.screenshot("neuron-card-links");
  await paths.box("0 h99").focus();
  await editor.page.keyboard.press("c");
  await card(/^h99 in/);
  await sidebar.part("Colours");
  await sidebar.page.getByRole("button", { name: "card of h99", exact: true }).last().waitFor();
  await text.focus();
  await editor.runCommand("Sparse Diff: Select Layer");
  await editor.pick("Trace");
});

paperTest("in a light theme it is as readable", async () => {
  await editor.editor(TEXT).focus();
  await useTheme(editor, "light");
  const page = await card(/^h99 in/);
  await page.locator("figure svg.plot").first().waitFor();
  assert.deepEqual(await violationsIn(page), []);
  await page.locator("h2", { hasText: "The neurons that move with it" }).scrollIntoViewIfNeeded();
  await editor.screenshot("neuron-card-light");
  await useTheme(editor, "dark");
});

paperTest("it says why it cannot run", async () => {
  await closeEverything(editor);
  await editor.open(OFF);
  await editor.runByKey("sparseDiff.showNeuronCard");
  await editor.notification("Attribution is off for off.md: turn it on");
  await closeEverything(editor);
});
