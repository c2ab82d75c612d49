// The quick input box: the command palette, pickers, prompts, and going to a line. By keyboard only; the mouse does not
// move.
import { eventually, PATIENCE } from "../patience.mjs";

/** A key that has opened nothing after this many milliseconds was lost. */
const LOST = 5000;

/** A list that lacks the wanted row for this many milliseconds is out of date, and the box is opened again. */
const OUT_OF_DATE = 15_000;

/** Number of checks for the effect of a click before the row is clicked again; takes some seconds. */
const CLICK_AGAIN = 100;

const BOX =
  '.quick-input-widget:visible input[type="text"], .quick-input-widget:visible input[type="password"]';

/** @typedef {ReturnType<typeof makePalette>} Palette */

/** @param {import("playwright-core").Page} page */
export function makePalette(page) {
  const input = page.locator(BOX).first();
  const rows = page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row");

  /**
   * Whether the box seen as `before` has closed, become the next one, or refused the answer. Text entered while it closes
   * would go to the editor that gets the focus back. The next box may hold the same text (for example none), but then its
   * title differs, or whether it lists rows.
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
   * Takes the row with exactly this label from the list. Returns undefined once it is taken, or why it was not.
   * @param {string} label
   * @param {number} patience milliseconds to wait for the row
   */
  const chosen = async (label, patience) => {
    // Found and clicked in one go, because the list is redrawn as its rows arrive. The palette puts recently used commands
    // first, so the wanted row need not be the focused one. A click on a row that was just replaced does nothing; the box
    // then keeps its text, and the row is clicked again.
    let asked = 0;
    let picker = await boxNow(page);
    const began = Date.now();
    const end = await eventually(
      async () => {
        if (asked++ % CLICK_AGAIN > 0) return (await isTakenIn(picker)) ? "taken" : "not taken in";
        const now = await boxNow(page);
        if (now.value === undefined) return asked > 1 ? "taken" : "closed";
        picker = { ...now, lists: true }; // a clickable row is in a list
        const listed = await rows.evaluateAll(clickLabel, label);
        if (listed !== undefined) asked = 0;
        if (listed === undefined) return "clicked";
        return Date.now() - began < patience ? "waiting" : `not among ${listed || "nothing"}`;
      },
      (answer) => /^(taken|closed|not among .*)$/s.test(answer),
      `"${label}" cannot be chosen in the list`,
      25,
    );
    return end === "taken" ? undefined : end;
  };

  /**
   * Opens the box with a key, types into it and takes a row. Opens it again if it closes, which happens when an editor
   * opens and takes the focus, or if the row does not come: the list shows only the files and commands that existed when
   * the box was opened.
   * @param {string} key
   * @param {string} text
   * @param {string} label
   */
  const openAndChoose = async (key, text, label) => {
    for (const deadline = Date.now() + PATIENCE; ; ) {
      await palette.openWith(key, text);
      const reason = await chosen(label, OUT_OF_DATE);
      if (reason === undefined) return;
      if (Date.now() > deadline) throw new Error(`"${label}" cannot be chosen: ${reason}`);
      if (reason !== "closed") await page.keyboard.press("Escape");
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

    /**
     * The commands that the palette lists for these words.
     * @param {string} words
     * @returns {Promise<string[]>}
     */
    async offered(words) {
      await palette.openWith("F1", `>${words}`);
      // The list is there once it has rows, if only the one that says that nothing fits, and no longer changes.
      let last = "";
      const found = await eventually(
        () => rows.locator(".label-name").allInnerTexts(),
        (labels) => {
          const now = labels.join("\n");
          const isSettled = labels.length > 0 && now === last;
          last = now;
          return isSettled;
        },
        `the palette lists nothing for ${words}`,
      );
      await page.keyboard.press("Escape");
      await input.waitFor({ state: "hidden" });
      return found;
    },

    /**
     * Runs a command that is offered only where it can run, if it is.
     * @param {string} title
     */
    async runIfOffered(title) {
      if ((await palette.offered(title)).includes(title)) await palette.runCommand(title);
    },

    openAndChoose,

    /**
     * Chooses the row with this label in the open picker. On a busy machine the box seen first may be the one before, which
     * closes while it is filled; then the picker is the next to open.
     * @param {string} text
     */
    async pick(text) {
      for (const deadline = Date.now() + PATIENCE; ; ) {
        await input.waitFor();
        await input.fill(text);
        const reason = await chosen(text, PATIENCE);
        if (reason === undefined) return;
        if (reason !== "closed" || Date.now() > deadline)
          throw new Error(`"${text}" cannot be chosen: ${reason}`);
      }
    },

    /**
     * Answers the open prompt.
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

    /** The labels of the rows in the open picker. */
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
      // The row names the line it goes to, which is the last one if the line does not exist.
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
     * Opens the box with a key and types into it. A key that a busy window lost is pressed again, and so it is if the box
     * closes before anything is typed, which happens when a page that is shown at that moment takes the focus.
     * @param {string} key
     * @param {string} text
     */
    async openWith(key, text) {
      await eventually(
        async () => {
          await page.keyboard.press(key);
          return input.fill(text, { timeout: LOST }).then(
            () => true,
            () => false,
          );
        },
        (isTyped) => isTyped,
        `${key} does not open the quick input`,
      );
    },

    /**
     * Takes the row with exactly this label from the list.
     * @param {string} label
     */
    async choose(label) {
      const reason = await chosen(label, PATIENCE);
      if (reason !== undefined) throw new Error(`"${label}" cannot be chosen: ${reason}`);
    },
  };
  return palette;
}

/**
 * The state of the box: its text (undefined if closed), its title, whether it shows that an answer was refused, and
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
 * Runs in the page: clicks the row with this label. If there is none, returns the labels that exist.
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
