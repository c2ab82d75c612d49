// What is written to the disk: whole files, under a temporary name until they are complete. The name says which process owns it, so
// that the files of killed processes can be removed. Not here: reading (filesRead.node.ts).
import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, readlinkSync, type Stats } from "node:fs";
import { open, readdir, readlink, realpath, rename, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, isAbsolute, join, sep } from "node:path";
import type { AtomicWrite } from "./files";
import { Refused, refuseForeign } from "./filesRead.node";
import { l10n } from "./protocol/words/l10n";

/**
 * A process id only means something on its own machine and in its own container, but a shared folder may serve
 * several.
 */
const MACHINE = createHash("sha256")
  .update(`${hostname()}\0${processSpace()}`)
  .digest("hex")
  .slice(0, 8);
const NAME = /^\.sparse-diff-([0-9a-f]{8})-([1-9]\d*)-[0-9a-f]{12}\.tmp$/;

const OWNER_WRITES = 0o200;

/** As many as Linux follows. */
const MOST_LINKS = 40;

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

/** What is there now, if anything. @throws Refused if that is no regular file of this machine */
export async function replaceable(path: string): Promise<Stats | undefined> {
  refuseForeign(path);
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile())
    throw new Refused(
      existing.isDirectory() ? l10n`it is a folder` : l10n`it is not a regular file`,
    );
  return existing;
}

/**
 * The file that is written for `path`: where its symbolic links lead, even if nothing is there yet. Its folder may not exist.
 * @throws Refused for a link to another machine, and the system's error if the links lead in a circle
 */
export async function goalOf(path: string): Promise<string> {
  refuseForeign(path);
  let goal = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const real = await realpath(goal).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ELOOP") throw error;
    });
    if (real !== undefined) return real;
    const link = await readlink(goal).catch(() => undefined);
    if (link === undefined) break;
    refuseForeign(link);
    // Not join(): it would take '..' back along the names, where the system goes up from the folder that a name leads to.
    goal = isAbsolute(link) ? link : `${dirname(goal)}${sep}${link}`;
  }
  const folder = await realpath(dirname(goal)).catch(() => undefined);
  return folder === undefined ? goal : join(folder, basename(goal));
}

/**
 * Creates the temporary file of `path` at once: a process that ends while the system is asked to create one would leave it behind.
 * @returns its name, which `unfinished` has from now on
 */
export function createTemporary(path: string, unfinished: Set<string>, mode = 0o666): string {
  const name = temporaryName(path);
  closeSync(openSync(name, "wx", mode));
  unfinished.add(name);
  return name;
}

/** @param unfinished has the temporary name while it is there */
export async function writeAtomic(
  path: string,
  bytes: Uint8Array,
  unfinished: Set<string>,
): Promise<void> {
  const writing = await startAtomic(path, unfinished);
  try {
    await writing.write(bytes);
    await writing.finish();
  } finally {
    await writing.discard();
  }
}

/** The same, piece by piece. */
export async function startAtomic(path: string, unfinished: Set<string>): Promise<AtomicWrite> {
  const existing = await replaceable(path);
  // For a symbolic link, write the file it points to, and keep the link.
  const goal = await goalOf(path);
  await sweep(dirname(goal));
  const mode = existing ? existing.mode & 0o777 : 0o666;
  const name = createTemporary(goal, unfinished, mode | OWNER_WRITES);
  const file = await open(name, "r+").catch(async (error) => {
    if (unfinished.delete(name)) await unlink(name).catch(() => undefined);
    throw error;
  });
  if ((mode & OWNER_WRITES) === 0) await file.chmod(mode);
  return {
    write: (bytes) => file.writeFile(bytes),
    async finish() {
      await file.sync();
      await file.close();
      await rename(name, goal);
      unfinished.delete(name);
    },
    async discard() {
      if (!unfinished.delete(name)) return;
      await file.close().catch(() => undefined);
      await unlink(name).catch(() => undefined);
    },
  };
}
