// The states of the sidebar with little or nothing to draw, at typical widths and in the four themes: a picture of
// each, its sentence, nothing that overflows, no axe-core finding.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { OpenEditor } from "./page";
import { targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { BROKEN, LONG, OTHER, paperSidebar } from "./paperWindow";
import { attributionServers } from "./servers";
import { overTheEdge, resizeSidebar, type Sidebar, violations } from "./sidebar";
import { THEMES, useTheme } from "./themes";

const NARROW = 240;
const WIDTHS = [300, NARROW];

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (canRun) ({ editor, sidebar } = await paperSidebar());
});
after(async () => {
  if (editor) await useTheme(editor, "dark");
});

paperTest("states of the sidebar: no gradient and no model, in the four themes", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(8, 37);
  await targetAt(text, 8, 37);
  for (const theme of THEMES) {
    await editor.open(TEXT);
    await sidebar.headline(/at byte 484.*Certain beyond measure: no usable gradient\./);
    await useTheme(editor, theme, sidebar);
    await picturesOf("no-gradient", theme);
    await editor.open(BROKEN);
    await sidebar.headline(/missing\.bin/);
    await picturesOf("no-model", theme);
  }
});

paperTest("states of the sidebar: pending and starting, in the four themes", async () => {
  await editor.open(LONG.name);
  await editor.goTo(LONG.lines, 40);
  await sidebar.headline(/Reading the file: \d+ %\./);
  const servers = attributionServers(editor);
  for (const server of servers) process.kill(server, "SIGSTOP");
  try {
    await sidebar.headline(/Reading the file: \d+ %\./);
    await pictures("pending");
    await editor.open(OTHER);
    await sidebar.headline(/Starting with sat_model\.bin\./);
    await pictures("starting");
  } finally {
    for (const server of servers) process.kill(server, "SIGCONT");
  }
});

async function pictures(state: string): Promise<void> {
  for (const theme of THEMES) {
    await useTheme(editor, theme, sidebar);
    await picturesOf(state, theme);
  }
}

/** Both widths in one theme only, because themes change colours but not sizes; the narrow one in all themes. */
async function picturesOf(state: string, theme: (typeof THEMES)[number]): Promise<void> {
  const name = `${state}-${theme}`;
  for (const width of theme === "dark" ? WIDTHS : [NARROW]) {
    await resizeSidebar(editor, width);
    await editor.page.locator(".part.sidebar").screenshot({
      path: `out/screenshots/sidebar-${name}-${width}.png`,
    });
    assert.deepEqual(await overTheEdge(sidebar), [], `${name} at ${width} px`);
  }
  assert.deepEqual(await violations(editor), [], name);
}
