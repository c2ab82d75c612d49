// The native kernels take headers of the compiler, of Node-API and of Windows, none of the C library: a cross-compiler comes
// without the library of its platform. limits.h is the compiler's, but reads the library's.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

const FOLDER = "server/kernels/native";
const ALLOWED = [
  ...["stdbool.h", "stddef.h", "stdint.h"],
  ...["arm_neon.h", "cpuid.h", "immintrin.h"],
  ...["node_api.h", "windows.h"],
];

test("the native kernels include no header of the C library", () => {
  const included = fs
    .readdirSync(FOLDER)
    .filter((name) => /\.[ch]$/.test(name))
    .flatMap((name) => {
      const source = fs.readFileSync(`${FOLDER}/${name}`, "utf8");
      return [...source.matchAll(/^\s*#\s*include\s*<(.+)>/gm)].map(([, header = ""]) => header);
    });
  assert.deepEqual([...new Set(included)].sort(), [...ALLOWED].sort());
});
