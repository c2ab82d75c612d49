// Bundles every *.test.ts of the folders named on the command line and runs them with node:test.
// Tests are found by pattern, never by a list; a folder without tests is an error.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");
const folders = process.argv.slice(2).filter((a) => !a.startsWith("-"));
const flags = process.argv.slice(2).filter((a) => a.startsWith("-"));
const out = path.join(root, "out/test");
fs.rmSync(out, { recursive: true, force: true });

const files = [];
for (const folder of folders) {
  const found = fs
    .readdirSync(path.join(root, "test", folder), { recursive: true })
    .filter((f) => f.endsWith(".test.ts"))
    .map((f) => path.join("test", folder, f));
  if (found.length === 0) {
    console.error(`test/${folder}: no *.test.ts file found`);
    process.exit(2);
  }
  files.push(...found);
}
await esbuild.build({
  absWorkingDir: root,
  entryPoints: files,
  outbase: "test",
  outdir: out,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});
const built = files.map((f) => path.join(out, path.relative("test", f).replace(/\.ts$/, ".js")));
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...flags, ...built], {
  cwd: root,
  stdio: "inherit",
});
process.exit(run.status ?? 1);
