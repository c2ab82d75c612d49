// openEditor: a server, a window with the extension loaded, and the helpers for both, in one call. This is all that a
// page test or a picture needs. Every call has its own user data and workspace.
import path from "node:path";
import { packagedExtension, root } from "../cache.mjs";
import { runByKey } from "../keys.mjs";
import { ownPlace } from "../place.mjs";
import { resolveTheme } from "../settings.mjs";
import { setup } from "../setup.mjs";
import { openWindow } from "../window.mjs";
import { makeWorkspace } from "../workspace.mjs";
import { domScript } from "./dom-script.mjs";
import { makeEditor } from "./editor.mjs";
import { makePalette } from "./palette.mjs";
import { makeWorkbench } from "./workbench.mjs";

/**
 * @typedef {object} EditorOptions
 * @property {Record<string, import("../workspace.mjs").Content>} [files] of a throwaway workspace
 * @property {string} [folder] an existing workspace instead, opened in place
 * @property {string} [workspace] a .code-workspace file inside it, opened as a workspace of several folders is
 * @property {string} [open] the file of the first editor, inside the workspace; the first of `files` by default
 * @property {import("../settings.mjs").Settings} [settings] user settings
 * @property {import("../settings.mjs").Settings} [workspaceSettings] with `files` only
 * @property {string} [theme] a theme's name, or dark, light, hc-dark, hc-light
 * @property {string} [language] of the window, such as de; what VS Code itself says stays English
 * @property {boolean} [trust] whether the workspace is trusted; true by default
 * @property {{ width: number, height: number }} [viewport]
 * @property {number} [deviceScaleFactor] 2 doubles the resolution of pictures
 * @property {string[]} [extensions] folders of further extensions to have installed
 * @property {Record<string, string>} [env] environment of the server and of its extension hosts
 * @property {string | null} [extension] the extension's folder; null for none; by default this repository, or the archive
 *   that `run.mjs --installed` names
 */
/** @typedef {Awaited<ReturnType<typeof openEditor>>} OpenEditor */

/** @type {Set<{ page: import("playwright-core").Page, screenshot(name: string): Promise<string> }>} */
const open = new Set();

/** The editors of this process that are not closed yet. */
export const openEditors = () => [...open];

/**
 * @param {EditorOptions} options
 * @param {typeof ownPlace} [placeFor] where the window opens; a place of its own by default
 */
export async function openEditor(options, placeFor = ownPlace) {
  const { files = {}, trust, extension, extensions, env, theme = "dark" } = options;
  const own = options.folder ? undefined : makeWorkspace(files, options.workspaceSettings);
  const folder = path.resolve(options.folder ?? own?.folder ?? "");
  const packaged = extension === undefined ? packagedExtension() : undefined;
  await setup(); // it contains the names of the themes
  const first = options.open ?? Object.keys(files)[0];
  const { page, server, leave } = await placeFor({
    server: {
      ...(trust === undefined ? {} : { trust }),
      ...(extensions ? { extensions } : {}),
      ...(env ? { env } : {}),
      packaged,
      settings: { "workbench.colorTheme": resolveTheme(theme), ...options.settings },
    },
    page: {
      ...(options.viewport ? { viewport: options.viewport } : {}),
      ...(options.deviceScaleFactor ? { deviceScaleFactor: options.deviceScaleFactor } : {}),
    },
  });
  await page.addInitScript({ content: await domScript() });
  if (options.language) await page.addInitScript(setLanguage, options.language);
  await openWindow(page, server, {
    folder: path.join(folder, options.workspace ?? ""),
    ...(packaged ? { extension: null } : extension === undefined ? {} : { extension }),
    ...(first ? { file: path.join(folder, first) } : {}),
  });

  const palette = makePalette(page);
  const opened = {
    page,
    folder,
    server,
    ...palette,
    ...makeWorkbench(page),

    /**
     * The editor on a file of the workspace, which must be open.
     * @param {string} file
     * @param {number} [group] which one, if the file is open several times
     */
    editor: (file, group) => makeEditor(page, palette, path.join(folder, file), group),

    /**
     * Opens a file of the workspace in the active group.
     * @param {string} file
     */
    async open(file) {
      // By its whole path, which finds a new file at once; the search for names may not know it yet.
      await palette.openAndChoose("Control+p", path.join(folder, file), path.basename(file));
      const editor = opened.editor(file);
      await editor.waitFor();
      return editor;
    },

    /**
     * Runs a command by its key, as where the palette does not offer it.
     * @param {string} command
     */
    runByKey: (command) => runByKey(page, command),

    /**
     * Takes a picture of the window, kept as out/screenshots/NAME.png.
     * @param {string} name
     */
    async screenshot(name) {
      const file = path.join(root, "out/screenshots", `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },

    async close() {
      open.delete(opened);
      await leave();
      own?.remove();
    },
  };
  open.add(opened);
  if (first) await opened.editor(first).waitFor();
  return opened;
}

/**
 * Runs in the page, before its own scripts: the language as VS Code's own translations set it.
 * @param {string} language
 */
function setLanguage(language) {
  Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
}
