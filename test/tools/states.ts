// Waits for a state outside the editor: a file that exists, a program that listens for Ctrl+C. No test asserts how
// long a state takes; the one limit ends a stuck run with a sentence.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE = 180_000;

export async function until(holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + PATIENCE; !holds(); await sleep(5))
    if (Date.now() > end) throw new Error(what);
}

/** Runs in the program before its own code: writes a file once the program itself listens for Ctrl+C. */
const NOTE = `process.on("newListener", (name) => {
  if (name === "SIGINT") require("node:fs").writeFileSync(__filename + ".listens", "");
});`;

/** Starts the command line and sends Ctrl+C once it has been working for a moment; returns its exit code. */
export async function interrupted(...args: string[]): Promise<number | null> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-ctrl-c-"));
  const note = path.join(folder, "note.cjs");
  fs.writeFileSync(note, NOTE);
  const child = spawn(process.execPath, ["--require", note, path.resolve("dist/cli.js"), ...args], {
    stdio: "ignore",
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const hangs = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  await until(
    () => fs.existsSync(`${note}.listens`) || child.exitCode !== null,
    "the program does not listen for Ctrl+C",
  );
  // The work begins right after that and goes on for much longer than this; any moment in it will do.
  await sleep(300);
  if (child.exitCode !== null) throw new Error("the program ended before it was interrupted");
  child.kill("SIGINT");
  const code = await ended;
  clearTimeout(hangs);
  fs.rmSync(folder, { recursive: true });
  return code;
}
