// Finds the attribution servers of one window among this machine's processes, for tests that stop them.
import type { OpenEditor } from "./page";

/** The processes of dist/server.js started by this window's VS Code server. */
export function attributionServers(editor: OpenEditor): number[] {
  return editor.server.processes("dist/server.js");
}
