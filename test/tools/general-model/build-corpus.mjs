// Gathers the corpus of the general model from npm packages: the versions in sources.json, each checked against its
// integrity, with the chosen files copied by kind. Whether a file is trained on or held out, and which files are
// taken if a package has more than wanted, depends only on a hash of its name.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const HELD_OUT = 0.05;
const LARGEST = 300_000;

const here = import.meta.dirname;
const cache =
  process.env.SPARSE_DIFF_CORPUS_CACHE ??
  path.join(os.homedir(), ".cache/sparse-differentiation/corpus");

/** @typedef {{ package: string, integrity: string, licence: string, kind: string, files: string, most?: number }} Source */

/** A fraction 0..1 determined by a text. */
function drawn(/** @type {string} */ text) {
  return createHash("sha256").update(text).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * @param {string} out a folder that is recreated: train/KIND/... and held-out/KIND/...
 * @returns {{ kind: string, train: number, heldOut: number, files: number }[]} bytes by kind
 */
export function buildCorpus(out) {
  /** @type {Source[]} */
  const sources = JSON.parse(fs.readFileSync(path.join(here, "sources.json"), "utf8"));
  fs.rmSync(out, { recursive: true, force: true });
  const kinds = new Map();
  for (const source of sources) {
    const folder = unpacked(source);
    const wanted = new RegExp(source.files);
    const files = fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .map((name) => name.split(path.sep).slice(1).join("/"))
      .filter((name) => wanted.test(name))
      .map((name) => ({ name, draw: drawn(`${source.package}/${name}`) }))
      .sort((a, b) => a.draw - b.draw);
    let left = source.most ?? Number.POSITIVE_INFINITY;
    const [root] = fs.readdirSync(folder);
    for (const { name } of files) {
      const bytes = fs.readFileSync(path.join(folder, root, name));
      if (left < 0 || bytes.length > LARGEST || bytes.length < 64 || bytes.includes(0)) continue;
      left -= bytes.length;
      const isHeldOut = drawn(`side of ${source.package}/${name}`) < HELD_OUT;
      const side = isHeldOut ? "held-out" : "train";
      const flat = `${source.package}/${name}`.replace(/[@/\\]/g, "+");
      const target = path.join(out, side, source.kind, flat);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, bytes);
      const sums = kinds.get(source.kind) ?? { kind: source.kind, train: 0, heldOut: 0, files: 0 };
      sums[isHeldOut ? "heldOut" : "train"] += bytes.length;
      sums.files++;
      kinds.set(source.kind, sums);
    }
  }
  return [...kinds.values()];
}

/** The folder of a package's files, fetched and checked if it does not exist yet. */
function unpacked(/** @type {Source} */ { package: name, integrity }) {
  const folder = path.join(cache, name.replace(/[@/]/g, "+"));
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(cache, { recursive: true });
  const run = (/** @type {string} */ command, /** @type {string[]} */ args) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: cache, encoding: "utf8" });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  const [{ filename }] = JSON.parse(run("npm", ["pack", "--json", name]));
  const archive = path.join(cache, filename);
  const found = `sha512-${createHash("sha512").update(fs.readFileSync(archive)).digest("base64")}`;
  if (found !== integrity)
    throw new Error(`${name}: its integrity is ${found}; expected ${integrity}`);
  const partial = `${folder}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.mkdirSync(partial);
  run("tar", ["-xzf", archive, "-C", partial]);
  fs.rmSync(archive);
  fs.renameSync(partial, folder);
  return folder;
}

if (process.argv[1] === import.meta.filename) {
  const out = path.resolve(here, "../../../out/corpus");
  console.table(buildCorpus(out));
}
