// Finds the editor tests by their names and bundles them into out/editor/. A kind without tests is an error: a runner
// that runs nothing must not look like one that passed.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { root } from "./cache.mjs";

const out = path.join(root, "out/editor");

/** The compiled Mocha entry that VS Code loads. */
export const suite = path.join(out, "host/suite.js");

/** Bundles the suites for the extension host, with the Mocha entry beside them. */
export async function buildHostTests() {
  await bundle("host", ["test/editor/suite.ts", ...find("host")], {
    format: "cjs",
    external: ["vscode", "mocha"],
  });
}

/**
 * Bundles the tests that use the window and returns their files.
 * @param {"page" | "smoke"} kind
 */
export async function buildPageTests(kind) {
  const sources = find(kind);
  await bundle(kind, sources, {
    format: "esm",
    outExtension: { ".js": ".mjs" },
    packages: "external",
    plugins: [toolsAsModules],
  });
  return sources.map((file) =>
    path.join(out, kind, path.relative("test/editor", file).replace(/\.ts$/, ".mjs")),
  );
}

/**
 * The helpers are modules that know where they are in the checkout, so they are loaded from there.
 * @type {import("esbuild").Plugin}
 */
const toolsAsModules = {
  name: "tools-as-modules",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\..*\/tools\/.*\.mjs$/ }, ({ path: file, resolveDir }) => ({
      path: pathToFileURL(path.resolve(resolveDir, file)).href,
      external: true,
    })),
};

/** @param {"host" | "page" | "smoke"} kind */
function find(kind) {
  const found = fs
    .readdirSync(path.join(root, "test/editor"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(`.${kind}.test.ts`))
    .map((file) => path.join("test/editor", file));
  if (found.length === 0) throw new Error(`test/editor: no *.${kind}.test.ts file found`);
  return found.sort();
}

/**
 * @param {string} kind
 * @param {string[]} entryPoints
 * @param {import("esbuild").BuildOptions} options
 */
async function bundle(kind, entryPoints, options) {
  const outdir = path.join(out, kind);
  fs.rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints,
    outbase: "test/editor",
    outdir,
    bundle: true,
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    ...options,
  });
}
