// The same answers everywhere: what the editor exports of the sample and of a model trained in it has the bytes of the command
// line's, and so have the weights. The file runs on the desktop's server and in the web extension host, so both have those bytes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before } from "node:test";
import { inWeb } from "../tools/editor-host/web.mjs";
import { closeEverything, type OpenEditor, openEditor, pageTest } from "./page";
import { eventually, statusSays } from "./painted";
import { openSample } from "./sampleFile";
import { attributionServers } from "./servers";
import { asks, command, takeFirst } from "./trainSteps";

const TEXT = "looms.md";
const words =
  "# Looms\n\nPunched cards told the loom which threads to lift; 40,000 of them wove a portrait.\n";
const SAMPLE = path.resolve("media/sample/sample.xml");
const SAMPLE_MODEL = path.resolve("media/sample/sample.bin");

let editor: OpenEditor;

before(async () => {
  editor = await openEditor({ files: { [TEXT]: words.repeat(4) } });
});
after(() => editor?.close());

const inFolder = (name: string) => path.join(editor.folder, name);

function sparseDiff(...args: string[]): void {
  const cli = path.resolve("dist/cli.js");
  const run = spawnSync(process.execPath, [cli, ...args], { encoding: "utf8" });
  assert.equal(run.status, 0, run.stderr);
}

/** Answers the dialog for a file, which takes Enter only once it has looked at the folder of what is typed. */
async function saveAs(file: string): Promise<void> {
  await editor.input.fill(file);
  await eventually(
    async () => {
      if (!(await editor.input.isVisible())) return true;
      await editor.page.keyboard.press("Enter");
      return false;
    },
    (isTaken) => isTaken,
    `${file} is not taken`,
    1000,
  );
}

/** Exports what is chosen in the editor; its lines are those that the command which it names writes. */
async function sameAsByCommandLine(
  what: string,
  suggested: string,
  text: string,
  model: string,
): Promise<void> {
  await editor.runCommand("Sparse Diff: Export...");
  await editor.pick(what);
  await editor.pick("JSON");
  await eventually(
    () => editor.input.inputValue(),
    (value) => value.endsWith(suggested),
    `${suggested} is not suggested`,
  );
  await saveAs(inFolder(suggested));
  await editor.notification(
    new RegExp(`Exported .*${suggested.replaceAll(".", "\\.")}, [\\d,]+ bytes`),
  );
  await editor.runCommand("Notifications: Clear All Notifications");
  const made = fs.readFileSync(inFolder(suggested), "utf8");
  const [, ...args] = JSON.parse(made).provenance.command.split(" ") as string[];
  const out = inFolder(`again.${suggested}`);
  const places: Record<string, string> = { TEXT: text, MODEL: model, "FILE.json": out };
  sparseDiff(...args.map((word) => places[word] ?? word));
  // By lines, so that a difference is shown.
  assert.deepEqual(made.split("\n"), fs.readFileSync(out, "utf8").split("\n"));
}

async function answersOf(name: string, textFile: string, model: string) {
  await sameAsByCommandLine("Trace at the Caret", `${name}.t28.trace.json`, textFile, model);
  await sameAsByCommandLine("Causes at the Caret", `${name}.t28.causes.json`, textFile, model);
  await sameAsByCommandLine("Report", `${name}.report.json`, textFile, model);
}

pageTest("the sample: hover, trace, causes and report", async () => {
  const text = await openSample(editor);
  await statusSays(editor, /0\.0\d+ bits\/byte · sample\.bin/);
  // What the command line says of the same byte.
  const run = spawnSync(
    process.execPath,
    [path.resolve("dist/cli.js"), "trace", SAMPLE, "--model", SAMPLE_MODEL, "--at", "28", "--json"],
    { encoding: "utf8" },
  );
  const { probability } = JSON.parse(run.stdout) as { probability: number };
  const hover = await text.hoverAt(1, 30);
  assert.match(hover.text, /at byte 29, predicted from t = 28/);
  const [, shown] = /\bp (?:= )?(0\.\d+)/.exec(hover.text) ?? [];
  assert.equal(shown, probability.toFixed(3), hover.text);
  await text.placeCaret(1, 30);
  await answersOf("sample.xml", SAMPLE, SAMPLE_MODEL);
  // One of the two is there, never both.
  assert.equal(attributionServers(editor).length, inWeb() ? 0 : 1);
  await closeEverything(editor);
});

pageTest("a model trained here: its weights, trace, causes and report", async () => {
  const text = await editor.open(TEXT);
  await command(editor, "Train Model on This File");
  await asks(editor, /^Train Model on looms\.md$/);
  await takeFirst(editor);
  await statusSays(editor, /0\.0\d+ bits\/byte · looms\.md\.safetensors/);
  await editor.notification(/Trained Elman 128/);
  await editor.runCommand("Notifications: Clear All Notifications");

  await command(editor, "Save Model As");
  await eventually(
    () => editor.input.inputValue(),
    (value) => value.endsWith("looms.md.safetensors"),
    "no name is suggested for the model",
  );
  await editor.answer(inFolder("here.safetensors"));
  await eventually(
    async () => fs.existsSync(inFolder("here.safetensors")),
    (is) => is,
    "the model is not saved",
  );
  sparseDiff(
    "train",
    inFolder(TEXT),
    "--out",
    inFolder("there.safetensors"),
    "--until-bpc",
    "0.079",
  );
  assert.deepEqual(weightsOf("here.safetensors"), weightsOf("there.safetensors"));

  await text.placeCaret(3, 21); // byte 29
  await answersOf(TEXT, inFolder(TEXT), inFolder("here.safetensors"));
  await closeEverything(editor);
});

/** What follows the head, which also says when and of what. */
function weightsOf(name: string): Buffer {
  const bytes = fs.readFileSync(inFolder(name));
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  assert.ok(bytes.length > start + 100_000);
  return bytes.subarray(start);
}
