// Builds everything that ships into dist/: the extension, the server, the command line. --production minifies, omits
// source maps and adds the licences and bill of materials of what is bundled. --watch keeps running and rebuilds what
// changes; a changed kernel is compiled at the next start. The WebAssembly kernels are compiled first (--kernels:
// nothing else), because the bundles inline them.
import fs from "node:fs";
import * as esbuild from "esbuild";
import { bundledPackages } from "./packaging/bundled.mjs";
import { buildNativeEverywhere, buildNativeHere } from "./packaging/native.mjs";
import { billOfMaterials, thirdPartyNotices } from "./packaging/notices.mjs";
import { buildKernels } from "./server/kernels/assembly/build.mjs";

/**
 * In a browser, an import of NAME.node is NAME.browser: the same for a browser, with the same exports.
 * @type {import("esbuild").Plugin}
 */
const browserFiles = {
  name: "browser-files",
  setup: ({ onResolve, resolve }) =>
    onResolve({ filter: /^\..*\.node$/ }, ({ path, importer, resolveDir, kind }) =>
      resolve(path.replace(/\.node$/, ".browser"), { importer, resolveDir, kind }),
    ),
};

/**
 * In the pages, media/page/library.ts is what the script plot.js has left behind.
 * @type {import("esbuild").Plugin}
 */
const plotBeside = {
  name: "plot-beside",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/library$/ }, () => ({ path: "plot", namespace: "beside" }));
    onLoad({ filter: /^plot$/, namespace: "beside" }, () => ({
      contents: "module.exports = globalThis.sparsePlot;",
    }));
  },
};

/** Entered by a file of this name, a module of which they share most with each other. */
const SHARING = ["server", "worker", "cli"];

/** What a bundled package may expect that modules do not have. */
const banner = [
  'import { createRequire as sparseRequire } from "node:module";',
  'import { fileURLToPath as sparsePath } from "node:url";',
  "const require = sparseRequire(import.meta.url);",
  'const __dirname = sparsePath(new URL(".", import.meta.url));',
].join("\n");

const production = process.argv.includes("--production");
const watching = process.argv.includes("--watch");

await buildKernels();
if (!process.argv.includes("--kernels")) {
  const every = {
    bundle: true,
    metafile: true,
    minify: production,
    // The notices contain in full the licences that packages ask to keep.
    legalComments: production ? "none" : "eof",
    // What it would read from files comes with the editor's messages, so no host needs its part for Node.
    alias: { "@vscode/l10n": "@vscode/l10n/dist/browser.js" },
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
  const page = { ...every, minify: true, platform: "browser", format: "iife", target: "es2022" };
  const npmLibrary = { format: "esm", outdir: "dist/library", outExtension: { ".js": ".mjs" } };
  const bundles = [
    {
      // The same file runs on Node and in a browser: what only one of them has is loaded there alone.
      ...node,
      conditions: ["browser"],
      external: ["vscode"],
      entryPoints: { extension: "extension/main.ts" },
    },
    {
      ...node,
      format: "esm",
      splitting: true,
      outExtension: { ".js": ".mjs" },
      // Also of what is imported on demand: the name says nothing of what is inside.
      chunkNames: "chunk-[hash]",
      banner: { js: banner },
      entryPoints: {
        server: "server/main.node.ts",
        worker: "server/main.worker.ts",
        cli: "server/cli.ts",
      },
    },
    // The library, which the npm package has and the extension has not.
    {
      ...node,
      ...npmLibrary,
      banner: { js: banner },
      entryPoints: { node: "server/library/main.node.ts" },
    },
    {
      ...every,
      ...npmLibrary,
      platform: "browser",
      target: "es2022",
      plugins: [browserFiles],
      entryPoints: { browser: "server/library/main.browser.ts" },
    },
    {
      ...page,
      minify: production,
      sourcemap: !production,
      plugins: [browserFiles],
      entryPoints: { webServer: "server/main.browser.ts" },
    },
    { ...page, globalName: "sparsePlot", entryPoints: { plot: "media/page/library.ts" } },
    {
      ...page,
      plugins: [plotBeside],
      entryPoints: {
        sidebar: "media/sidebar/main.ts",
        paths: "media/paths/main.ts",
        sheet: "media/sheet/main.ts",
      },
    },
  ];
  writeEntries();
  if (watching) await watch(bundles);
  else await build(bundles);
}

/** Takes the shared modules of former builds away, whose names have hashes. */
function writeEntries() {
  fs.mkdirSync("dist", { recursive: true });
  for (const name of fs.readdirSync("dist"))
    if (/\.mjs(\.map)?$/.test(name)) fs.rmSync(`dist/${name}`);
  for (const name of SHARING) {
    const first = name === "cli" ? "#!/usr/bin/env node\n" : "";
    fs.writeFileSync(`dist/${name}.js`, `${first}import("./${name}.mjs");\n`);
    fs.rmSync(`dist/${name}.js.map`, { force: true });
  }
}

async function watch(bundles) {
  // The editor's task waits for the last line, and recognises esbuild's lines in between.
  const contexts = await Promise.all(
    bundles.map((bundle) => esbuild.context({ ...bundle, logLevel: "info" })),
  );
  await Promise.allSettled(contexts.map((context) => context.rebuild()));
  for (const context of contexts) await context.watch();
  console.log("Watching extension, server, command line and pages.");
}

async function build(bundles) {
  if (!production) await buildNativeHere();
  const built = [];
  for (const bundle of bundles) built.push(await esbuild.build(bundle));
  if (production) {
    const packages = bundledPackages(built.map(({ metafile }) => metafile));
    const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
    await buildNativeEverywhere();
    fs.writeFileSync("dist/THIRD-PARTY-NOTICES.txt", thirdPartyNotices(packages));
    fs.writeFileSync("dist/sbom.cdx.json", billOfMaterials(packages, manifest));
  }
}
