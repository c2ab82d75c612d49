// The quick input box: the command palette, pickers and prompts, and going to a line. Keyboard only, as a person
// would; the mouse stays where it is.

const BOX =
  '.quick-input-widget:visible input[type="text"], .quick-input-widget:visible input[type="password"]';

/** @typedef {ReturnType<typeof makePalette>} Palette */

/** @param {import("playwright-core").Page} page */
export function makePalette(page) {
  const input = page.locator(BOX).first();
  const rows = page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row");
  const label = (/** @type {string} */ text) =>
    rows.filter({ has: page.locator(".label-name", { hasText: exactly(text) }) }).first();

  /**
   * Waits until the box that held `text` has closed or become the next one: what is filled in while it
   * closes would go to the editor that gets the focus back. A refused answer keeps the box as it is.
   * @param {string} text
   */
  const takenIn = async (text) => {
    for (const end = Date.now() + 1500; Date.now() < end; await page.waitForTimeout(25)) {
      const value = await input.inputValue({ timeout: 50 }).catch(() => undefined);
      if (value !== text) return;
    }
  };

  const palette = {
    /** The input box, wherever it is open, and the rows under it. */
    input,
    rows,

    /**
     * Runs a command by its full title, as the palette shows it: 'Sparse Diff: Pin'.
     * @param {string} title
     */
    async runCommand(title) {
      await palette.openWith("F1", `>${title}`);
      await palette.choose(title);
    },

    /**
     * Chooses the row with this label in the picker that is open.
     * @param {string} text
     */
    async pick(text) {
      await input.waitFor();
      await input.fill(text);
      await palette.choose(text);
    },

    /**
     * Answers the prompt that is open.
     * @param {string} text
     */
    async answer(text) {
      await input.waitFor();
      await input.fill(text);
      await page.keyboard.press("Enter");
      await takenIn(text);
    },

    /** The labels of the rows of the picker that is open. */
    async labels() {
      await input.waitFor();
      return rows.locator(".label-name").allInnerTexts();
    },

    /**
     * Moves the caret of the active editor, which also scrolls there.
     * @param {number} line
     * @param {number} [column]
     */
    async goTo(line, column = 1) {
      await palette.openWith("Control+g", `:${line}:${column}`);
      await page.keyboard.press("Enter");
      await input.waitFor({ state: "hidden" });
    },

    /**
     * @param {string} key
     * @param {string} text
     */
    async openWith(key, text) {
      await page.keyboard.press(key);
      await input.waitFor();
      await input.fill(text);
    },

    /**
     * Takes the row with exactly this label from what is listed now.
     * @param {string} text
     */
    async choose(text) {
      const row = label(text);
      try {
        await row.waitFor({ timeout: 10_000 });
      } catch {
        const shown = await rows.locator(".label-name").allInnerTexts();
        throw new Error(`Nothing is called "${text}"; listed are: ${shown.join(" | ")}`);
      }
      // The palette puts recently used commands first, so the wanted row need not be the focused one.
      const before = await input.inputValue();
      await row.dispatchEvent("click");
      await takenIn(before);
    },
  };
  return palette;
}

/** @param {string} text */
function exactly(text) {
  return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
}
