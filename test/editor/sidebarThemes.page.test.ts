// The sidebar in the four themes: a picture of each with everything unfolded, and no axe-core finding, as charts and as
// tables.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { OpenEditor } from "./page";
import { targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { paperSidebar } from "./paperWindow";
import { type Sidebar, violations } from "./sidebar";
import { THEMES, useTheme } from "./themes";

const PARTS = ["Gradient norm by lag", "Neuron energy", "Fidelity"];
let editor: OpenEditor;
let sidebar: Sidebar;
const complaints: string[] = [];

before(async () => {
  if (!canRun) return;
  ({ editor, sidebar } = await paperSidebar(2100));
  editor.page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await editor.editor(TEXT).placeCaret(1, 58);
  await targetAt(editor.editor(TEXT), 1, 58);
  await sidebar.headline(/at byte 57/);
  await sidebar.control("Sparsity threshold").check();
  for (const title of PARTS) await sidebar.part(title);
});
after(async () => {
  if (editor) await useTheme(editor, "dark");
});

for (const theme of THEMES) {
  paperTest(`sidebar in ${theme}: pictures, and no axe-core finding`, async () => {
    await useTheme(editor, theme, sidebar);
    await sidebar.page.locator("details[data-chart=fidelity] svg[role=img]").waitFor();
    await sidebar.page.getByText(/file: 973 positions/).waitFor();
    await sidebar.page.locator(".subject").scrollIntoViewIfNeeded();
    await editor.screenshot(`sidebar-${theme}`);
    assert.deepEqual(await violations(editor), []);
    const tables = await sidebar.page.getByRole("button", { name: /as a table/ }).all();
    for (const button of tables) await button.click();
    await editor.screenshot(`sidebar-${theme}-tables`);
    const pressed = sidebar.page.locator("button.toggle[aria-pressed=true]").first();
    const fill = await pressed.evaluate((button) => getComputedStyle(button).backgroundColor);
    assert.notEqual(fill, "rgba(0, 0, 0, 0)", "a pressed button looks like any other");
    assert.deepEqual(await violations(editor), []);
    for (const button of tables) await button.click(); // charts again, for the next theme
    assert.deepEqual(complaints, []);
  });
}
