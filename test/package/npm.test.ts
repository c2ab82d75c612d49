// What `npm pack` writes, as a person gets it: installed alone into an empty folder, without a network and without VS Code, it has
// a command line that runs and a library that a script imports and TypeScript understands.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-npm-"));
after(() => fs.rmSync(folder, { recursive: true, force: true }));
const root = process.cwd();

function run(command: string, args: readonly string[], cwd = folder, input?: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    input,
    encoding: "utf8",
    env: { ...process.env, HOME: folder, npm_config_cache: path.join(folder, "cache") },
  });
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

const before = fs.readFileSync("package.json");
const [packed] = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], root)) as {
  filename: string;
  size: number;
  files: { path: string }[];
}[];
assert.ok(packed);
const archive = path.join(folder, packed.filename);
const names = packed.files.map(({ path: name }) => name);
const offline = ["--offline", "--no-audit", "--no-fund"];

test("packing leaves the manifest as it was", () => {
  assert.ok(fs.readFileSync("package.json").equals(before));
  assert.ok(!fs.existsSync("dist/package.whole.json"));
});

test("the archive has the command line, the library, its types and the models, and nothing of the extension", () => {
  for (const name of [
    ...["dist/cli.js", "dist/cli.mjs", "dist/worker.js", "dist/worker.mjs"],
    ...["dist/library/node.mjs", "dist/library/browser.mjs", "dist/library/library.d.mts"],
    ...[
      "dist/native/linux-x64.node",
      "dist/native/win32-x64.node",
      "dist/native/darwin-arm64.node",
    ],
    ...["dist/THIRD-PARTY-NOTICES.txt", "dist/sbom.cdx.json"],
    ...["media/general/general.safetensors", "media/sample/sample.bin", "media/sample/sample.xml"],
    ...["README.md", "CHANGELOG.md", "LICENSE", "docs/editors.md", "docs/notebooks.md"],
  ])
    assert.ok(names.includes(name), name);
  const other = names.filter(
    (name) =>
      /extension|sidebar|server\.|\.map$/.test(name) || !/^(dist|docs|media|[^/]+$)/.test(name),
  );
  assert.deepEqual(other, []);
  assert.ok(packed.size < 2_000_000, `${packed.size} bytes`);
  const manifest = JSON.parse(run("tar", ["-xzOf", archive, "package/package.json"]));
  const whole = JSON.parse(before.toString());
  for (const field of ["name", "version", "license", "bin", "exports", "types"])
    assert.deepEqual(manifest[field], whole[field], field);
  for (const field of ["dependencies", "devDependencies", "scripts", "main", "contributes"])
    assert.equal(manifest[field], undefined, field);
  const bundles = names.filter((name) => name.endsWith(".mjs"));
  const content = bundles.map((name) => run("tar", ["-xzOf", archive, `package/${name}`])).join("");
  assert.ok(!content.includes(`${root}/`) && !content.includes("sourceMappingURL"));
});

const prefix = path.join(folder, "prefix");
const sample = (name: string) => path.join(root, "media/sample", name);
const model = ["--model", sample("sample.bin")];
const questions = [
  ["trace", sample("sample.xml"), ...model, "--at", "300"],
  ["causes", sample("sample.xml"), ...model, "--at", "300"],
  ["report", sample("sample.xml"), ...model],
];
const asked = (question: readonly string[]) =>
  run(process.execPath, [
    path.join(root, "dist/cli.js"),
    ...question,
    "--backend",
    "simd",
    "--json",
  ]);

