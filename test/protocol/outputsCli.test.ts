// What a command reads is never what it writes, however either is named: an address, an alphabet, standard input, a text below a folder,
// a link to a file that is not there yet. Each is refused before any work. cli.test.ts has the plain names.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { writeModel } from "../../server/nets/formats";
import { randomWeights } from "../property/kernelsModels";
import { netFile } from "../tools/nets";
import { assertRefused, script } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-outputs-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);
const copy = (name: string) => fs.copyFileSync(netFile(name), at(name));

copy("text.txt");
copy("two-copies.safetensors");
copy("alphabet-short.safetensors");
copy("alphabet-short.vocab.json");
fs.copyFileSync(at("alphabet-short.vocab.json"), at("asked.json"));
fs.writeFileSync(at("model.bin"), writeModel(randomWeights(8, 1), "model.bin"));
const onPosix = { skip: process.platform === "win32" && "links need a privilege there" };

const cli = (args: readonly string[], stdin?: number) =>
  spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    stdio: [stdin ?? "ignore", "pipe", "pipe"],
  });

/** Everything below the folder with its content; a link with where it leads. */
const contents = () =>
  (fs.readdirSync(folder, { recursive: true }) as string[]).sort().map((name) => {
    const found = fs.lstatSync(at(name));
    if (found.isSymbolicLink()) return [name, fs.readlinkSync(at(name))];
    return [name, found.isFile() ? fs.readFileSync(at(name), "base64") : null];
  });

function refused(sentence: RegExp, args: readonly string[], stdin?: number): void {
  const before = contents();
  assertRefused(cli(args, stdin), sentence);
  assert.deepEqual(contents(), before);
}

const also = (option: string, name: string, what: string) =>
  new RegExp(`${option}: '${name}' is also ${what}; expected a file of its own\n$`);

test("the file of a model that is named with one of its nets", () => {
  const two = "two-copies.safetensors";
  const ema = `${two}#net=ema`;
  refused(also("--html", two, two), ["report", "text.txt", "--model", ema, "--html", two]);
  refused(also("OUT", two, two), ["convert", ema, two]);
  const part = ["report", "text.txt", "--model", ema, "--part", "1/1", "--out", two];
  refused(also("--out", two, two), part);
});

test("--alphabet, and an alphabet beside the model", () => {
  const model = ["--model", "alphabet-short.safetensors"];
  const asked = [...model, "--alphabet", "asked.json"];
  const beside = "where the alphabet of the model may be";
  const vocabulary = "alphabet-short.vocab.json";
  for (const [command, option, ...more] of [
    ["report", "--html"],
    ["report", "--csv"],
    ["report", "--export"],
    ["report", "--out", "--part", "1/1"],
    ["trace", "--export", "--at", "9"],
    ["neuron", "--html", "--neuron", "1"],
  ] as const) {
    const run = [command, "text.txt", ...more, option];
    refused(also(option, "asked.json", "--alphabet"), [...run, "asked.json", ...asked]);
    refused(also(option, vocabulary, beside), [...run, vocabulary, ...model]);
  }
});

test("the file that standard input is", () => {
  const text = fs.openSync(at("text.txt"), "r");
  after(() => fs.closeSync(text));
  const report = ["report", "-", "--model", "model.bin", "--html", "text.txt"];
  refused(also("--html", "text.txt", "standard input"), report, text);
  fs.copyFileSync(at("text.txt"), at("text.bin"));
  const named = fs.openSync(at("text.bin"), "r");
  after(() => fs.closeSync(named));
  const train = ["train", "-", "--hidden", "8", "--max-epochs", "1", "--out", "text.bin"];
  refused(also("--out", "text.bin", "standard input"), train, named);
  // Standard input that is not read may be any file.
  const other = ["report", "text.txt", "--model", "model.bin", "--html", "text.bin"];
  assert.equal(String(cli(other, named).stderr), "");
  assert.match(fs.readFileSync(at("text.bin"), "utf8"), /^<!DOCTYPE html>/);
});

test("a text that is trained on or judged by; a file that is left out may be replaced", () => {
  for (const inside of ["texts", "judges"]) {
    fs.mkdirSync(at(inside));
    for (const name of ["a.txt", "b.bin"])
      fs.writeFileSync(at(`${inside}/${name}`), `${inside} ${name}\n`.repeat(40));
  }
  fs.writeFileSync(at("texts/old.bin"), new Uint8Array(9));
  const train = ["train", "texts", "--hidden", "8", "--max-epochs", "1"];
  const judged = [...train, "--held-out", "judges"];
  const text = (option: string, name: string) =>
    also(option, name, `a text below ${path.dirname(name)}`);
  refused(text("--out", "texts/b.bin"), [...train, "--out", "texts/b.bin"]);
  refused(text("--out", "judges/b.bin"), [...judged, "--out", "judges/b.bin"]);
  for (const name of ["texts/a.txt", "judges/a.txt"])
    refused(text("--checkpoint", name), [...judged, "--out", "new.bin", "--checkpoint", name]);
  const done = cli([...train, "--out", "texts/old.bin"]);
  assert.equal(String(done.stderr), "");
  assert.ok(fs.statSync(at("texts/old.bin")).size > 9);
});

test("a link to a file that is not there yet is followed and kept", onPosix, () => {
  fs.mkdirSync(at("real"));
  fs.symlinkSync("real/x.bin", at("via.bin"));
  fs.symlinkSync("via.bin", at("via.via.bin"));
  const report = ["report", "text.txt", "--model", "model.bin"];
  const same = also("--csv", "real/x.bin", "--html");
  refused(same, [...report, "--html", "via.bin", "--csv", "real/x.bin"]);
  refused(same, [...report, "--html", "via.via.bin", "--csv", "real/x.bin"]);
  fs.symlinkSync("nowhere/x.bin", at("lost.bin"));
  const lost = /OUT: 'lost\.bin'; expected a file in a folder that exists\n$/;
  refused(lost, ["convert", "model.bin", "lost.bin"]);
  fs.symlinkSync("circle.bin", at("circle.bin"));
  refused(/circle\.bin: its symbolic links lead in a circle/, [
    "convert",
    "model.bin",
    "circle.bin",
  ]);
  assert.equal(String(cli(["convert", "model.bin", "via.via.bin"]).stderr), "");
  assert.equal(fs.readlinkSync(at("via.via.bin")), "via.bin");
  assert.equal(fs.readlinkSync(at("via.bin")), "real/x.bin");
  assert.ok(fs.readFileSync(at("real/x.bin")).equals(fs.readFileSync(at("model.bin"))));
});

test("a name that ends like a folder's is no file to write", () => {
  const report = ["report", "text.txt", "--model", "model.bin", "--html", "pages/"];
  refused(/--html: 'pages\/'; expected a file in a folder that exists\n$/, report);
});

test("a working folder that was deleted is noticed before the text is read", onPosix, () => {
  const command = `mkdir gone && cd gone && rmdir ../gone && exec "$0" "$@"`;
  const run = (...args: string[]) =>
    spawnSync("sh", ["-c", command, process.execPath, script, ...args], { cwd: folder });
  const asked = ["report", at("no text"), "--model", at("model.bin")];
  for (const more of [[], ["--html", "x"]])
    assertRefused(
      run(...asked, ...more),
      /: the working folder has been deleted; expected one that exists\n$/,
    );
});
