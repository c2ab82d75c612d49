// `npm run pictures`: makes the walkthrough's pictures, every step in a dark and a light theme, from the real editor with
// the extension in it; the high contrast themes show these too, since the archive is to stay small. They are kept in media/walkthrough. Not the picture of the README: npm start -- --screenshot.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "./editor-host/cache.mjs";
import { openEditor } from "./editor-host/page/open.mjs";
import { eventually } from "./editor-host/patience.mjs";
import { resolveTheme } from "./editor-host/settings.mjs";
import { setup } from "./editor-host/setup.mjs";

/** The suffix of a theme's pictures, as the manifest names them, and the theme's short name. */
const THEMES = { dark: "dark", light: "light" };
/** For the sidebar and the pickers, which a small window makes narrow. */
const LARGE = { width: 1000, height: 640 };
const SIZE = { width: 620, height: 420 };
/** Of WebP, from 0 to 1: at this the letters are still sharp. */
const QUALITY = 0.2;
const MOST_BYTES = 18_000;
const FOLDER = path.join(root, "media/walkthrough");

/** @typedef {import("./editor-host/page/open.mjs").OpenEditor} OpenEditor */
/** @typedef {{ x: number, y: number, width: number, height: number }} Clip */

/** Their own text, and a model of their own, as the last two steps show them. */
const FILES = {
  "notes.md": "# Notes\n\nA few lines of one's own: a model can be trained on them in seconds.\n",
  "my-model.pt": { copyOf: path.join(root, "test/data/nets/torch-lstm-state.pt") },
  "sample.xml": { copyOf: path.join(root, "media/sample/sample.xml") },
};

execFileSync(process.execPath, [path.join(root, "esbuild.mjs")], { cwd: root, stdio: "inherit" });
await setup();
fs.mkdirSync(FOLDER, { recursive: true });
for (const [suffix, theme] of Object.entries(THEMES)) await takeAll(suffix, resolveTheme(theme));

/**
 * @param {string} suffix
 * @param {string} theme
 */
async function takeAll(suffix, theme) {
  const editor = await openEditor({
    files: FILES,
    open: "sample.xml",
    theme,
    viewport: LARGE,
    settings: { "workbench.activityBar.location": "top", "breadcrumbs.enabled": false },
    workspaceSettings: {
      "sparseDiff.enabledFor": ["**/sample.xml"],
      "sparseDiff.models": {
        "**/sample.xml": path.join(root, "media/sample/sample.bin"),
      },
    },
  });
  const take = async (/** @type {string} */ step, /** @type {Clip} */ clip) => {
    const file = path.join(FOLDER, `${step}-${suffix}.webp`);
    const bytes = await webp(
      editor,
      clip,
      path.join(root, `out/screenshots/${step}-${suffix}.png`),
    );
    if (bytes.length > MOST_BYTES)
      throw new Error(`${file}: ${bytes.length} bytes; expected ${MOST_BYTES} at most`);
    fs.writeFileSync(file, bytes);
    console.log(`${path.relative(root, file)} ${bytes.length}`);
  };
  try {
    const text = editor.editor("sample.xml");
    await editor.runCommand("View: Close Primary Side Bar");
    await editor.page.setViewportSize(SIZE);
    await text.placeCaret(17, 30);
    await painted(text);
    await take("sample", await boxOf(editor, ".part.editor", 0.75));
    const hover = await eventually(
      () => text.hoverAt(17, 30),
      ({ text: said }) => /Decisive[\s\S]*More/.test(said),
      "the hover is not there",
    );
    await take("hover", await around(editor, hover.element));
    await editor.page.keyboard.press("Escape");
    await editor.page.setViewportSize(LARGE);
    await sidebar(editor);
    await take("threshold", await boxOf(editor, ".part.sidebar"));
    await editor.runCommand("View: Close Primary Side Bar");
    await editor.open("notes.md");
    await editor.runCommand("Sparse Diff: Train Model on This File");
    await editor.labels();
    await take("text", await boxOf(editor, ".quick-input-widget"));
    await editor.page.keyboard.press("Escape");
    await editor.runCommand("Sparse Diff: Select Model");
    await editor.page
      .locator(".quick-input-list")
      .getByText("8.08 bits per byte here")
      .first()
      .waitFor();
    await take("model", await boxOf(editor, ".quick-input-widget"));
  } finally {
    await editor.close();
  }
}

/**
 * The sidebar with the threshold on, its first parts folded so that the threshold is seen.
 * @param {OpenEditor} editor
 */
async function sidebar(editor) {
  await editor.runCommand("View: Show Sparse Differentiation");
  const page = editor.webview();
  await page.locator("main[data-ready]").waitFor();
  for (const title of ["Attribution by lag", "Causes", "Strongest"])
    await page.locator("summary", { hasText: title }).click();
  await page.getByLabel("Sparsity threshold", { exact: true }).check();
  await page.getByText(/of 128 neurons and/).waitFor();
  await page.getByText(/of 128 neurons and/).scrollIntoViewIfNeeded();
}

/** @param {{ decorations(): Promise<unknown[]> }} text */
async function painted(text) {
  let last = "";
  await eventually(
    async () => JSON.stringify(await text.decorations()),
    (now) => {
      const isStill = now === last && now.length > 1000;
      last = now;
      return isStill;
    },
    "the colours do not settle",
    500,
  );
}

/**
 * @param {OpenEditor} editor
 * @param {string} selector
 * @param {number} [part] of the height, from the top
 * @returns {Promise<Clip>}
 */
async function boxOf(editor, selector, part = 1) {
  const box = await editor.page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`There is no ${selector} to take a picture of.`);
  return { ...box, height: Math.round(box.height * part) };
}

/**
 * The whole width, from a little above an element to the lines below it.
 * @param {OpenEditor} editor
 * @param {import("playwright-core").Locator} element
 */
async function around(editor, element) {
  const box = await element.boundingBox();
  const part = await boxOf(editor, ".part.editor");
  if (!box) throw new Error("There is no hover to take a picture of.");
  const top = Math.max(0, box.y - 8);
  return { ...part, y: top, height: Math.min(part.y + part.height, box.y + box.height + 40) - top };
}

/**
 * A picture of the window as WebP, which the browser writes.
 * @param {OpenEditor} editor
 * @param {Clip} clip
 * @param {string} file the same as PNG, to look at
 * @returns {Promise<Buffer>}
 */
async function webp({ page }, clip, file) {
  const png = (await page.screenshot({ clip, path: file })).toString("base64");
  const blank = await page.context().newPage();
  try {
    const base64 = await blank.evaluate(draw, { png, quality: QUALITY });
    return Buffer.from(base64, "base64");
  } finally {
    await blank.close();
  }
}

/**
 * Runs in a page.
 * @param {{ png: string, quality: number }} options
 */
async function draw({ png, quality }) {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  const [, base64 = ""] = canvas.toDataURL("image/webp", quality).split(",");
  return base64;
}
