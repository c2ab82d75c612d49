// Builds everything that ships into dist/: the extension, the server, the command line.
// The WebAssembly kernels are compiled first (--kernels: only those), because the bundles inline them.
import * as esbuild from "esbuild";
import { buildKernels } from "./server/kernels/assembly/build.mjs";

await buildKernels();
if (!process.argv.includes("--kernels")) {
  const node = {
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: true,
    outdir: "dist",
    logLevel: "warning",
  };
  await esbuild.build({
    ...node,
    external: ["vscode"],
    entryPoints: {
      extension: "extension/main.node.ts",
      server: "server/main.node.ts",
      worker: "server/main.worker.ts",
    },
  });
  await esbuild.build({
    ...node,
    entryPoints: { cli: "server/cli.ts" },
    banner: { js: "#!/usr/bin/env node" },
  });
  await esbuild.build({
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "es2022",
    minify: true,
    outdir: "dist",
    logLevel: "warning",
    entryPoints: { sidebar: "media/sidebar/main.ts" },
  });
}