test("npm i -g installs it without a network, and sparse-diff runs", () => {
  run("npm", ["i", "-g", "--prefix", prefix, ...offline, archive]);
  const command = path.join(prefix, "bin/sparse-diff");
  for (const question of questions)
    assert.equal(run(command, [...question, "--backend", "simd", "--json"]), asked(question));
  // Its own worker threads and native kernels.
  const threads = [...questions[2]!, "--threads", "2", "--json"];
  assert.equal(JSON.parse(run(command, threads)).bytes, fs.statSync(sample("sample.xml")).size);
  const { backend } = JSON.parse(run(command, ["info", sample("sample.bin"), "--json"]));
  const here = JSON.parse(
    run(process.execPath, [path.join(root, "dist/cli.js"), "info", sample("sample.bin"), "--json"]),
  );
  assert.equal(backend, here.backend);
  const installed = path.join(prefix, "lib/node_modules");
  assert.deepEqual(fs.readdirSync(installed), ["sparse-differentiation"]);
  assert.ok(!fs.existsSync(path.join(installed, "sparse-differentiation/node_modules")));
});

test("its language server has the bundled model", () => {
  const message = (body: object) => {
    const text = JSON.stringify({ jsonrpc: "2.0", ...body });
    return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  };
  const params = { processId: null, rootUri: null, capabilities: {} };
  const messages = [
    { id: 1, method: "initialize", params },
    { id: 2, method: "shutdown" },
    { method: "exit" },
  ];
  const said = run(
    path.join(prefix, "bin/sparse-diff"),
    ["lsp"],
    folder,
    messages.map(message).join(""),
  );
  assert.match(said, /"hoverProvider":true/);
});

const project = path.join(folder, "project");
fs.mkdirSync(project);
const write = (name: string, content: string) =>
  fs.writeFileSync(path.join(project, name), content);

test("a script imports the library, and its answers are those of the command line", () => {
  write("package.json", '{ "name": "project", "type": "module" }');
  run("npm", ["i", ...offline, archive], project);
  write(
    "script.js",
    `import fs from "node:fs";
import { loadModel, openText } from "sparse-differentiation";
const model = await loadModel(process.argv[2]);
const text = openText(fs.readFileSync(process.argv[3]), model);
const answers = [await text.trace(300), await text.causes(300), await text.report()];
console.log(answers.map((answer) => JSON.stringify(answer)).join("\\n"));
`,
  );
  const args = ["script.js", sample("sample.bin"), sample("sample.xml")];
  assert.equal(run(process.execPath, args, project), questions.map(asked).join(""));
});

test("TypeScript understands it, with the types of Node and of a browser, and refuses what is wrong", () => {
  write(
    "consumer.ts",
    `import { type Model, type Text, type TraceJson, InputError, loadModel, openText } from "sparse-differentiation";
export async function strongest(bytes: Uint8Array): Promise<number> {
  const model: Model = await loadModel(bytes, { name: "a.bin", alphabet: "printable" });
  const text: Text = openText("abc", model);
  const signal = new AbortController().signal;
  const trace: TraceJson = await text.trace(2, { method: "gated", target: 109, signal });
  const { necessary } = await text.causes(2, { depth: 20, baseline: "zero" });
  const { bitsPerByte, lags } = await text.report({ depth: 4, onProgress: (part: number) => part });
  const { levels } = await text.patterns({ maxOffset: 10 });
  // @ts-expect-error: no such method
  await text.trace(2, { method: "magic" });
  // @ts-expect-error: no such option
  await text.report({ deep: 4 });
  // @ts-expect-error: nothing is written to
  trace.bits = 0;
  const refused = new InputError("so");
  return trace.offsets[0]!.attribution + necessary.lags.length + bitsPerByte + lags.length + levels.length + refused.sentence.length;
}
`,
  );
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--target", "es2022"];
  for (const environment of [
    ["--lib", "es2022", "--types", "node", "--typeRoots", path.join(root, "node_modules/@types")],
    ["--lib", "es2022,dom", "--typeRoots", path.join(project, "none")],
  ])
    for (const resolution of [
      ["--module", "nodenext"],
      ["--module", "esnext", "--moduleResolution", "bundler"],
    ]) {
      const options = [...strict, ...environment, ...resolution];
      run(process.execPath, [compiler, ...options, "consumer.ts"], project);
    }
});
