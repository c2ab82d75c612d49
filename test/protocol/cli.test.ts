// The command line as a process: the JSON and exit codes of docs/command-line.md, one line for every bad input.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import { needsSharedData, sharedFile } from "../tools/sharedData";
import { cli, json, refused, script } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-cli-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Uint8Array) => {
  const at = path.join(folder, name);
  fs.writeFileSync(at, content);
  return at;
};

const text = () => sharedFile("enwik_1024.txt");
const model = () => sharedFile("sat_model.bin");

test("info names format, hidden size, parameters and hash", needsSharedData, () => {
  const info = json<Record<string, unknown>>("info", model());
  assert.equal(info.hiddenSize, 128);
  assert.equal(info.parameters, 82304);
  assert.equal(info.format, "raw");
  assert.match(String(info.sha256), /^[0-9a-f]{64}$/);
});

for (const backend of ["auto", "reference"])
  test(`trace gives the worked examples (${backend})`, needsSharedData, () => {
    const at = (t: number, ...more: string[]) =>
      json<TraceJson>(
        "trace",
        text(),
        "--model",
        model(),
        "--at",
        String(t),
        "--backend",
        backend,
        ...more,
      );
    const ten = at(10);
    assert.deepEqual([ten.input, ten.target, ten.targetIsTrue], [32, 120, true]);
    assert.equal(ten.probability.toFixed(5), "0.99638");
    assert.equal(ten.gradientNorm.toFixed(5), "0.01283");
    assert.deepEqual(
      ten.neurons.slice(0, 3).map((n) => [n.neuron, n.gradient.toFixed(4)]),
      [
        [99, "0.0043"],
        [68, "0.0038"],
        [52, "-0.0037"],
      ],
    );
    assert.equal(ten.offsets.length, 11);
    assert.equal(ten.offsets[1].attribution.toFixed(4), "0.0196");
    assert.equal(ten.offsets[10].attribution.toFixed(4), "-0.0151");
    const gated = at(10, "--method", "gated");
    assert.equal(gated.offsets[1].attribution.toFixed(4), "0.0069");
    assert.equal(gated.offsets[10].attribution.toFixed(4), "-0.0149");
    const largest = Math.max(...gated.offsets.map((o) => Math.abs(o.attribution)));
    assert.equal(Math.abs(gated.offsets[10].attribution), largest);
    const m = at(28);
    assert.equal(m.probability.toFixed(5), "0.99804");
    assert.equal(m.gradientNorm.toFixed(5), "0.00821");
    assert.deepEqual(
      m.neurons.slice(0, 2).map((n) => [n.neuron, n.gradient.toFixed(4)]),
      [
        [113, "0.0035"],
        [76, "0.0025"],
      ],
    );
    assert.equal(m.offsets[4].byte, "/".charCodeAt(0));
    assert.equal(m.offsets[4].attribution.toFixed(4), "0.0157");
    assert.equal(at(28, "--method", "gated").offsets[4].attribution.toFixed(4), "0.0061");
    const peak = at(57);
    assert.equal(peak.bits.toFixed(2), "5.89");
    assert.equal(peak.gradientNorm.toFixed(2), "6.17");
    assert.equal(at(1023).targetIsTrue, false);
  });

test("thresholds mark but never remove; tracing sparsely prints its error", needsSharedData, () => {
  const display = json<TraceJson>(
    "trace",
    text(),
    "--model",
    model(),
    "--at",
    "28",
    "--nucleus",
    "0.95",
  );
  assert.equal(display.neurons.length, 128);
  assert.ok(display.threshold);
  assert.equal(display.neurons.filter((n) => n.shown).length, display.threshold.neuronsKept);
  assert.equal(display.offsets.filter((o) => o.shown).length, display.threshold.offsetsKept);
  assert.deepEqual([display.threshold.relativeL1, display.threshold.cosine], [0, 1]);
  const sparse = cli(
    "trace",
    text(),
    "--model",
    model(),
    "--at",
    "28",
    "--nucleus",
    "0.95",
    "--while-tracing",
  );
  assert.match(sparse.stdout, /approximate: relative L1 error 0\.\d+, cosine 0\.\d+/);
});

