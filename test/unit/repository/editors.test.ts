// The VS Code that the editor tests run on are the oldest that the manifest allows and a newer one, and the README names
// both. Whether the newer one is the newest that the registry has is asked by hand, since tests open no connection.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

const json = (file: string) => JSON.parse(fs.readFileSync(file, "utf8"));
const manifest = json("package.json");

/** The VS Code inside a release of code-server: 4.100.0 has 1.100.0. */
const vscodeOf = (editor: string) => {
  const { dependencies } = json(`test/tools/editor-host/${editor}/package.json`);
  return dependencies["code-server"].replace(/^4\./, "1.");
};

test("the oldest editor is the one that engines.vscode and the types name", () => {
  assert.equal(manifest.engines.vscode, `^${vscodeOf("oldest")}`);
  assert.equal(manifest.devDependencies["@types/vscode"], vscodeOf("oldest"));
});

test("the README names both editors", () => {
  const readme = fs.readFileSync("README.md", "utf8");
  const sentence = `VS Code ${vscodeOf("oldest")} and ${vscodeOf("newest")}`;
  assert.ok(readme.includes(sentence), `README.md does not say "${sentence}"`);
  const [, oldest] = vscodeOf("oldest").split(".");
  const [, newest] = vscodeOf("newest").split(".");
  assert.ok(Number(newest) > Number(oldest));
});
