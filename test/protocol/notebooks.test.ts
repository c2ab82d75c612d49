// The snippets of docs/notebooks.md, run as they stand: those in Python with python3, which comes from Debian where it is missing
// and apt may install it, and the script with Node.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import type { Report } from "../../server/protocol/wire/reportJson";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import { provide, provideProgram } from "../tools/apt.mjs";
import { json, script } from "./commandLine";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-notebooks-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
for (const name of ["sample.xml", "sample.bin"])
  fs.copyFileSync(path.resolve("media/sample", name), path.join(folder, name));
fs.writeFileSync(
  path.join(folder, "sparse-diff"),
  `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`,
  { mode: 0o755 },
);
const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env.PATH}` };

const page = fs.readFileSync("docs/notebooks.md", "utf8");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, block = ""]) => block,
  );

function run(program: string, args: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    env,
    cwd: folder,
    input,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

const python = provideProgram("python3", "python3");
const sample = ["sample.xml", "sample.bin"].map((name) => path.join(folder, name));
const [text = "", model = ""] = sample;

test("the lines of Python give the command line's trace", python, () => {
  const [first = ""] = blocks("python");
  assert.ok(first.split("\n").filter((line) => line !== "").length <= 6);
  const out = run("python3", ["-"], `${first}\nprint(json.dumps([trace, strongest]))\n`);
  const [trace, strongest] = JSON.parse(out) as [TraceJson, TraceJson["offsets"]];
  const expected = json<TraceJson>("trace", text, "--model", model, "--at", "28");
  assert.deepEqual(trace, expected);
  const order = [...expected.offsets].sort(
    (a, b) => Math.abs(b.attribution) - Math.abs(a.attribution),
  );
  assert.deepEqual(strongest, order.slice(0, 5));
});

test("a refusal is an exception with the sentence", python, () => {
  const [first = ""] = blocks("python");
  const [definition = ""] = first.split("\ntrace = ");
  const asked = `${definition}
try:
    ask("trace", "sample.xml", "--model", "sample.bin", "--at", "9999")
except subprocess.CalledProcessError as refused:
    print(refused.returncode, refused.stderr)
`;
  assert.match(
    run("python3", ["-"], asked),
    /^2 sparse-diff: --at: '9999'; expected a whole number/,
  );
});

/** The Python on the PATH may be another than the one that Debian's packages are for. */
const withPandas = () =>
  ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-c", "import pandas"]).status === 0,
  );
const pandas = provide("pandas", () => withPandas() !== undefined, ["python3-pandas"]);

test("pandas takes the lists as they are", pandas, () => {
  const [first = "", second = ""] = blocks("python");
  const out = run(withPandas()!, ["-"], `${first}\n${second}\nprint(lags.to_json())\n`);
  const found = JSON.parse(out) as Record<string, Record<string, number>>;
  const { lags } = json<Report>("report", text, "--model", model);
  assert.equal(Object.keys(found.meanNorm ?? {}).length, lags.length);
  assert.ok(Math.abs((found.meanNorm?.["3"] ?? 0) - lags[3]!.meanNorm) < 1e-9);
});

test("the script gives the command line's answers", () => {
  const [first = ""] = blocks("js");
  // As npm installs it.
  const modules = path.join(folder, "node_modules/sparse-differentiation");
  fs.mkdirSync(path.join(modules, "dist"), { recursive: true });
  fs.copyFileSync("package.json", path.join(modules, "package.json"));
  fs.cpSync("dist/library", path.join(modules, "dist/library"), { recursive: true });
  const file = path.join(folder, "script.mjs");
  const printed = "console.log([trace, causes, report].map((a) => JSON.stringify(a)).join('\\n'));";
  fs.writeFileSync(file, `${first}\n${printed}\n`);
  const simd = ["--backend", "simd"];
  const at = ["--at", "28"];
  const expected = [
    json("trace", text, "--model", model, ...at, ...simd),
    json("causes", text, "--model", model, ...at, ...simd),
    json("report", text, "--model", model, ...simd),
  ];
  const answers = run(process.execPath, [file], "").trimEnd().split("\n");
  assert.deepEqual(
    answers.map((answer) => JSON.parse(answer)),
    expected,
  );
});
