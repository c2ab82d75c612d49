// Numbers that are answered have the same bits in every engine: no file of the server takes elementary functions or powers from
// the engine, but for those that are named here with the reason.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

/** By the beginning of their path. */
const ALLOWED: Readonly<Record<string, string>> = {
  "server/protocol/": "words: a number is rounded to a few digits there",
  "server/counting/stringTrie.ts": "whole powers of two",
  "server/nets/kinds.ts": "a whole power of two",
  "server/nets/tensors.ts": "whole powers of two",
  "server/statistics/normSpread.ts": "a whole power of two",
  "server/training/corpus/checkpointNumbers.ts": "a whole power of two",
  "server/training/recipe.ts": "a whole power of two",
  "server/attribution/trace.ts": "an estimate of time",
};
const FROM_THE_ENGINE =
  /\bMath\.(a?cosh?|a?sinh?|a?tanh?|atan2|cbrt|exp|expm1|log|log10|log1p|log2|pow)\b/;
/** Of what is not written as a number, or by what is not: 2 ** 20 is whole. */
const POWER = /[^\s*\d.] \*\* |[\d.] \*\* -?[^\s\d-]/;

const files = fs
  .readdirSync("server", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => `server/${name.replaceAll("\\", "/")}`)
  .filter((name) => !name.startsWith("server/kernels/generated/"));

function wrongLines(file: string): string[] {
  return fs
    .readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => !/^\s*(\/\/|\/?\*)/.test(line))
    .map((line) => line.replace(/ \/\/.*$/, ""))
    .filter((line) => FROM_THE_ENGINE.test(line) || POWER.test(line))
    .map((line) => `${file}: ${line.trim()}`);
}

test("elementary functions come from kernels/elementary.ts", () => {
  const others = files.filter(
    (file) => !Object.keys(ALLOWED).some((name) => file.startsWith(name)),
  );
  assert.ok(others.length > 100);
  assert.deepEqual(others.flatMap(wrongLines), []);
});

test("every exception is needed", () => {
  for (const name of Object.keys(ALLOWED)) {
    const own = files.filter((file) => file.startsWith(name));
    assert.ok(own.flatMap(wrongLines).length > 0, name);
  }
});
