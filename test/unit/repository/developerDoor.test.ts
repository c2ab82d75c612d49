// The files an editor reads when this folder is opened: they name existing scripts, programs and a port, and format as
// Biome does. Whether a debugger stops must be checked by hand.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

const read = (file: string) => JSON.parse(fs.readFileSync(file, "utf8"));
const { scripts } = read("package.json");
const { tasks } = read(".vscode/tasks.json");
const { configurations, compounds } = read(".vscode/launch.json");

test("every task runs a script of package.json", () => {
  assert.ok(tasks.length > 0);
  for (const { label, type, script, args } of tasks) {
    const named = type === "npm" ? script : args[args.indexOf("--") - 1];
    assert.ok(named in scripts, `${label}: ${named}`);
  }
});

test("every launched program exists, and what runs before it is a task", () => {
  const labels = tasks.map(({ label }: { label: string }) => label);
  const names = configurations.map(({ name }: { name: string }) => name);
  for (const { name, program, preLaunchTask, args } of configurations) {
    if (preLaunchTask) assert.ok(labels.includes(preLaunchTask), `${name}: ${preLaunchTask}`);
    const paths = [program, ...(Array.isArray(args) ? args : [])].flatMap(
      (text) => /^\$\{workspaceFolder\}\/(.+)$/.exec(text ?? "")?.[1] ?? [],
    );
    for (const path of paths)
      assert.ok(path.startsWith("dist/") || fs.existsSync(path), `${name}: ${path}`);
  }
  for (const { configurations: joined } of compounds)
    for (const name of joined) assert.ok(names.includes(name), name);
});

test("the server listens for a debugger where the editor attaches", () => {
  const { port } = configurations.find(({ name }: { name: string }) => name === "Attach to Server");
  const source = fs.readFileSync("extension/host/transport.node.ts", "utf8");
  assert.match(source, new RegExp(`"--inspect=${port}"`));
});

test(".editorconfig says what biome.json says", () => {
  const { indentStyle, indentWidth, lineWidth } = read("biome.json").formatter;
  const [, all = ""] = /\[\*\]([^[]*)/.exec(fs.readFileSync(".editorconfig", "utf8")) ?? [];
  const value = (key: string) => new RegExp(`^${key} = (.+)$`, "m").exec(all)?.[1];
  assert.deepEqual(
    [value("indent_style"), Number(value("indent_size")), Number(value("max_line_length"))],
    [indentStyle, indentWidth, lineWidth],
  );
});
