// The corpus of injections on the command line: as names of texts and models, as their content, as names of tensors. The
// terminal is given characters that can be seen, each sentence is one line, and a table has no formula.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { packTensors } from "../../server/nets/safetensors";
import { fileNameOf, INJECTIONS, KINDS, textsOf, UNSEEN } from "../tools/injections";
import { script } from "./commandLine";
import { startServer } from "./server";

const MODEL = path.resolve("test/data/nets/gru.safetensors");
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-injections-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));

const all = INJECTIONS.map(({ text }) => text).join("\n");

/** What a command says, all of which must be visible. */
function said(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  for (const words of [stdout, stderr]) assert.doesNotMatch(words, UNSEEN, JSON.stringify(words));
  return { status, out: stdout, err: stderr };
}

for (const kind of KINDS)
  test(`${kind}: a trace and a refusal say its names and its text in visible characters`, () => {
    const name = fileNameOf(textsOf(kind).join(" "));
    const text = path.join(folder, `${name}.txt`);
    fs.writeFileSync(text, `${textsOf(kind).join("\n")}\n${all}`);
    const model = path.join(folder, `${name}.safetensors`);
    fs.copyFileSync(MODEL, model);
    const trace = said("trace", text, "--model", model, "--at", "20");
    assert.equal(trace.status, 0, trace.err);

    const bad = path.join(folder, `${name} 2.safetensors`);
    const tensors = textsOf(kind).map((tensor) => [tensor, [1], new Float32Array(1)] as const);
    fs.writeFileSync(bad, packTensors(tensors, {}));
    const refused = said("info", bad);
    assert.equal(refused.status, 2);
    assert.match(refused.err, /^sparse-diff: [^\n]+\n$/);
    assert.ok(refused.err.length < 1000, `${refused.err.length} characters`);
  });

test("a name that is an option, an address or standard input is no file of that name", () => {
  for (const name of ["--help", "-", "file:///etc/passwd", "..\\..\\windows\\win.ini"]) {
    const { status, err } = said("trace", name, "--model", MODEL, "--at", "1");
    if (name === "--help") assert.deepEqual([status, err], [0, ""]);
    else assert.match(err, /^sparse-diff: [^\n]+\n$/);
  }
  assert.ok(!fs.existsSync(path.join(folder, "ran")));
});

const onPosix = { skip: process.platform === "win32" && "a backslash parts a path there" };

test("a model is called by all of its name, with a backslash in it", onPosix, async () => {
  const model = path.join(folder, "$(bell)\\$(trash).safetensors");
  fs.copyFileSync(MODEL, model);
  const server = await startServer();
  try {
    await server.open("untitled:text", "text");
    const attached = await server.attach("untitled:text", model);
    assert.equal(attached.model.name, path.basename(model));
  } finally {
    server.stop();
  }
});

test("a report as HTML and as a table holds none of them as markup or formula", () => {
  const text = path.join(folder, `${fileNameOf(`=${textsOf("html").join("")}`)}.txt`);
  fs.writeFileSync(text, all);
  const [html, csv] = [path.join(folder, "report.html"), path.join(folder, "lags.csv")];
  const run = said("report", text, "--model", MODEL, "--html", html, "--csv", csv);
  assert.equal(run.status, 0, run.err);
  const page = fs.readFileSync(html, "utf8");
  assert.equal(page.match(/<script/g)?.length, 2);
  assert.doesNotMatch(
    page.replaceAll(/<(script|style)>.*?<\/\1>/gs, ""),
    /<(img|iframe|base|form|input|a)\b/,
  );
  for (const line of fs.readFileSync(csv, "utf8").split(/\r?\n/))
    for (const field of line.split(",")) assert.doesNotMatch(field, /^[=+@\t]|^-\D/);
});
