// The options of `npm start`: parses them, with one sentence for each mistake. Starts nothing.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "./cache.mjs";

export const USAGE = `npm start [-- OPTIONS]     an editor on a copy of the sample, with the extension
  --file PATH              this text instead of the sample
  --model PATH             this model instead of the bundled one
  --theme NAME             dark, light, hc-dark, hc-light or the name of a theme
  --screenshot FILE        write a picture and end; only with it:
    --hover LINE:COL|none  the character whose hover is open
    --caret LINE:COL       where the caret stands
    --width W --height H   size of the window in pixels, 1280 by 800 if not said
    --web                  in the web extension host, as on vscode.dev
    --scale N              the picture has N times as many pixels, 1 to 4`;

/** A bad option or a missing file. The message is one sentence. */
export class BadUse extends Error {}

const text = /** @type {const} */ ({ type: "string" });
const OPTIONS = {
  help: /** @type {const} */ ({ type: "boolean", short: "h" }),
  web: /** @type {const} */ ({ type: "boolean" }),
  ...{ file: text, model: text, theme: text, screenshot: text },
  ...{ hover: text, caret: text, width: text, height: text, scale: text },
};
const PICTURE_ONLY = /** @type {const} */ (["hover", "caret", "width", "height", "scale", "web"]);

/** @typedef {{ line: number, column: number }} Place */
/** @typedef {ReturnType<typeof readOptions>} DemoOptions */

/** @param {string[]} args */
export function readOptions(args) {
  const values = parse(args);
  const stray = values.screenshot ? undefined : PICTURE_ONLY.find((name) => values[name]);
  if (stray && !values.help) throw new BadUse(`--${stray} needs --screenshot FILE.`);
  return {
    help: values.help ?? false,
    file: values.file === undefined ? undefined : existing("file", values.file),
    model: values.model === undefined ? undefined : existing("model", values.model),
    theme: values.theme,
    web: values.web ?? false,
    screenshot: values.screenshot && fromCaller(values.screenshot),
    /** null: no hover; undefined: choose a good place. */
    hover: values.hover === "none" ? null : place("hover", values.hover),
    caret: place("caret", values.caret),
    width: number("width", values.width, 1280, [320, 7680]),
    height: number("height", values.height, 800, [240, 4320]),
    scale: number("scale", values.scale, 1, [1, 4]),
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    const [first = ""] = /** @type {Error} */ (error).message.split(/[.\n]/);
    throw new BadUse(`${first}; npm start -- --help lists the options.`);
  }
}

/**
 * @param {string} option
 * @param {string} value
 */
function existing(option, value) {
  const file = fromCaller(value);
  if (fs.statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  throw new BadUse(`--${option}: there is no file ${file}.`);
}

/**
 * npm runs scripts in the repository and passes the caller's folder on.
 * @param {string} file
 */
function fromCaller(file) {
  return path.resolve(process.env.INIT_CWD ?? root, file);
}

/**
 * @param {string} option
 * @param {string | undefined} value
 * @returns {Place | undefined}
 */
function place(option, value) {
  if (value === undefined) return undefined;
  const [, line, column] = /^([1-9]\d*):([1-9]\d*)$/.exec(value) ?? [];
  if (line && column) return { line: Number(line), column: Number(column) };
  throw new BadUse(`--${option} takes LINE:COL, both from 1, and was given "${value}".`);
}

/**
 * @param {string} option
 * @param {string | undefined} value
 * @param {number} otherwise
 * @param {[number, number]} range
 */
function number(option, value, otherwise, [least, most]) {
  const found = value === undefined ? otherwise : Number(value);
  if (Number.isInteger(found) && found >= least && found <= most) return found;
  throw new BadUse(
    `--${option} takes a whole number from ${least} to ${most} and was given "${value}".`,
  );
}
