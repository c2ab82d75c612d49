// The demo: an editor with the extension and a model, in a desktop VS Code, in the server build for any browser, or
// as one picture. It opens a throwaway copy of the text, so that nobody edits the repository's sample.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "./cache.mjs";
import { BadUse } from "./demo-options.mjs";
import { openEditor } from "./page/open.mjs";
import { startServer } from "./server.mjs";
import { resolveTheme, THEME_ALIASES } from "./settings.mjs";
import { setup } from "./setup.mjs";
import { address } from "./window.mjs";
import { makeWorkspace } from "./workspace.mjs";

/** @typedef {import("./demo-options.mjs").DemoOptions} DemoOptions */

const SAMPLE = path.join(root, "media/sample/sample.xml");
const GENERAL_MODEL = path.join(root, "media/general/general.safetensors");
const SAMPLE_MODEL = path.join(root, "media/sample/sample.bin");

/**
 * What is opened: the name of the file in its workspace, and the workspace's files and settings.
 * @param {DemoOptions} options
 */
export function demoContent({
  file = SAMPLE,
  model = file === SAMPLE ? SAMPLE_MODEL : GENERAL_MODEL,
}) {
  for (const needed of [file, model]) {
    if (!fs.existsSync(needed)) throw new BadUse(`There is no ${path.relative(root, needed)} yet.`);
  }
  const name = path.basename(file);
  return {
    name,
    files: { [name]: { copyOf: file } },
    settings: { "sparseDiff.enabledFor": [`**/${name}`], "sparseDiff.model": model },
  };
}

/**
 * Runs the server build for the user's own browser, until interrupted.
 * @param {DemoOptions} options
 */
export async function runServer(options) {
  const { name, files, settings } = demoContent(options);
  const theme = await themeSetting(options.theme);
  const { folder } = makeWorkspace(files, settings);
  const server = await startServer({
    extensions: [root],
    settings: { "workbench.colorTheme": theme },
    endWhenUnused: false,
  });
  console.log(`\nOpen ${address(server, folder, path.join(folder, name))}\n`);
  console.log("The extension is loaded; the folder is a throwaway copy. Ctrl+C ends it.");
  await new Promise(() => {});
}

/**
 * Opens a desktop VS Code; returns when its window is closed.
 * @param {DemoOptions} options
 */
export async function runDesktop(options) {
  const { name, files, settings } = demoContent(options);
  const { theme = "dark" } = options;
  const themeName = /** @type {Record<string, string[]>} */ (THEME_ALIASES)[theme]?.[0] ?? theme;
  const all = { ...settings, ...(options.theme ? { "workbench.colorTheme": themeName } : {}) };
  const { folder } = makeWorkspace(files, all);
  const args = ["--new-window", "--wait", `--extensionDevelopmentPath=${root}`];
  const child = spawn("code", [...args, folder, path.join(folder, name)], { stdio: "inherit" });
  await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
}

/**
 * A picture of the window, with the hover open on one character.
 * @param {DemoOptions & { screenshot: string }} options
 */
export async function takePicture(options) {
  const { name, files, settings } = demoContent(options);
  const editor = await openEditor({
    files,
    workspaceSettings: settings,
    theme: await themeSetting(options.theme),
    viewport: { width: options.width, height: options.height },
    deviceScaleFactor: options.scale,
  });
  try {
    const text = editor.editor(name);
    if (options.caret) await text.placeCaret(options.caret.line, options.caret.column);
    const still = options.hover === null || (options.caret && !options.hover);
    const place = still ? undefined : (options.hover ?? goodPlace(path.join(editor.folder, name)));
    if (place) await hoverOurs(text, place);
    await settle(() => text.decorations());
    fs.mkdirSync(path.dirname(options.screenshot), { recursive: true });
    await editor.page.screenshot({ path: options.screenshot });
  } finally {
    await editor.close();
  }
}

/**
 * Hovers until the extension answers, because other hovers, such as a link's, come sooner. Waits long enough for the
 * extension to start, load the model and read the text.
 * @param {{ hoverAt(line: number, column: number, patience?: number): Promise<{ text: string }> }} text
 * @param {{ line: number, column: number }} place
 */
async function hoverOurs(text, { line, column }) {
  for (const end = Date.now() + 60_000; ; ) {
    const hover = await text.hoverAt(line, column, 60_000);
    if (/predicted from|no past/.test(hover.text) || Date.now() > end) return;
  }
}

/** @param {string | undefined} name */
async function themeSetting(name) {
  await setup();
  try {
    return resolveTheme(name ?? "dark");
  } catch (error) {
    throw new BadUse(/** @type {Error} */ (error).message);
  }
}

/**
 * A letter in the middle of a line that has text before it, so that there is a past to colour.
 * @param {string} file
 */
function goodPlace(file) {
  const lines = fs.readFileSync(file, "utf8").split("\n").slice(0, 14);
  for (let line = lines.length; line > 0; line--) {
    const text = lines[line - 1] ?? "";
    const column = text.slice(text.length >> 1).search(/\p{L}/u) + (text.length >> 1) + 1;
    if (text.length > 16 && column > text.length >> 1) return { line, column };
  }
  return { line: 1, column: 1 };
}

/**
 * Waits until something is painted and no longer changes, for a few seconds at most.
 * @param {() => Promise<unknown[]>} read
 */
async function settle(read) {
  let last = "";
  for (let tries = 0; tries < 20; tries++) {
    const now = JSON.stringify(await read());
    if (now === last && now !== "[]") return;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
