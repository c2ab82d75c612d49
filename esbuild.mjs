// Builds everything that ships into dist/: the extension, the server, the command line. With --production minified,
// without source maps, and with the licences and the bill of materials of what is bundled.
// The WebAssembly kernels are compiled first (--kernels: only those), because the bundles inline them.
import fs from "node:fs";
import * as esbuild from "esbuild";
import { bundledPackages } from "./packaging/bundled.mjs";
import { billOfMaterials, thirdPartyNotices } from "./packaging/notices.mjs";
import { buildKernels } from "./server/kernels/assembly/build.mjs";

const production = process.argv.includes("--production");

await buildKernels();
if (!process.argv.includes("--kernels")) {
  const every = {
    bundle: true,
    metafile: true,
    minify: production,
    // Licences that packages ask to keep are in the notices, whole.
    legalComments: production ? "none" : "eof",
    outdir: "dist",
    logLevel: "warning",
  };
  const node = {
    ...every,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: !production,
  };
  const built = [
    await esbuild.build({
      ...node,
      external: ["vscode"],
      entryPoints: {
        extension: "extension/main.node.ts",
        server: "server/main.node.ts",
        worker: "server/main.worker.ts",
      },
    }),
    await esbuild.build({
      ...node,
      entryPoints: { cli: "server/cli.ts" },
      banner: { js: "#!/usr/bin/env node" },
    }),
    await esbuild.build({
      ...every,
      minify: true,
      platform: "browser",
      format: "iife",
      target: "es2022",
      entryPoints: { sidebar: "media/sidebar/main.ts" },
    }),
  ];
  if (production) {
    const packages = bundledPackages(built.map(({ metafile }) => metafile));
    const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
    fs.writeFileSync("dist/THIRD-PARTY-NOTICES.txt", thirdPartyNotices(packages));
    fs.writeFileSync("dist/sbom.cdx.json", billOfMaterials(packages, manifest));
  }
}
