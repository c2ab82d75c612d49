// The temporary files of unfinished writes: their names, which say which process owns them; their removal when the
// process ends; and the removal of those left by killed processes. Not here: writing.
import { createHash, randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { readdir, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import type { Files } from "./files";

/**
 * A process id only means something on its own machine and in its own container, but a shared folder may serve
 * several.
 */
const MACHINE = createHash("sha256")
  .update(`${hostname()}\0${processSpace()}`)
  .digest("hex")
  .slice(0, 8);
const NAME = /^\.sparse-diff-([0-9a-f]{8})-([1-9]\d*)-[0-9a-f]{12}\.tmp$/;

/** .sparse-diff-MACHINE-PROCESS-RANDOM.tmp in the folder of `path`; the name is equally long for every path. */
export function temporaryName(path: string): string {
  const random = randomBytes(6).toString("hex");
  return join(dirname(path), `.sparse-diff-${MACHINE}-${process.pid}-${random}.tmp`);
}

/** Removes the temporary files in a folder whose process is gone. Best effort: never throws. */
export async function sweep(folder: string): Promise<void> {
  // The folder cannot be listed, or the file is already gone: nothing to do.
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, machine, id] = NAME.exec(name) ?? [];
    if (machine !== MACHINE || isAlive(Number(id))) continue;
    await unlink(join(folder, name)).catch(() => undefined);
  }
}

/** Removes unfinished files when the process ends in any way other than being killed. */
export function discardAtEnd(files: Files, interrupted?: () => void): void {
  process.once("exit", () => files.discardUnfinished());
  for (const [signal, code] of [
    ["SIGHUP", 129],
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    process.once(signal, () => {
      interrupted?.();
      process.exit(code);
    });
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Any other error, such as a lack of permission, means that the process exists.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function processSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return ""; // a platform without PID namespaces
  }
}
