// Opens the editor's hover with the mouse, as a user does: away, onto the character, and one pixel further, because
// VS Code reacts to a move, not to a place. Reads what the hover says.
import { setTimeout as sleep } from "node:timers/promises";

const HOVER = '[widgetid="editor.contrib.resizableContentHoverWidget"] .monaco-hover:not(.hidden)';

/** A move that no hover has answered after this many milliseconds is repeated. */
const AGAIN = 5000;

/**
 * @typedef {object} Hover
 * @property {string} text everything the hover says, as a reader sees it
 * @property {string} html
 * @property {import("playwright-core").Locator} element for links inside it and for pictures of it
 */

/**
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Locator} editor a .monaco-editor
 * @param {() => Promise<{ x: number, y: number }>} place called again for each try, because the layout may have moved
 * @param {number} patience milliseconds to keep trying
 * @returns {Promise<Hover | undefined>}
 */
export async function openHover(page, editor, place, patience) {
  const element = hoverOf(editor);
  const deadline = Date.now() + patience;
  do {
    await leave(page, editor);
    const point = await place();
    await page.mouse.move(point.x - 1, point.y - 1);
    await sleep(30);
    await page.mouse.move(point.x, point.y);
    const content = await settled(element, Math.min(deadline, Date.now() + AGAIN));
    if (content) return { ...content, element };
  } while (Date.now() < deadline);
  return undefined;
}

/**
 * The hover of an editor, open or not.
 * @param {import("playwright-core").Locator} editor a .monaco-editor
 */
export function hoverOf(editor) {
  return editor.locator(HOVER).first();
}

/**
 * What the hover that is open says; undefined if none is.
 * @param {import("playwright-core").Locator} editor a .monaco-editor
 */
export async function openHoverText(editor) {
  const contents = hoverOf(editor).locator(".hover-contents");
  return (await contents.allInnerTexts()).join("\n").trim() || undefined;
}

/** A hover that is still there after this many milliseconds was being made when the mouse left; VS Code then lets it stay. */
const STAYS = 5000;

/**
 * Moves the mouse off the editor and waits until its hover is gone.
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Locator} editor
 */
async function leave(page, editor) {
  const element = hoverOf(editor);
  // An empty place in the title bar, where nothing has a hover.
  const bar = await page.locator(".part.titlebar").boundingBox();
  const away = () => page.mouse.move((bar?.x ?? 0) + (bar?.width ?? 0) * 0.2, (bar?.y ?? 0) + 4);
  await away();
  const isGone = element.waitFor({ state: "hidden", timeout: STAYS }).then(
    () => true,
    () => false,
  );
  if (await isGone) return;
  // Past the last line, where there is nothing to hover, and off again.
  const box = await editor.boundingBox();
  await page.mouse.move(
    (box?.x ?? 0) + (box?.width ?? 0) / 2,
    (box?.y ?? 0) + (box?.height ?? 0) - 4,
  );
  await away();
  await element.waitFor({ state: "hidden" });
}

/**
 * The hover's content once it has stopped changing; providers answer one after the other.
 * @param {import("playwright-core").Locator} element
 * @param {number} deadline
 */
async function settled(element, deadline) {
  for (let last = ""; Date.now() < deadline; await sleep(100)) {
    const contents = element.locator(".hover-contents");
    const text = (await contents.allInnerTexts()).join("\n").trim();
    if (text && text === last && !/^Loading\.*$/m.test(text)) {
      return { text, html: await element.innerHTML() };
    }
    last = text;
  }
  return undefined;
}
