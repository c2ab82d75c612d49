// A key for every command of the manifest, so that a test can run one where the palette does not offer it, as a person
// does who has bound a key to it. Two strokes each.
import fs from "node:fs";
import path from "node:path";
import { root } from "./cache.mjs";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const FIRST = ["j", "k", "l", "u"];

/** @returns {string[]} */
function commands() {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  return manifest.contributes.commands.map((/** @type {{ command: string }} */ c) => c.command);
}

/** @param {number} index of the command in the manifest */
function strokes(index) {
  const first = FIRST[Math.floor(index / LETTERS.length)];
  if (first === undefined)
    throw new Error(`There are keys for ${FIRST.length * 26} commands only.`);
  return /** @type {const} */ ([first, LETTERS.charAt(index % LETTERS.length)]);
}

/** What stands in the user's keybindings.json. */
export function keybindings() {
  return commands().map((command, index) => {
    const [first, second] = strokes(index);
    return { command, key: `ctrl+alt+${first} ${second}` };
  });
}

/**
 * Runs a command of the manifest by its key.
 * @param {import("playwright-core").Page} page
 * @param {string} command
 */
export async function runByKey(page, command) {
  const index = commands().indexOf(command);
  if (index < 0) throw new Error(`${command} is no command of the manifest.`);
  const [first, second] = strokes(index);
  await page.keyboard.press(`Control+Alt+${first}`);
  await page.keyboard.press(second);
}