test("report gives the paper's numbers, as JSON, CSV and HTML", needsSharedData, () => {
  const csv = path.join(folder, "report.csv");
  const html = path.join(folder, "report.html");
  const report = json<{ bitsPerByte: number; lags: { ratio: number }[] }>(
    ...["report", text(), "--model", model(), "--depth", "8", "--csv", csv, "--html", html],
  );
  assert.equal(report.bitsPerByte.toFixed(4), "0.0792");
  assert.equal(report.lags[8].ratio.toFixed(2), "2.36");
  const lines = fs.readFileSync(csv, "utf8").trim().split("\n");
  assert.equal(lines.length, 10);
  assert.equal(Number(lines[9].split(",")[3]), report.lags[8].ratio);
  assert.match(fs.readFileSync(html, "utf8"), /n = 1015[\s\S]*random lags/);
  interface WithControls {
    bitsPerByte: number;
    controls: { population: { count: number }; shuffledWeights: { bitsPerByte: number } };
  }
  const { controls } = json<WithControls>("report", text(), "--model", model(), "--controls");
  assert.equal(controls.population.count, 1015);
  // With shuffled weights the model knows nothing of the text: worse than eight bits per byte.
  assert.ok(controls.shuffledWeights.bitsPerByte > 8);
  assert.match(cli("report", text(), "--model", model()).stdout, /shuffled weights.*random lags/);
});

test(
  "verify passes on the paper's model and fails only on a broken backend",
  needsSharedData,
  () => {
    const verify = json<{ passed: boolean; checks: { passed: boolean; samples: number }[] }>(
      ...["verify", text(), "--model", model()],
    );
    assert.equal(verify.passed, true);
    assert.ok(verify.checks.length >= 5 && verify.checks.every((c) => c.passed && c.samples > 0));
    assert.equal(json<{ passed: boolean }>("verify", "README.md", "--model", model()).passed, true);
  },
);

test(
  "train reaches the target, the same seed gives the same bytes, report agrees",
  needsSharedData,
  () => {
    interface Trained {
      reached: boolean;
      bitsPerByte: number;
      epochs: number;
    }
    const run = (name: string) =>
      json<Trained>(
        ...[
          "train",
          text(),
          "--out",
          path.join(folder, name),
          "--until-bpc",
          "0.079",
          "--seed",
          "42",
        ],
      );
    const first = run("first.bin");
    assert.equal(first.reached, true);
    assert.deepEqual(run("second.bin").epochs, first.epochs);
    const bytes = (name: string) => fs.readFileSync(path.join(folder, name));
    assert.ok(bytes("first.bin").equals(bytes("second.bin")));
    const report = json<{ bitsPerByte: number }>(
      ...["report", text(), "--model", path.join(folder, "first.bin")],
    );
    assert.ok(Math.abs(report.bitsPerByte - first.bitsPerByte) < 1e-6);
    const short = json<Trained>(
      ...["train", text(), "--out", path.join(folder, "short.bin"), "--until-bpc", "0.01"],
      ...["--max-epochs", "1", "--hidden", "13"],
    );
    assert.equal(short.reached, false);
    refused(/--out: 'x.txt'/, "train", text(), "--out", "x.txt");
    refused(/--hidden: '0'/, "train", text(), "--out", "x.bin", "--hidden", "0");
    assert.equal(fs.readdirSync(folder).filter((f) => f.endsWith(".tmp")).length, 0);
  },
);

