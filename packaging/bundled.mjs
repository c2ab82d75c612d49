// Which packages of node_modules are inside the bundles, read from esbuild's metafiles, with their lockfile entries.
// Refuses a development dependency, because npm audit --omit=dev would not check it. Paths are relative to the root,
// where npm runs its scripts.
import fs from "node:fs";

/**
 * @typedef {object} Bundled
 * @property {string} folder relative to the root; also its key in the lockfile
 * @property {string} name
 * @property {string} version
 * @property {string} licence an SPDX expression
 * @property {string} integrity of the archive npm installed it from, 'sha512-' and base64
 */
/** @typedef {{ version: string, license?: string, integrity?: string, dev?: boolean }} Locked */

/**
 * The packages with at least one byte in an output, by folder.
 * @param {import("esbuild").Metafile[]} metafiles
 * @param {Record<string, Locked>} [locked]
 * @returns {Bundled[]}
 */
export function bundledPackages(metafiles, locked = readLockfile()) {
  const folders = new Set(metafiles.flatMap(packageFolders));
  return [...folders].sort().map((folder) => {
    const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
    const entry = locked[folder];
    if (!entry) throw new Error(`${folder} is bundled, but package-lock.json does not name it.`);
    if (entry.dev) {
      throw new Error(
        `${name} is bundled, but it is a development dependency: move it, or what needs it, to "dependencies" in package.json.`,
      );
    }
    const { version, license, integrity } = entry;
    if (!license || !integrity) {
      throw new Error(`package-lock.json: ${folder} needs both "license" and "integrity".`);
    }
    return { folder, name, version, licence: license, integrity };
  });
}

/** @returns {Record<string, Locked>} */
function readLockfile() {
  return JSON.parse(fs.readFileSync("package-lock.json", "utf8")).packages;
}

/** @param {import("esbuild").Metafile} metafile */
function packageFolders({ outputs }) {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      // Greedy, because in nested node_modules the innermost folder is the package.
      .flatMap(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
}
