// Bundles parts of the sources for a script that measures recipes, and loads them. No measuring here.
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { buildKernels } from "../../server/kernels/assembly/build.mjs";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * @param {string} name of the bundle, in out/bench
 * @param {string} contents exports, by paths from the root
 */
export async function bundled(name, contents) {
  const outfile = path.join(root, `out/bench/${name}.mjs`);
  await buildKernels();
  await esbuild.build({
    stdin: { contents, resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  return import(pathToFileURL(outfile).href);
}
