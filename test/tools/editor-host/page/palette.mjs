// The quick input box: the command palette, pickers and prompts, and going to a line. Keyboard only, as a person
// would; the mouse stays where it is.
import { eventually, PATIENCE } from "../patience.mjs";

/** A key that has opened nothing by then was lost; milliseconds. */
const LOST = 5000;

/** What VS Code lists where no row matches. */
const NOTHING = /^No matching (results|commands)$/;

/** So often it is asked whether a click was taken in before the row is clicked again: some seconds. */
const CLICK_AGAIN = 100;

const BOX =
  '.quick-input-widget:visible input[type="text"], .quick-input-widget:visible input[type="password"]';

/** @typedef {ReturnType<typeof makePalette>} Palette */

/** @param {import("playwright-core").Page} page */
export function makePalette(page) {
  const input = page.locator(BOX).first();
  const rows = page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row");

  /**
   * Whether the box that was seen as `before` has closed, become the next one, or refused the answer: what is
   * filled in while it closes would go to the editor that gets the focus back. The next box can hold the same
   * text (none, say), but its title or whether it lists rows is another then.
   * @param {Awaited<ReturnType<typeof boxNow>>} before
   */
  const isTakenIn = async (before) => {
    const now = await boxNow(page);
    return (
      now.refused ||
      now.value !== before.value ||
      now.title !== before.title ||
      now.lists !== before.lists
    );
  };

  /**
   * Takes the row with exactly this label from the list. Returns undefined once it is taken, or the reason why the
   * box has to be opened again.
   * @param {string} label
   */
  const chosen = async (label) => {
    // Found and clicked in one go: the list is drawn anew while its rows come in. The palette puts recently
    // used commands first, so the wanted row need not be the focused one. A click on a row that was just
    // replaced does nothing: the box still holds its text then, and the row is clicked again.
    let asked = 0;
    let picker = await boxNow(page);
    const began = Date.now();
    const end = await eventually(
      async () => {
        if (asked++ % CLICK_AGAIN > 0) return (await isTakenIn(picker)) ? "taken" : "not taken in";
        const now = await boxNow(page);
        if (now.value === undefined) return asked > 1 ? "taken" : "closed";
        picker = { ...now, lists: true }; // a row that can be clicked is listed
        const listed = await rows.evaluateAll(clickLabel, label);
        if (listed !== undefined) asked = 0;
        if (NOTHING.test(listed ?? "") && Date.now() - began > LOST) return "nothing matches";
        return listed === undefined ? "clicked" : `listed: ${listed}`;
      },
      (answer) => answer === "taken" || answer === "closed" || answer === "nothing matches",
      `"${label}" cannot be chosen in the list`,
      25,
    );
    return end === "taken" ? undefined : end;
  };

  /**
   * Opens the box by a key, writes into it and takes a row. It is opened again if it closes, because an editor that
   * comes up takes the keyboard, or if nothing matches: the list shows the files and commands that were there when
   * the box opened.
   * @param {string} key
   * @param {string} text
   * @param {string} label
   */
  const openAndChoose = async (key, text, label) => {
    for (const deadline = Date.now() + PATIENCE; ; ) {
      await palette.openWith(key, text);
      const reason = await chosen(label);
      if (reason === undefined) return;
      if (Date.now() > deadline) throw new Error(`"${label}" cannot be chosen: ${reason}`);
      if (reason === "nothing matches") await page.keyboard.press("Escape");
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
      await openAndChoose("F1", `>${title}`, title);
    },

    openAndChoose,

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
      const prompt = { ...(await boxNow(page)), value: text };
      await page.keyboard.press("Enter");
      await eventually(
        () => isTakenIn(prompt),
        (is) => is,
        `the quick input keeps "${text}"`,
        25,
      );
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
      // The row names the line it goes to, the last one where there is no such line.
      const said = await eventually(
        async () => /to line ([\d,.]+)/.exec((await rows.allInnerTexts()).join(" "))?.[1],
        (found) => found,
        `the box does not offer line ${line}`,
        25,
      );
      const offered = Number(said?.replaceAll(/\D/g, ""));
      if (offered !== line) {
        await page.keyboard.press("Escape");
        throw new Error(`line ${line} is not in the editor, the last is ${offered}`);
      }
      await page.keyboard.press("Enter");
      await input.waitFor({ state: "hidden" });
    },

    /**
     * Opens the box by a key and writes into it. A key that a busy window has lost is pressed again.
     * @param {string} key
     * @param {string} text
     */
    async openWith(key, text) {
      await eventually(
        async () => {
          await page.keyboard.press(key);
          return input.waitFor({ timeout: LOST }).then(
            () => true,
            () => false,
          );
        },
        (open) => open,
        `${key} does not open the quick input`,
      );
      await input.fill(text);
    },

    /**
     * Takes the row with exactly this label from what is listed.
     * @param {string} label
     */
    async choose(label) {
      const reason = await chosen(label);
      if (reason !== undefined) throw new Error(`"${label}" cannot be chosen: ${reason}`);
    },
  };
  return palette;
}

/**
 * What the box holds, undefined where it is closed, its title, whether it shows that an answer was refused, and
 * whether it lists rows.
 * @param {import("playwright-core").Page} page
 */
function boxNow(page) {
  return page.evaluate(() => {
    const box = [...document.querySelectorAll(".quick-input-widget")].find((it) =>
      it.checkVisibility(),
    );
    const input = box?.querySelector("input[type=text], input[type=password]");
    return {
      value: input instanceof HTMLInputElement ? input.value : undefined,
      title: box?.querySelector(".quick-input-title")?.textContent ?? "",
      refused: Boolean(box?.querySelector(".monaco-inputbox.error")),
      lists: Boolean(box?.querySelector(".quick-input-list")?.checkVisibility()),
    };
  });
}

/**
 * Runs in the page: clicks the row with this label; without one, the labels that are there.
 * @param {Element[]} rows
 * @param {string} text
 */
function clickLabel(rows, text) {
  const labels = rows.map((row) => row.querySelector(".label-name")?.textContent?.trim());
  const row = rows[labels.indexOf(text)];
  if (!row) return labels.join(" | ");
  row.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
  return undefined;
}
