// The attribution servers of one window, found among the processes of this machine, for the tests that stop them.
import fs from "node:fs";
import type { OpenEditor } from "./page";

/** The processes of dist/server.js that this window's VS Code server has started. */
export function attributionServers(editor: OpenEditor): number[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => belongsTo(editor, pid));
}

function belongsTo(editor: OpenEditor, pid: number): boolean {
  try {
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
    if (!command.includes("dist/server.js")) return false;
    for (let up = pid; up > 1; up = parentOf(up)) {
      const line = fs.readFileSync(`/proc/${up}/cmdline`, "utf8");
      if (line.includes(editor.server.data)) return true;
    }
  } catch {
    // It ended while it was looked at.
  }
  return false;
}

function parentOf(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}
