// The temporary files of writes under way: a name that says whose they are, their end with the process, and the
// removal of those whose process was killed. Not here: writing.
import { createHash, randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { readdir, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import type { Files } from "./files";

/**
 * A number of a process says something on its own machine only, and in its own container: a shared folder may hold
 * files of several.
 */
const MACHINE = createHash("sha256")
  .update(`${hostname()}\0${processSpace()}`)
  .digest("hex")
  .slice(0, 8);
const NAME = /^\.sparse-diff-([0-9a-f]{8})-([1-9]\d*)-[0-9a-f]{12}\.tmp$/;

/** .sparse-diff-MACHINE-PROCESS-RANDOM.tmp in the folder of `path`; as long for every path. */
export function temporaryName(path: string): string {
  const random = randomBytes(6).toString("hex");
  return join(dirname(path), `.sparse-diff-${MACHINE}-${process.pid}-${random}.tmp`);
}

/** Removes the temporary files in a folder whose process is gone. Best done quietly: throws nothing. */
export async function sweep(folder: string): Promise<void> {
  // A folder that cannot be listed, or a file that is gone already: nothing to do for this process.
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const [, machine, id] = NAME.exec(name) ?? [];
    if (machine !== MACHINE || isAlive(Number(id))) continue;
    await unlink(join(folder, name)).catch(() => undefined);
  }
}

/** However the process ends, short of being killed, it leaves no unfinished file. */
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
    // Anything else, as a lack of permission, means that there is such a process.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function processSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return ""; // a system without containers of this kind
  }
}
