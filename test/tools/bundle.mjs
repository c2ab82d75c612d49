// Bundles tests and their worker threads for Node, with a seed that a failure prints. run-tests.mjs and one-test.mjs
// decide which files, and run them.
import fs from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";

export const root = path.resolve(import.meta.dirname, "../..");

/**
 * @param {string[]} entryPoints below test/, from the root
 * @param {string} out a folder that is emptied first; each file stands in it as below test/, called .js
 * @param {esbuild.BuildOptions} [more]
 */
export async function bundleTests(entryPoints, out, more) {
  fs.rmSync(out, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    inject: ["test/tools/seed.ts", "test/tools/nativeKernels.ts"],
    outbase: "test",
    outdir: out,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // It reads files beside its own.
    external: ["playwright-core"],
    sourcemap: "inline",
    logLevel: "warning",
    ...more,
  });
}

/** @param {string} source below test/ */
export function bundledName(source) {
  return path.relative("test", source).replace(/\.ts$/, ".js");
}
