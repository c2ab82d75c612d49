// The archive written by `npm run package`: exactly these files, small, with nothing of the machine it was built on.
// The editor's smoke test checks what the files do.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { strFromU8, unzipSync } from "fflate";

const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
const archive = `${manifest.name}-${manifest.version}.vsix`;
const packed = fs.readFileSync(archive);
const files = unzipSync(packed);
const text = (name: string) => strFromU8(files[`extension/${name}`]!);
const built = Object.keys(files).filter((name) => name.startsWith("extension/dist/"));

const DOCUMENTS = [
  ...["LICENSE.txt", "changelog.md", "readme.md"],
  ...["package.json", "package.nls.json", "package.nls.de.json"],
];
const BUILT = [
  ...[
    "extension.js",
    ...["cli", "server", "worker"].flatMap((name) => [`${name}.js`, `${name}.mjs`]),
    "webServer.js",
    "plot.js",
    "sidebar.js",
    "sidebar.css",
    "paths.js",
    "paths.css",
    "sheet.js",
    "sheet.css",
  ],
  ...["THIRD-PARTY-NOTICES.txt", "sbom.cdx.json"],
  // One archive serves every platform.
  ...["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"].map(
    (platform) => `native/${platform}.node`,
  ),
];
const MEDIA = [
  ...["icon.png", "icons/activity.svg", "l10n/bundle.l10n.de.json"],
  ...["icons/off-dark.svg", "icons/off-light.svg", "icons/on-dark.svg", "icons/on-light.svg"],
  ...["general/general.safetensors", "general/SOURCES.md"],
  ...["sample/sample.bin", "sample/sample.xml"],
  ...["sample", "hover", "threshold", "text", "model"].flatMap((step) =>
    ["dark", "light"].map((theme) => `walkthrough/${step}-${theme}.webp`),
  ),
];

/** What server, worker threads and command line share: modules whose names are hashes. */
const isChunk = (name: string) => /^extension\/dist\/chunk-[0-9A-Z]{8}\.mjs$/.test(name);

test("the archive holds these files and no others", () => {
  const expected = [
    ...["[Content_Types].xml", "extension.vsixmanifest"],
    ...DOCUMENTS.map((name) => `extension/${name}`),
    ...BUILT.map((name) => `extension/dist/${name}`),
    ...MEDIA.map((name) => `extension/media/${name}`),
  ];
  const all = Object.keys(files);
  assert.deepEqual(all.filter((name) => !isChunk(name)).sort(), expected.sort());
});

test("every module of the bundles is there, and is used", () => {
  const imported = built.flatMap((name) =>
    [...strFromU8(files[name]!).matchAll(/["']\.\/([\w-]+\.mjs)["']/g)].map(([, file]) => file),
  );
  const modules = built.filter((name) => name.endsWith(".mjs")).map((name) => path.basename(name));
  assert.ok(modules.some((name) => isChunk(`extension/dist/${name}`)));
  assert.deepEqual(modules.sort(), [...new Set(imported)].sort());
});

test("the archive is smaller than 2 MB", () => {
  assert.ok(packed.length < 2_000_000, `${packed.length} bytes`);
});

test("files are packed unchanged from the checkout", () => {
  for (const name of [...MEDIA.map((file) => `media/${file}`), "package.json"]) {
    assert.deepEqual(Buffer.from(files[`extension/${name}`]!), fs.readFileSync(name), name);
  }
});

test("bundles are minified and name no source map and no folder of this machine", () => {
  const folders = [process.cwd(), os.homedir(), os.tmpdir(), path.dirname(process.cwd())]
    .filter((folder) => folder !== "/")
    .map((folder) => `${folder}/`);
  for (const name of built) {
    const content = strFromU8(files[name]!);
    assert.ok(!content.includes("sourceMappingURL"), `${name} names a source map`);
    for (const folder of folders) assert.ok(!content.includes(folder), `${name} names ${folder}`);
    if (!/\.m?js$/.test(name)) continue;
    const { length } = content.split("\n");
    assert.ok(length < 1000, `${name} is not minified: ${length} lines`);
  }
});

test("the README is the checkout's without its picture, and its links lead to the repository", () => {
  const repository = manifest.repository.url.replace(/\.git$/, "");
  const linked = (line: string) =>
    line.replace(/\]\((?!https:)([^)]+)\)/g, `](${repository}/blob/HEAD/$1)`);
  const own = fs.readFileSync("README.md", "utf8").split("\n");
  const [from, to] = [own.indexOf("<picture>"), own.indexOf("</picture>")];
  assert.ok(0 < from && from < to);
  own.splice(from, to - from + 2);
  assert.deepEqual(
    text("readme.md").trim().split("\n"),
    own.map(linked).join("\n").trim().split("\n"),
  );
});
