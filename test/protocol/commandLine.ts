// The command line as a process, for the tests that run it: what it must say where it succeeds and where it refuses. No test.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

export const script = path.resolve("dist/cli.js");

export function cli(...args: string[]) {
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}

/** stdout as the one JSON object it must be; nothing on stderr. */
export function json<T>(...args: string[]): T {
  const run = cli(...args, "--json");
  assert.equal(run.stderr, "");
  assert.equal(run.status, 0);
  return JSON.parse(run.stdout) as T;
}

/** Exit code 2, nothing on stdout, one line on stderr that matches. */
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
