// Bundles every *.test.ts of the folders named on the command line and runs them with node:test.
// Tests are found by pattern, never by a list; a folder without tests is an error. Worker threads that
// tests start (*.worker.ts) are bundled beside them.
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
  files.push(...found);
  workers.push(...sources.filter((f) => f.endsWith(".worker.ts")));
}
await esbuild.build({
  absWorkingDir: root,
  entryPoints: [...files, ...workers],
  inject: ["test/tools/seed.ts"],
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
