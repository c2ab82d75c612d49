// Creates a throwaway workspace folder for one editor: files from text, bytes or copies, and workspace settings.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onEnd } from "./cleanup.mjs";

/**
 * The content of a file: text, bytes, or another file to copy.
 * @typedef {string | Uint8Array | { copyOf: string }} Content
 */

/**
 * @param {Record<string, Content>} files by path inside the workspace
 * @param {import("./settings.mjs").Settings} [settings] written to .vscode/settings.json
 */
export function makeWorkspace(files, settings) {
  const created = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-workspace-"));
  const remove = onEnd(() => fs.rmSync(created, { recursive: true, force: true }));
  // The real path, so that the addresses VS Code builds from it equal those that tests build.
  const folder = fs.realpathSync(created);
  const all = settings
    ? { ...files, ".vscode/settings.json": JSON.stringify(settings, null, 2) }
    : files;
  for (const [name, content] of Object.entries(all)) {
    const target = path.join(folder, name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (typeof content === "string" || content instanceof Uint8Array) {
      fs.writeFileSync(target, content);
    } else {
      fs.copyFileSync(content.copyOf, target);
      fs.chmodSync(target, 0o644);
    }
  }
  return { folder, remove };
}
