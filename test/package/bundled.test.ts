// Third-party code that ships: every bundled package has its licence and its line in the bill of materials, and is a
// production dependency, so that `npm audit --omit=dev` checks it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import type { Metafile } from "esbuild";
import { bundledPackages } from "../../packaging/bundled.mjs";
import { billOfMaterials, thirdPartyNotices } from "../../packaging/notices.mjs";

interface Bill {
  readonly components: readonly { name: string; version: string; hashes: { content: string }[] }[];
}

const notices = fs.readFileSync("dist/THIRD-PARTY-NOTICES.txt", "utf8");
const bill: Bill = JSON.parse(fs.readFileSync("dist/sbom.cdx.json", "utf8"));
const lock: { packages: Record<string, { version: string; license: string; dev?: boolean }> } =
  JSON.parse(fs.readFileSync("package-lock.json", "utf8"));

/** Where npm installs this version of a package. */
function folderOf({ name, version }: { name: string; version: string }): string {
  const found = Object.keys(lock.packages).find(
    (folder) =>
      folder.endsWith(`node_modules/${name}`) && lock.packages[folder]?.version === version,
  );
  assert.ok(found, `package-lock.json has no ${name} ${version}`);
  return found;
}

/** The metafile of one bundle with these files, and the given number of bytes of each. */
function bundleOf(inputs: Record<string, number>): Metafile {
  const taken = Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }]);
  const output = { bytes: 0, imports: [], exports: [], inputs: Object.fromEntries(taken) };
  return { inputs: {}, outputs: { "dist/a.js": output } };
}

test("every component is a production dependency and has its notice", () => {
  assert.ok(bill.components.length > 20);
  for (const { name, version } of bill.components) {
    const entry = lock.packages[folderOf({ name, version })]!;
    assert.ok(!entry.dev, `${name} is a development dependency`);
    assert.ok(
      notices.includes(`\n${name} ${version} (${entry.license})\n`),
      `no notice of ${name}`,
    );
  }
});

test("every production dependency of the manifest is bundled", () => {
  const { dependencies } = JSON.parse(fs.readFileSync("package.json", "utf8"));
  const names = new Set(bill.components.map(({ name }) => name));
  for (const name of Object.keys(dependencies))
    assert.ok(names.has(name), `${name} is not bundled`);
});

test("writing again from the same bundles gives the same files", () => {
  const files = bill.components.map((component) => [`${folderOf(component)}/index.js`, 1]);
  const packages = bundledPackages([bundleOf(Object.fromEntries(files.reverse()))]);
  const manifest = JSON.parse(fs.readFileSync("package.json", "utf8"));
  assert.equal(thirdPartyNotices(packages), notices);
  assert.deepEqual(JSON.parse(billOfMaterials(packages, manifest)), bill);
});

test("a package with no bytes in the bundle is not named; the innermost folder is the package", () => {
  const entry = { version: "1.0.0", license: "MIT", integrity: "sha512-AA==" };
  const inner = "node_modules/a/node_modules/@b/c";
  const metafile = bundleOf({ "server/cli.ts": 9, [`${inner}/x.js`]: 1, "node_modules/d/x.js": 0 });
  assert.deepEqual(bundledPackages([metafile], { [inner]: entry }), [
    { folder: inner, name: "@b/c", version: "1.0.0", licence: "MIT", integrity: "sha512-AA==" },
  ]);
});

test("a development dependency in a bundle is refused by name", () => {
  const entry = { version: "1.0.0", license: "MIT", integrity: "sha512-AA==", dev: true };
  const metafile = bundleOf({ "node_modules/a/x.js": 1 });
  assert.throws(
    () => bundledPackages([metafile], { "node_modules/a": entry }),
    /^Error: a is bundled, but it is a development dependency: move it/,
  );
});
