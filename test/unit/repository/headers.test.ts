// Every source file opens with what it is, and stands within the size of a file that can be read in one go.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";

const FOLDERS = ["extension", "media", "packaging", "server", "test"];
const SOURCE = /\.(ts|mjs|cjs)$/;
const MOST_LINES = 390;

const sources = FOLDERS.flatMap((folder) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((file) => path.join(folder, file))
    .filter((file) => SOURCE.test(file) && !/node_modules|\bdata\b|\/generated\//.test(file)),
);

test("every source file opens with a comment, and its imports stand right below", () => {
  assert.ok(sources.length > 500, `${sources.length} files`);
  for (const file of sources) {
    const [first = "", ...others] = fs.readFileSync(file, "utf8").split("\n");
    assert.match(first, /^(\/\/ |#!)/, `${file} does not say what it is`);
    const end = others.findIndex((line) => !line.startsWith("//"));
    const isGap = others[end] === "" && /^import /.test(others[end + 1] ?? "");
    assert.ok(!isGap, `${file}: an empty line above the imports`);
  }
});

test("no source file is too long to be read in one go", () => {
  for (const file of sources) {
    const lines = fs.readFileSync(file, "utf8").split("\n").length;
    assert.ok(lines <= MOST_LINES, `${file} has ${lines} lines`);
  }
});
