// The attribution servers of one window, found among the processes of this machine, for the tests that stop them.
import type { OpenEditor } from "./page";

/** The processes of dist/server.js that this window's VS Code server has started. */
export function attributionServers(editor: OpenEditor): number[] {
  return editor.server.processes("dist/server.js");
}
