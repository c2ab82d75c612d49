// The attribution servers that a window under test has started, found by their ancestors.
import fs from "node:fs";
import type { OpenEditor } from "./page";

/** Process ids of dist/server.js. */
export function attributionServers(editor: OpenEditor): number[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => belongsTo(editor, pid));
}

function belongsTo(editor: OpenEditor, pid: number): boolean {
  try {
    if (!commandOf(pid).includes("dist/server.js")) return false;
    for (let up = pid; up > 1; up = parentOf(up))
      if (commandOf(up).includes(editor.server.data)) return true;
  } catch {
    // It ended while it was looked at.
  }
  return false;
}

function commandOf(pid: number): string {
  return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
}

function parentOf(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}
