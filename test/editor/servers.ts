// Finds the attribution servers of one window among this machine's processes, for tests that stop them.
import { setTimeout as sleep } from "node:timers/promises";
import { PATIENCE } from "../tools/editor-host/patience.mjs";
import type { OpenEditor } from "./page";

/** The processes of dist/server.js started by this window's VS Code server. */
export function attributionServers(editor: OpenEditor): number[] {
  return editor.server.processes("dist/server.js");
}

/**
 * Kills the servers and stops the next one before it can answer anything, so that the window waits for it.
 * @returns lets that one go on
 */
export async function holdNextServer(editor: OpenEditor): Promise<() => void> {
  const before = attributionServers(editor);
  for (const server of before) process.kill(server, "SIGKILL");
  for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(10)) {
    const server = attributionServers(editor).find((pid) => !before.includes(pid));
    if (server === undefined) continue;
    process.kill(server, "SIGSTOP");
    return () => process.kill(server, "SIGCONT");
  }
  throw new Error("no server is started");
}

/**
 * Lets the servers work for a tenth of the time, so that what lasts a moment can be looked at.
 * @returns lets them go on as before
 */
export function slowServers(editor: OpenEditor): () => Promise<void> {
  let isOver = false;
  const slowing = (async () => {
    while (!isOver) {
      const servers = attributionServers(editor);
      for (const server of servers) process.kill(server, "SIGSTOP");
      await sleep(180);
      for (const server of servers) process.kill(server, "SIGCONT");
      await sleep(20);
    }
  })();
  return () => {
    isOver = true;
    return slowing;
  };
}
