// Writes what ships about the packages inside the bundles: their licences as one text, and a bill of materials in
// CycloneDX. The same packages give the same bytes: neither contains a date or a random number.
import fs from "node:fs";
import path from "node:path";

/** @typedef {import("./bundled.mjs").Bundled} Bundled */

const RULE = "=".repeat(80);

/** Licences of packages that are published without the file, as NAME/LICENSE; like every path here, from the repository's root. */
const KEPT = "packaging/licences";

/**
 * The licences and notices of every package, in full.
 * @param {Bundled[]} packages
 */
export function thirdPartyNotices(packages) {
  const head =
    "Sparse Differentiation contains the following packages, each under its own licence.\n";
  return [head, ...packages.map(notice)].join(`\n${RULE}\n\n`);
}

/** @param {Bundled} bundled */
function notice({ folder, name, version, licence }) {
  const files = [folder, path.join(KEPT, name)].flatMap(noticesIn);
  if (!files.some((file) => /^(licen[cs]e|copying)/i.test(path.basename(file)))) {
    throw new Error(`${folder} is bundled, but it has no licence file to be named in the notices.`);
  }
  const texts = files.map((file) => fs.readFileSync(file, "utf8"));
  const plain = texts.map(
    (text) =>
      `${text
        .replace(/^\uFEFF/, "")
        .replaceAll("\r\n", "\n")
        .trim()}\n`,
  );
  return [`${name} ${version} (${licence})\n`, ...plain].join("\n");
}

/** @param {string} folder that may be missing */
function noticesIn(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .sort()
    .filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices)/i.test(file))
    .map((file) => path.join(folder, file));
}

/**
 * Each package with its licence and the SHA-512 of the archive it was installed from.
 * @param {Bundled[]} packages
 * @param {{ name: string, version: string, license: string }} manifest
 */
export function billOfMaterials(packages, manifest) {
  const own = `pkg:npm/${manifest.name}@${manifest.version}`;
  const bill = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": own,
        name: manifest.name,
        version: manifest.version,
        licenses: [{ expression: manifest.license }],
        purl: own,
      },
    },
    components: packages.map((bundled) => ({
      type: "library",
      "bom-ref": packageUrl(bundled),
      name: bundled.name,
      version: bundled.version,
      hashes: [{ alg: "SHA-512", content: sha512(bundled) }],
      licenses: [{ expression: bundled.licence }],
      purl: packageUrl(bundled),
    })),
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/** @param {Bundled} bundled */
function packageUrl({ name, version }) {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** @param {Bundled} bundled */
function sha512({ folder, integrity }) {
  const base64 = /^sha512-(\S+)$/.exec(integrity)?.[1];
  if (!base64) throw new Error(`package-lock.json: ${folder} has no SHA-512 in "integrity".`);
  return Buffer.from(base64, "base64").toString("hex");
}
