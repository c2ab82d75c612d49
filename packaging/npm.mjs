// What `npm pack` does before and after it packs (`prepack`, `postpack`). package.json is the manifest of the extension and of the
// npm package. The npm package has the command line and the library; every dependency is inside their bundles, so that installing
// it fetches nothing. While npm packs, a manifest that says so stands in the place of package.json.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { generateDtsBundle } from "dts-bundle-generator";

const root = path.resolve(import.meta.dirname, "..");
const manifestFile = path.join(root, "package.json");
/** The whole manifest, while another stands in its place; what an interrupted run has left is put back by the next. */
const wholeFile = path.join(root, "dist/package.whole.json");

/** What both packages say of themselves. */
const SHARED = [
  ...["name", "version", "description", "license", "repository", "bugs", "homepage", "keywords"],
  ...["bin", "exports", "types"],
];

const FILES = [
  ...["dist/cli.js", "dist/cli.mjs", "dist/worker.js", "dist/worker.mjs", "dist/chunk-*.mjs"],
  ...["dist/native/*.node", "dist/library/*.mjs", "dist/library/*.d.mts"],
  ...["dist/THIRD-PARTY-NOTICES.txt", "dist/sbom.cdx.json"],
  ...["media/general/*", "media/sample/sample.*", "docs/*.md", "CHANGELOG.md"],
];

const [step] = process.argv.slice(2);
if (step === "begin") begin();
else if (step === "end") end();
else throw new Error(`${step}: not a step; expected begin or end`);

function begin() {
  end();
  // Standard output is npm's, which may print JSON there.
  const stdio = /** @type {const} */ (["ignore", 2, 2]);
  const { status } = spawnSync(process.execPath, ["esbuild.mjs", "--production"], {
    cwd: root,
    stdio: [...stdio],
  });
  if (status !== 0) process.exit(status ?? 1);
  fs.writeFileSync(path.join(root, "dist/library/library.d.mts"), types());
  const manifest = JSON.parse(fs.readFileSync(manifestFile, "utf8"));
  fs.copyFileSync(manifestFile, wholeFile);
  fs.writeFileSync(manifestFile, `${JSON.stringify(reduced(manifest), null, 2)}\n`);
}

function end() {
  if (!fs.existsSync(wholeFile)) return;
  fs.copyFileSync(wholeFile, manifestFile);
  fs.rmSync(wholeFile);
}

/** The public types in one file that imports nothing. */
function types() {
  const entry = { filePath: path.join(root, "server/library/main.node.ts") };
  const output = { exportReferencedTypes: false, noBanner: true };
  const options = { preferredConfigPath: path.join(root, "tsconfig.json") };
  const { error } = console;
  console.error = () => {}; // it tells every step
  try {
    return generateDtsBundle([{ ...entry, output }], options).join("\n");
  } finally {
    console.error = error;
  }
}

/** @param {Record<string, any>} manifest */
function reduced({ engines: { node }, ...manifest }) {
  const shared = Object.fromEntries(SHARED.map((name) => [name, manifest[name]]));
  return { ...shared, engines: { node }, files: FILES };
}
