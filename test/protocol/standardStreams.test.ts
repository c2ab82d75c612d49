// '-' on the command line, as a process: TEXT from standard input, files to standard output with nothing else on it,
// and where '-' is refused. Also places that cannot be written, which are detected before any work.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { readModel, writeModel } from "../../server/nets/formats";
import { randomWeights } from "../property/kernelsModels";
import { assertRefused, script } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-dash-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Uint8Array) => {
  fs.writeFileSync(path.join(folder, name), content);
  return name;
};

const verse = "<a><b>one</b><b>two \xff</b></a>\n".repeat(30);
const bytes = Buffer.from(verse, "latin1");
file("text.xml", bytes);
file("model.bin", writeModel(randomWeights(8, 1), "model.bin"));
const model = ["--model", "model.bin"];
const training = ["--hidden", "8", "--max-epochs", "2"];

const cli = (args: readonly string[], input: Uint8Array | string = "") =>
  spawnSync(process.execPath, [script, ...args], { cwd: folder, input });

/** Standard output of a command that must succeed and write nothing to standard error. */
function made(args: readonly string[], input?: Uint8Array): Buffer {
  const run = cli(args, input);
  assert.equal(String(run.stderr), "");
  assert.equal(run.status, 0);
  return run.stdout;
}

const refused = (sentence: RegExp, args: readonly string[], input?: string) =>
  assertRefused(cli(args, input), sentence);

/** The tests check that no files appear except those that a command names. */
const listing = () => fs.readdirSync(folder).sort();

test("TEXT - is standard input, byte for byte, in every command that reads a text", () => {
  for (const args of [
    ["trace", "TEXT", ...model, "--at", "70", "--json"],
    ["report", "TEXT", ...model, "--json"],
    ["verify", "TEXT", ...model, "--json"],
  ]) {
    const of = (text: string) => args.map((arg) => (arg === "TEXT" ? text : arg));
    const [piped, read] = [made(of("-"), bytes), made(of("text.xml"))];
    assert.deepEqual(JSON.parse(String(piped)), JSON.parse(String(read)));
  }
  assert.match(
    String(made(["report", "-", ...model], bytes)),
    /^Analysis of standard input\n\nmodel +model\.bin$/m,
  );
});

test("a text that arrives slowly is read to its end", async () => {
  const child = spawn(process.execPath, [script, "trace", "-", ...model, "--at", "70", "--json"], {
    cwd: folder,
  });
  let said = "";
  child.stdout.on("data", (piece) => {
    said += piece;
  });
  for (const byte of bytes) {
    child.stdin.write(new Uint8Array([byte]));
    if (byte === 10) await new Promise((resume) => setImmediate(resume));
  }
  child.stdin.end();
  assert.equal((await once(child, "close"))[0], 0);
  assert.equal(JSON.parse(said).text.bytes, bytes.length);
});

test("a model trained on standard input says so, unless it is given a name", () => {
  made(["train", "-", ...training, "--out", "piped.safetensors"], bytes);
  made(["train", "text.xml", ...training, "--out", "read.safetensors"]);
  made(["train", "-", ...training, "--out", "named.safetensors", "--name", "a poem"], bytes);
  made(["train", "-", ...training, "--held-out", "0.2", "--out", "held.safetensors"], bytes);
  const [piped, read, named, held] = ["piped", "read", "named", "held"].map((name) => {
    const at = path.join(folder, `${name}.safetensors`);
    return readModel(fs.readFileSync(at), at);
  });
  assert.deepEqual(piped.weights, read.weights);
  assert.equal(piped.metadata.text_sha256, read.metadata.text_sha256);
  assert.deepEqual(
    [piped, read, named, held].map(({ metadata }) => metadata.text_name),
    ["standard input", "text.xml", "a poem", "standard input"],
  );
});

test("too little text on standard input, or a folder, is refused by name", () => {
  refused(/standard input: no bytes; expected at least 2 bytes/, ["report", "-", ...model]);
  refused(/standard input: 1 byte; expected at least 2/, ["verify", "-", ...model], "a");
  const inside = fs.openSync(folder, "r");
  const run = spawnSync(process.execPath, [script, "report", "-", ...model], {
    cwd: folder,
    stdio: [inside, "pipe", "pipe"],
  });
  fs.closeSync(inside);
  assert.equal(run.status, 2);
  assert.match(String(run.stderr), /^sparse-diff: standard input: [^\n]*; expected bytes\n$/);
});

