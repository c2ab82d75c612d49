// The processes that a VS Code server has started, read from /proc: the extension hosts of its windows and what they
// have started. Linux only, like the whole editor host.
import fs from "node:fs";

/**
 * The descendants of a process whose command line contains `words`.
 * @param {number} ancestor
 * @param {string} words
 * @returns {number[]}
 */
export function descendants(ancestor, words) {
  const parents = new Map(
    fs
      .readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const descends = (/** @type {number} */ pid) => {
    for (let up = parents.get(pid); up; up = parents.get(up)) if (up === ancestor) return true;
    return false;
  };
  return [...parents.keys()].filter((pid) => descends(pid) && commandOf(pid).includes(words));
}

/** @param {number} pid */
function parentOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

/** @param {number} pid */
function commandOf(pid) {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
}

/**
 * Empty if the process has ended meanwhile.
 * @param {string} file
 */
function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
