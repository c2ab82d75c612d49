// One text editor in the workbench: where its characters are, mouse and caret on them, and what is painted. Lines and
// columns count from 1, columns in UTF-16 units, as in 'Go to Line'.
import fs from "node:fs";
import path from "node:path";
import { eventually, PATIENCE } from "../patience.mjs";
import { callDom } from "./dom-script.mjs";
import { hoverOf, openHover, openHoverText } from "./hover.mjs";

/** Lines above and below those on the screen. */
const NEAR = 50;

/** @typedef {ReturnType<typeof makeEditor>} Editor */

/**
 * @param {import("playwright-core").Page} page
 * @param {import("./palette.mjs").Palette} palette
 * @param {string} file absolute
 * @param {number} group which of the editors on this file, from left to right
 */
export function makeEditor(page, palette, file, group = 0) {
  const address = file.split("/").map(encodeSegment).join("/");
  const element = page
    .locator(
      `.editor-instance .monaco-editor:is([data-uri^="vscode-remote:"], [data-uri^="http:"])[data-uri$="${address}"]`,
    )
    .nth(group);
  const lines = () => {
    const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8").replace(/^\ufeff/, "") : "";
    return text.split(/\r\n|\r|\n/);
  };
  const find = async (/** @type {number} */ line, /** @type {number} */ column) =>
    callDom(element, "cellAt", line, column, lines()[line - 1]);

  const editor = {
    element,

    async waitFor() {
      await element.locator(".view-line").first().waitFor();
    },

    /** Gives the editor the keyboard focus, without the mouse. */
    async focus() {
      await element.locator(".native-edit-context, textarea.inputarea").first().focus();
    },

    /**
     * The box of a character in page pixels. If it is off the screen, the caret is moved there first.
     * @param {number} line
     * @param {number} column one past the text is the end of the line
     */
    async cell(line, column) {
      await editor.waitFor();
      let cell = await find(line, column);
      if (!cell?.visible) {
        await goTo(line, column);
        cell = await eventually(
          () => find(line, column),
          (found) => found?.visible,
          `${file}:${line}:${column} does not come onto the screen`,
          50,
        );
      }
      return /** @type {NonNullable<typeof cell>} */ (cell);
    },

    /**
     * A point inside a character, left of its middle, so that a click puts the caret before it.
     * @param {number} line
     * @param {number} column
     */
    async pointAt(line, column) {
      const { x, y, width, height } = await editor.cell(line, column);
      return { x: x + width * 0.35, y: y + height / 2 };
    },

    /**
     * The hover at a character; throws if none appears within `patience` ms.
     * @param {number} line
     * @param {number} column
     * @param {number} [patience]
     */
    async hoverAt(line, column, patience = PATIENCE) {
      const hover = await editor.tryHover(line, column, patience);
      if (hover) return hover;
      throw new Error(`No hover at ${line}:${column} of ${file} within ${patience} ms`);
    },

    /**
     * The same, but undefined if none appears: for places without a hover. A loaded machine can only hide a wrong hover
     * there, never invent one.
     * @param {number} line
     * @param {number} column
     * @param {number} [patience]
     */
    async tryHover(line, column, patience = 1500) {
      return openHover(page, element, () => editor.pointAt(line, column), patience);
    },

    /** What the hover that is open says, however it was opened. */
    hoverText: () => openHoverText(element),

    hoverElement: hoverOf(element),

    /**
     * @param {number} line
     * @param {number} column
     * @param {Parameters<typeof page.mouse.click>[2]} [options]
     */
    async clickAt(line, column, options) {
      const { x, y } = await editor.pointAt(line, column);
      await page.mouse.click(x, y, options);
    },

    /**
     * Puts the caret before a character by keyboard; the mouse does not move.
     * @param {number} line
     * @param {number} column
     */
    async placeCaret(line, column) {
      await editor.waitFor();
      await goTo(line, column);
      const isThere = async () => {
        // Asked each time: words that a decoration adds, or takes away, move the character.
        const cell = await editor.cell(line, column);
        const previous = column > 1 ? await find(line, column - 1) : undefined;
        // If a decoration adds words between two characters, the caret is before the words.
        const edges = [cell.x, previous ? previous.x + previous.width : cell.x];
        const at = await callDom(element, "caretOf");
        const there = at && Math.abs(at.y - cell.y) < cell.height;
        return { at, edges, there: there && edges.some((x) => Math.abs(at.x - x) < 2) };
      };
      await eventually(
        isThere,
        ({ there }) => there,
        `the caret does not go to ${line}:${column} of ${file}`,
        50,
      );
    },

    /** Saves the file by keyboard; returns when its tab is no longer marked as unsaved. */
    async save() {
      await editor.focus();
      await page.keyboard.press("Control+s");
      const unsaved = page.locator(`.tab.dirty[data-resource-name="${path.basename(file)}"]`);
      await unsaved.first().waitFor({ state: "detached" });
    },

    /** What extensions have painted, in document ranges; only for rows near the visible ones. */
    async decorations() {
      await editor.waitFor();
      const [first, last] = (await callDom(element, "drawnLines")) ?? [1, 0];
      const all = lines();
      // A scroll meanwhile shows other lines, so those nearby are sent too, but not a file of megabytes.
      const near = all.slice(Math.max(0, first - 1 - NEAR), last + NEAR);
      const start = Math.max(1, first - NEAR);
      const text = Object.fromEntries(near.map((line, i) => [start + i, line]));
      return callDom(element, "decorationsOf", text);
    },

    /**
     * The decorations on one character.
     * @param {number} line
     * @param {number} column
     */
    async decorationsAt(line, column) {
      const all = await editor.decorations();
      return all.filter((d) => d.line === line && d.startColumn <= column && column < d.endColumn);
    },
  };

  /**
   * @param {number} line
   * @param {number} column
   */
  async function goTo(line, column) {
    await editor.focus();
    const known = await callDom(element, "goToColumn", line, column, lines()[line - 1]);
    if (!known) await palette.goTo(line);
    const typed = known ?? (await callDom(element, "goToColumn", line, column, lines()[line - 1]));
    await palette.goTo(line, typed ?? column);
  }
  return editor;
}

/**
 * Encodes a segment as VS Code does in addresses, which is stricter than encodeURIComponent.
 * @param {string} segment
 */
function encodeSegment(segment) {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