test("--csv - and --html - write the same as to a file, and nothing else", () => {
  const before = listing();
  for (const kind of ["csv", "html"]) {
    const piped = made(["report", "text.xml", ...model, `--${kind}`, "-"]);
    made(["report", "text.xml", ...model, `--${kind}`, "report"]);
    assert.equal(String(piped), fs.readFileSync(path.join(folder, "report"), "utf8"));
    fs.rmSync(path.join(folder, "report"));
  }
  assert.deepEqual(listing(), before);
  // One on standard output, the other in a file.
  const csv = made(["report", "-", ...model, "--html", "page.html", "--csv", "-"], bytes);
  assert.match(String(csv), /^k,meanNorm,/);
  assert.match(
    fs.readFileSync(path.join(folder, "page.html"), "utf8"),
    /<h1>Analysis of standard input<\/h1>/,
  );
});

test("--out - and convert to - write a whole .safetensors, and nothing else", () => {
  const before = listing();
  const piped = made(["train", "-", ...training, "--out", "-"], bytes);
  const held = made(["train", "text.xml", ...training, "--held-out", "0.2", "--out", "-"]);
  const converted = made(["convert", "model.bin", "-"]);
  assert.deepEqual(listing(), before);
  for (const [name, out] of Object.entries({ piped, held, converted })) {
    const { format, weights } = readModel(out, `${name}.safetensors`);
    assert.deepEqual([format, weights.H], ["safetensors", 8]);
  }
  made(["train", "text.xml", ...training, "--out", "same.safetensors", "--name", "standard input"]);
  assert.ok(piped.equals(fs.readFileSync(path.join(folder, "same.safetensors"))));
  made(["convert", "model.bin", "same.safetensors"]);
  assert.ok(converted.equals(fs.readFileSync(path.join(folder, "same.safetensors"))));
});

test("at most one output is -, none with --json, and no model comes from standard input", () => {
  const before = listing();
  const report = ["report", "text.xml", ...model];
  refused(/--csv: '-' is also --html; expected a file of its own/, [
    ...report,
    "--html",
    "-",
    "--csv",
    "-",
  ]);
  const json = /'-' is standard output, where --json has its object; expected a file/;
  refused(json, [...report, "--csv", "-", "--json"]);
  refused(json, [...report, "--html", "-", "--json"]);
  refused(json, ["train", "text.xml", ...training, "--out", "-", "--json"]);
  refused(json, ["convert", "model.bin", "-", "--json"]);
  const noModel = /: '-'; expected a file, since only TEXT is read from standard input/;
  refused(noModel, ["info", "-"]);
  refused(noModel, ["convert", "-", "other.bin"]);
  refused(noModel, ["trace", "-", "--model", "-", "--at", "1"]);
  refused(/--checkpoint: '-'; expected a file/, [
    ...["train", "text.xml", "--held-out", "0.2", "--out", "m.bin", "--checkpoint", "-"],
  ]);
  refused(/--threads: for a folder, .*; '-' is standard input/, [
    ...["train", "-", "--out", "m.bin", "--threads", "2"],
  ]);
  refused(/--out: 'm.txt'; expected a file name that ends in .bin or .safetensors, or -/, [
    ...["train", "text.xml", "--out", "m.txt"],
  ]);
  assert.deepEqual(listing(), before);
});

test("a file called - is written ./-, and the help says so", () => {
  file("-", bytes);
  const [text] = ["text"].map(
    (field) => JSON.parse(String(made(["trace", "./-", ...model, "--at", "1", "--json"])))[field],
  );
  assert.equal(text.bytes, bytes.length);
  made(["report", "./-", ...model, "--csv", "./-.csv"]);
  assert.match(fs.readFileSync(path.join(folder, "-.csv"), "utf8"), /^k,/);
  refused(/--csv: '\.\/-' is also \.\/-/, ["report", "./-", ...model, "--csv", "./-"]);
  // '-' is standard input even if a file of that name exists.
  refused(/standard input: no bytes/, ["report", "-", ...model]);
  for (const command of [[], ["trace"], ["report"], ["train"], ["verify"], ["convert"]])
    assert.match(String(made([...command, "--help"])), /^ *- is standard input .*\.\/-$/m);
  fs.rmSync(path.join(folder, "-"));
});

test("a reader that stops early is not a failure, and other output files are complete", () => {
  for (const args of [
    "report text.xml --model model.bin --depth 500 --csv - --html beside.html",
    "train text.xml --hidden 128 --max-epochs 1 --out -",
    "convert model.bin -",
  ]) {
    // The reader ends without reading, before anything is written.
    const line = `{ "${process.execPath}" "${script}" ${args}; echo $? >code; } | true`;
    const run = spawnSync("sh", ["-c", line], { cwd: folder, encoding: "utf8" });
    assert.equal(run.stderr, "");
    assert.equal(fs.readFileSync(path.join(folder, "code"), "utf8"), "0\n");
  }
  assert.match(fs.readFileSync(path.join(folder, "beside.html"), "utf8"), /<\/html>\n$/);
});

