// The archive from `npm run package`, installed as a user would: the sample opens, and its hover agrees with the
// command line of the same archive. The page and host tests cover everything else and can run on the archive too.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { after, before } from "node:test";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { statusSays } from "./painted";
import { openSample } from "./sampleFile";

let editor: OpenEditor;

before(async () => {
  editor = await openEditor({ files: { "notes.txt": "notes\n" } });
});
after(() => editor?.close());

pageTest("the installed archive explains a byte of the sample", async () => {
  const text = await openSample(editor);
  await statusSays(editor, /0\.0\d+ bits\/byte · sample\.bin/);
  const hover = await text.hoverAt(17, 30);
  const said = /at byte (\d+), predicted from t = (\d+)[\s\S]*?\bp (0\.\d+)/.exec(hover.text);
  assert.ok(said, hover.text);
  const [, byte, position, probability] = said.map(Number);
  assert.equal(byte, position! + 1);
  assert.ok(Math.abs(probability! - probabilityAt(position!)) < 0.0005, hover.text);
});

/** From the command line of the installed archive. */
function probabilityAt(position: number): number {
  const inside = (file: string) => path.join(editor.server.extension, file);
  const sample = inside("media/sample/sample.xml");
  const model = inside("media/sample/sample.bin");
  const args = ["trace", sample, "--model", model, "--at", String(position), "--json"];
  const answer = execFileSync(process.execPath, [inside("dist/cli.js"), ...args], {
    encoding: "utf8",
  });
  return JSON.parse(answer).probability;
}
