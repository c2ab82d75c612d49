// Programs that tests need from the operating system: installed with apt where it may be (root on Debian or Ubuntu); elsewhere
// a test says in one line what is missing. In CI nothing is skipped for want of a program that apt has.
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

export function mayInstall() {
  return process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
}

/** @param {readonly string[]} packages */
export function install(packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (/** @type {string[]} */ ...args) =>
    execFileSync("apt-get", ["-qq", "-o", "DPkg::Lock::Timeout=300", ...args], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
  apt("update");
  apt("install", "-y", "--no-install-recommends", ...packages);
}

/**
 * The first of these programs that is on the PATH.
 * @param {readonly string[]} names
 * @returns {string | undefined}
 */
export function findProgram(names) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return candidates.find((file) => fs.existsSync(file));
}

/**
 * Options for test(): what it needs is installed if it may be, otherwise the test is skipped with a printed reason, never in CI.
 * @param {string} what
 * @param {() => boolean} isThere
 * @param {readonly string[]} packages of Debian, one after the other until it is there
 * @returns {{ skip?: string }}
 */
export function provide(what, isThere, packages) {
  for (const one of packages) if (!isThere() && mayInstall()) install([one]);
  if (isThere() || process.env.CI) return {};
  return { skip: `${what} is not here (on Debian: apt-get install ${packages.join(" ")})` };
}

/**
 * The same for a program on the PATH.
 * @param {string} program
 * @param {string} from the Debian package that has it
 */
export function provideProgram(program, from) {
  return provide(program, () => findProgram([program]) !== undefined, [from]);
}