const terminal = {
  skip: spawnSync("script", ["-qec", "true", "/dev/null"]).status !== 0 && "no script(1) here",
};

/** Runs a line on its own terminal; returns the terminal's output and the exit code. */
function onTerminal(line: string): { said: string; code: number | null } {
  const run = spawnSync("script", ["-qec", line, "/dev/null"], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, SHELL: "/bin/sh" },
  });
  return { said: run.stdout.replaceAll("\r\n", "\n"), code: run.status };
}

test(
  "a model is not written to a terminal; the summary is, if the model goes to a file",
  terminal,
  () => {
    const run = `"${process.execPath}" "${script}"`;
    for (const args of ["convert model.bin -", "train text.xml --max-epochs 1 --out -"]) {
      const { said, code } = onTerminal(`${run} ${args}`);
      assert.equal(code, 2);
      assert.match(
        said,
        /^sparse-diff: (OUT|--out): '-' is a terminal, and a model is binary; .*\n$/,
      );
    }
    const train = "train text.xml --hidden 8 --max-epochs 2";
    const beside = onTerminal(`${run} ${train} --out - >terminal.safetensors`);
    assert.equal(beside.code, 0);
    assert.match(beside.said, /bits per byte on text\.xml/);
    const at = path.join(folder, "terminal.safetensors");
    assert.equal(readModel(fs.readFileSync(at), at).weights.H, 8);
    const csv = onTerminal(`${run} report text.xml --model model.bin --csv -`);
    assert.equal(csv.code, 0);
    assert.match(csv.said, /k,meanNorm,/);
    assert.doesNotMatch(csv.said, /bits per byte/);
  },
);

/** An existing folder in which nobody can create a file. */
const locked = process.platform === "linux" ? "/proc" : undefined;

test("a place that cannot be written is refused before the work", {
  skip: locked ? false : "every folder takes files from somebody",
}, async () => {
  const places = [path.join("nowhere", "x"), path.join(locked ?? "", "x"), `${"n".repeat(300)}`];
  for (const [option, ...args] of [
    ["--csv", "report", "-", ...model],
    ["--html", "report", "-", ...model],
    ["--out", "train", "-", ...training],
    ["--checkpoint", "train", "-", "--held-out", "0.2", "--out", "m.bin"],
  ])
    for (const place of places) {
      const name = option === "--out" ? `${place}.bin` : place;
      const child = spawn(process.execPath, [script, ...args, option, name], { cwd: folder });
      let said = "";
      child.stderr.on("data", (piece) => {
        said += piece;
      });
      // Standard input stays open, so a command that read the text first would wait forever.
      const [code] = await once(child, "close");
      child.stdin.destroy();
      assert.equal(code, 2, said);
      assert.match(said, /^sparse-diff: [^\n]+\n$/);
      assert.ok(said.includes(place.slice(0, 100)), said);
    }
  assert.equal(listing().filter((name) => name.endsWith(".tmp")).length, 0);
});

/** The command in a shell, after `before`, with its output where `to` says. */
const inShell = (before: string, to: string, args: readonly string[]) =>
  spawnSync("sh", ["-c", `${before}\nexec "$0" "$@" ${to}`, process.execPath, script, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
const posix = { skip: process.platform === "win32" && "no shell of this kind" };

test("a file that takes only a part of standard output fails the command", posix, () => {
  for (const args of [
    ["report", "text.xml", ...model, "--depth", "2", "--json"],
    ["convert", "model.bin", "-"],
  ]) {
    const run = inShell("ulimit -f 1", "> part.out", args);
    assert.equal(
      run.stderr,
      "sparse-diff: Cannot write standard output: a file may not grow that large here.\n",
    );
    assert.equal(run.status, 2);
    const whole = inShell("", "> whole.out", args);
    assert.equal(whole.status, 0, whole.stderr);
    const [part, all] = ["part.out", "whole.out"].map((name) =>
      fs.readFileSync(path.join(folder, name)),
    ) as [Buffer, Buffer];
    assert.ok(part.length < all.length && all.subarray(0, part.length).equals(part));
    for (const name of ["part.out", "whole.out"]) fs.rmSync(path.join(folder, name));
  }
});

test("a standard error that cannot be written changes no exit code", posix, () => {
  const full = fs.existsSync("/dev/full") ? "2> /dev/full" : "2>&-";
  assert.equal(inShell("", full, ["info", "nothing.bin"]).status, 2);
  assert.equal(inShell("", full, ["info", "model.bin"]).status, 0);
});
