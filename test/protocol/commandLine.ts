// Runs the command line as a process, for tests: what it must print if it succeeds and if it refuses. Contains no
// tests.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

export const script = path.resolve("dist/cli.js");

export function cli(...args: string[]) {
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}

/** Runs a command that must print one JSON object on stdout and nothing on stderr. */
export function json<T>(...args: string[]): T {
  const run = cli(...args, "--json");
  assert.equal(run.stderr, "");
  assert.equal(run.status, 0);
  return JSON.parse(run.stdout) as T;
}

/** Runs a command that must exit with code 2, nothing on stdout and one matching line on stderr. */
export function refused(sentence: RegExp, ...args: string[]): void {
  assertRefused(cli(...args), sentence);
}

export function assertRefused(
  run: { status: number | null; stdout: string | Buffer; stderr: string | Buffer },
  sentence: RegExp,
): void {
  const said = String(run.stderr);
  assert.equal(run.status, 2, said);
  assert.equal(run.stdout.length, 0);
  assert.match(said, /^sparse-diff: [^\n]+\n$/);
  assert.match(said, sentence);
}
