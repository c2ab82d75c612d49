// The states of the sidebar with little or nothing to draw, at typical widths and in the four themes: a picture of
// each, its sentence, nothing that overflows, no axe-core finding.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import type { OpenEditor } from "./page";
import { eventually, targetAt } from "./painted";
import { canRun, paperTest, TEXT } from "./paperFiles";
import { BROKEN, LONG, OTHER, paperSidebar } from "./paperWindow";
import { attributionServers } from "./servers";
import { type Sidebar, violations } from "./sidebar";
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
    await resize(width);
    await editor.page.locator(".part.sidebar").screenshot({
      path: `out/screenshots/sidebar-${name}-${width}.png`,
    });
    const over = await sidebar.page.locator("main").evaluate(overTheEdge);
    assert.deepEqual(over, [], `${name} at ${width} px`);
  }
  assert.deepEqual(await violations(editor), [], name);
}

/** Drags the border between the side bar and the editor. */
async function resize(width: number): Promise<void> {
  const box = await editor.page.locator(".part.sidebar").boundingBox();
  if (!box) throw new Error("the side bar is not there");
  const { mouse } = editor.page;
  const y = box.y + box.height / 2;
  await mouse.move(box.x + box.width, y);
  await mouse.down();
  await mouse.move(box.x + width, y, { steps: 4 });
  await mouse.up();
  await mouse.move(box.x + width + 200, y);
  await eventually(
    () => editor.page.locator(".part.sidebar").boundingBox(),
    (now) => now && Math.abs(now.width - width) < 3,
    `the side bar is not ${width} px wide`,
  );
}

/** Visible elements that extend beyond the page or are cut off; runs in the page. */
function overTheEdge(main: Element): string[] {
  const edge = document.documentElement.clientWidth;
  return [...main.querySelectorAll<HTMLElement>("*")]
    .filter(
      (element) => element.checkVisibility() && !element.closest(".visually-hidden, .scroller"),
    )
    .filter(
      (element) =>
        element.getBoundingClientRect().right > edge + 1 ||
        (!(element instanceof SVGElement) &&
          element.scrollWidth > element.clientWidth + 1 &&
          element.clientWidth > 0 &&
          getComputedStyle(element).display !== "inline" &&
          !/SELECT|INPUT/.test(element.tagName)),
    )
    .map(
      (element) => `${element.tagName} ${element.className}: ${element.textContent?.slice(0, 60)}`,
    );
}
