// Allows one installation at a time, by a lock file with the owner's process id. It only saves work (two concurrent
// installs would both be correct, since the rename decides), so a stale lock may simply be removed.
import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Whether a process with this id is running.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is running, as another user.
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * Runs `work` while holding `file`; `onWait` is called once if another process holds it.
 * @template T
 * @param {string} file
 * @param {() => void} onWait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  for (let waited = false; !take(file); waited = true) {
    if (!waited) onWait();
    await sleep(500);
  }
  try {
    return await work();
  } finally {
    fs.rmSync(file, { force: true });
  }
}

/** @param {string} file */
function take(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  }
  const owner = Number(readIfThere(file));
  // An empty file is a lock that is just being written: wait, unless it stays empty for a while.
  const stale = owner ? !isAlive(owner) : ageSeconds(file) > 10;
  if (stale) fs.rmSync(file, { force: true });
  return false;
}

/** @param {string} file */
function readIfThere(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

/** @param {string} file */
function ageSeconds(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat ? (Date.now() - stat.mtimeMs) / 1000 : 0;
}
