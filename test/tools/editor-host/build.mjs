// Finds the editor tests by name and bundles them into out/editor/. A kind without tests is an error, so that a run of
// nothing does not look like a pass.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { editor, root } from "./cache.mjs";

const out = path.join(root, "out/editor");

/** The compiled Mocha entry that VS Code loads. */
export const suite = path.join(out, "host/suite.js");

/** Bundles the suites for the extension host, with the Mocha entry next to them. */
export async function buildHostTests() {
  await bundle("host", ["test/editor/suite.ts", ...find("host")], {
    format: "cjs",
    external: ["vscode", "mocha"],
  });
}

/** A file of page tests that takes longer is stuck: this is many times the slowest file on an idle machine; long runs more. */
const LIMIT = (30 + Number(process.env.SPARSE_DIFF_MINUTES ?? 0)) * 60_000;

/**
 * Files load one after the other. A hook belongs to the suite in whose call it is made, which is found by the asynchronous
 * context, so each load is bound to that of its own suite.
 */
const ONE_BY_ONE = `
import { AsyncResource } from "node:async_hooks";
let loaded = Promise.resolve();
const next = (load) => {
  loaded = loaded.then(AsyncResource.bind(async () => void (await load())));
  return loaded;
};
`;

/**
 * Not run on an editor, and why.
 * @type {Record<string, string[]>}
 */
const LEFT_OUT = {
  newest: [],
  // Its tests are of the page helpers; "go to line" of the oldest counts tabs and wide characters otherwise.
  oldest: ["helpers.page.test.ts"],
};

/**
 * Bundles the tests that use the window and returns the module that runs them all, each file as its own suite.
 * @param {"page" | "smoke"} kind
 * @param {string | undefined} only part of the names of the wanted files; all by default
 * @param {(file: string) => boolean} [fits] whether a file is wanted at all
 */
export async function buildPageTests(kind, only, fits = () => true) {
  const sources = find(kind).filter((source) => fits(source) && (!only || source.includes(only)));
  if (sources.length === 0)
    throw new Error(`test/editor: no ${kind} test file is called like ${only}`);
  // Files that share a window come one after the other, because it closes when another opens.
  const windowOf = (/** @type {string} */ file) =>
    /from "\.\/(\w+Window)"/.exec(fs.readFileSync(path.join(root, file), "utf8"))?.[1] ?? "";
  const windows = [...new Set(sources.map(windowOf))];
  const ordered = windows.flatMap((name) => sources.filter((file) => windowOf(file) === name));
  await bundle(kind, sources, {
    format: "esm",
    splitting: true, // what the files share, such as the kept window, exists once
    outExtension: { ".js": ".mjs" },
    packages: "external",
    plugins: [toolsAsModules],
  });
  const suites = ordered.map((source) => {
    const file = path.relative("test/editor", source);
    const module = JSON.stringify(`./${file.replace(/\.ts$/, ".mjs")}`);
    return `describe(${JSON.stringify(file)}, { timeout: ${LIMIT} }, () => next(() => import(${module})));\n`;
  });
  const place = JSON.stringify(pathToFileURL(path.join(import.meta.dirname, "place.mjs")).href);
  const all = path.join(out, kind, "all.mjs");
  fs.writeFileSync(
    all,
    `import { after, describe } from "node:test";\nimport { endPlaces } from ${place};\n${ONE_BY_ONE}` +
      `after(endPlaces);\n${suites.join("")}`,
  );
  return all;
}

/**
 * The helpers locate files relative to themselves in the checkout, so they are loaded from there.
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
    .filter((file) => !LEFT_OUT[editor()]?.includes(file))
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