test("bad input: one sentence that names file or option, exit code 2", needsSharedData, () => {
  const trace = (...more: string[]) => ["trace", text(), "--model", model(), ...more];
  refused(/'nonsense' is not a command; expected one of info/, "nonsense");
  refused(/--at: missing; expected a whole number from 0 to 1023/, ...trace());
  refused(/--at: '1024'; expected a whole number from 0 to 1023/, ...trace("--at", "1024"));
  refused(/--at: '-1'; expected a whole number/, ...trace("--at", "-1"));
  refused(/--at is given twice/, ...trace("--at", "1", "--at", "2"));
  refused(/--at: '1e2'/, ...trace("--at", "1e2"));
  refused(/Unknown option '--deep'/, ...trace("--at", "3", "--deep", "5"));
  refused(/--depth: 'x'/, ...trace("--at", "3", "--depth", "x"));
  refused(/--method: 'grad'; expected gradient, gated/, ...trace("--at", "3", "--method", "grad"));
  refused(/--target: '256'/, ...trace("--at", "3", "--target", "256"));
  refused(/--against: '0xfff'/, ...trace("--at", "3", "--against", "0xfff"));
  refused(
    /--nucleus: '1.5'; expected a number from 0 to 1/,
    ...trace("--at", "3", "--nucleus", "1.5"),
  );
  for (const beyond of ["Infinity", "1e400", "-1", "NaN"])
    refused(
      new RegExp(`--absolute: '${beyond}'; expected a finite number of at least 0`),
      ...trace("--at", "3", `--absolute=${beyond}`),
    );
  refused(
    /--share: stands beside --nucleus/,
    ...trace("--at", "3", "--nucleus", "1", "--share", "1"),
  );
  refused(/--while-tracing: no threshold/, ...trace("--at", "3", "--while-tracing"));
  refused(/--baseline/, ...trace("--at", "3", "--baseline", "zero"));
  refused(/--model: missing/, "trace", text(), "--at", "3");
  refused(/TEXT is missing/, "report", "--model", model());
  refused(/one argument too many/, "info", model(), "more");
  refused(
    /empty\.txt: the file is empty/,
    "trace",
    file("empty.txt", ""),
    "--model",
    model(),
    "--at",
    "0",
  );
  refused(
    /one\.txt: 1 byte; expected at least 2/,
    "report",
    file("one.txt", "a"),
    "--model",
    model(),
  );
  refused(
    /Cannot read .*missing\.txt/,
    "report",
    path.join(folder, "missing.txt"),
    "--model",
    model(),
  );
  refused(/it is a folder/, "report", folder, "--model", model());
  refused(/short\.bin: 329,215 bytes/, "info", file("short.bin", new Uint8Array(329_215)));
  const nan = new Uint8Array(329_216);
  new DataView(nan.buffer).setFloat32(0, Infinity, true);
  refused(/inf\.bin: weight 0 of W_x is Infinity/, "info", file("inf.bin", nan));
  refused(
    /--csv: '.*nowhere.*in a folder that exists/,
    ...["report", text(), "--model", model(), "--csv", path.join(folder, "nowhere", "x.csv")],
  );
});

test(
  "an output never replaces an input, another output, a folder or a device",
  needsSharedData,
  () => {
    const own = file("own.txt", "a text of its own");
    const copy = file("copy.bin", fs.readFileSync(model()));
    const report = ["report", own, "--model", copy];
    refused(/--csv: '.*own\.txt' is also/, ...report, "--csv", own);
    refused(/--html: '.*copy\.bin' is also/, ...report, "--html", copy);
    const csv = path.join(folder, "both");
    fs.writeFileSync(csv, "");
    refused(/--csv: '.*both' is also --html/, ...report, "--csv", csv, "--html", csv);
    const [fresh, same] = [path.join(folder, "new"), `${folder}/./new`];
    refused(/--csv: '.*new' is also --html/, ...report, "--csv", same, "--html", fresh);
    refused(/--out: '.*' is also/, "train", copy, "--out", copy);
    const train = ["train", own, "--held-out", "0.1", "--out", path.join(folder, "new.bin")];
    refused(/--checkpoint: '.*own\.txt' is also/, ...train, "--checkpoint", own);
    refused(/--checkpoint: .*is also --out/, ...train, "--checkpoint", `${folder}/./new.bin`);
    refused(/--checkpoint: .*is a folder/, ...train, "--checkpoint", folder);
    refused(/is a folder/, ...report, "--csv", folder);
    refused(/not a regular file/, ...report, "--csv", "/dev/null");
    refused(/in a folder that exists/, "train", own, "--out", path.join(folder, "no", "x.bin"));
    assert.equal(fs.readFileSync(own, "utf8"), "a text of its own");
    assert.ok(fs.readFileSync(copy).equals(fs.readFileSync(model())));
    assert.ok(fs.statSync("/dev/null").isCharacterDevice());
  },
);

test(
  "output is plain when piped, also in CI; a reader that stops early is not a failure",
  needsSharedData,
  () => {
    const run = spawnSync(process.execPath, [script, "info", model()], {
      encoding: "utf8",
      env: { ...process.env, CI: "1" },
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with ESC.
    assert.doesNotMatch(run.stdout, /\x1b/);
    const cut = spawnSync(
      "sh",
      [
        "-c",
        `"${process.execPath}" dist/cli.js trace "${text()}" --model "${model()}" --at 1000 --depth 1000 --json | head -c 10`,
      ],
      { encoding: "utf8" },
    );
    assert.equal(cut.stderr, "");
    assert.equal(cut.stdout.length, 10);
  },
);
