// Bundles the benchmarks (*.bench.ts) with the worker thread, and runs those named on the command line, or all, one
// after another. They need dist/, which `npm run bench` builds first.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");
const out = path.join(root, "out/bench");
const all = fs
  .readdirSync(import.meta.dirname)
  .filter((f) => f.endsWith(".bench.ts"))
  .map((f) => f.replace(".bench.ts", ""));
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !all.includes(name));
if (unknown) {
  console.error(`${unknown}: no such benchmark; expected ${all.join(", ")}`);
  process.exit(2);
}
// Worker threads look for the native kernels beside themselves.
if (fs.existsSync(path.join(root, "dist/native")))
  fs.cpSync(path.join(root, "dist/native"), path.join(out, "native"), { recursive: true });
await esbuild.build({
  absWorkingDir: root,
  entryPoints: {
    ...Object.fromEntries(all.map((name) => [name, `test/bench/${name}.bench.ts`])),
    worker: "server/main.worker.ts",
  },
  inject: ["test/tools/nativeKernels.ts"],
  outdir: out,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "warning",
});
for (const name of asked.length > 0 ? asked : all) {
  console.log(`\n## ${name}`);
  const { status } = spawnSync(process.execPath, [path.join(out, `${name}.js`)], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
