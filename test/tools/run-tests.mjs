// Bundles every *.test.ts in the folders named on the command line and runs them with node:test, one process per
// folder, because starting a process per file takes longer than most files. Tests are found by pattern, never by a
// list; a folder without tests is an error. Worker threads that tests start (*.worker.ts) are bundled next to them.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { bundledName, bundleTests, root } from "./bundle.mjs";

/** Milliseconds. A file that takes longer is stuck. No test has its own limit. */
const LIMIT = 20 * 60_000;

const folders = process.argv.slice(2).filter((a) => !a.startsWith("-"));
const flags = process.argv.slice(2).filter((a) => a.startsWith("-"));
const out = path.join(root, "out/test");

const files = new Map();
const workers = [];
for (const folder of folders) {
  const sources = fs
    .readdirSync(path.join(root, "test", folder), { recursive: true })
    .map((f) => path.join("test", folder, f));
  const found = sources.filter((f) => f.endsWith(".test.ts"));
  if (found.length === 0) {
    console.error(`test/${folder}: no *.test.ts file found`);
    process.exit(2);
  }
  files.set(folder, found.sort());
  workers.push(...sources.filter((f) => f.endsWith(".worker.ts")));
}
// Node reads every source map when it loads the file, so the maps leave out the sources themselves.
await bundleTests([...[...files.values()].flat(), ...workers], out, { sourcesContent: false });
const entries = [...files].map(([folder, names]) => {
  const entry = path.join(out, `${folder}.js`);
  const suites = names.map((name) => {
    const file = JSON.stringify(`./${bundledName(name)}`);
    return `describe(${JSON.stringify(name)}, { timeout: ${LIMIT} }, () => void require(${file}));\n`;
  });
  fs.writeFileSync(entry, `const { describe } = require("node:test");\n${suites.join("")}`);
  return entry;
});
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...flags, ...entries], {
  cwd: root,
  stdio: "inherit",
});
process.exit(run.status ?? 1);
