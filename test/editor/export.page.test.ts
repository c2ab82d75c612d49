// Export... : what is asked, the file that is written, byte for byte that of the command line, and what it says when it cannot
// run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { before } from "node:test";
import { closeEverything, type OpenEditor } from "./page";
import { eventually } from "./painted";
import { canRun, MODEL, paperTest, TEXT } from "./paperFiles";
import { OFF, paperWindow, SMALL } from "./paperWindow";

let editor: OpenEditor;

before(async () => {
  if (canRun) editor = await paperWindow();
});

const EXPORT = "Sparse Diff: Export...";
const inFolder = (name: string) => path.join(editor.folder, name);

/** Answers the dialog that suggests this name; returns what was written. */
async function save(suggested: string): Promise<string> {
  await eventually(
    () => editor.input.inputValue(),
    (value) => value.endsWith(`/${suggested}`),
    `${suggested} is not suggested`,
  );
  fs.rmSync(inFolder(suggested), { force: true });
  await editor.answer(inFolder(suggested));
  await editor.notification(
    new RegExp(`Exported .*${suggested.replaceAll(".", "\\.")}, [\\d,]+ bytes\\.`),
  );
  return fs.readFileSync(inFolder(suggested), "utf8");
}

/** Runs the command that the file names. */
function byCommandLine(command: string, text: string, model: string): string {
  const [, ...words] = command.split(" ");
  const out = inFolder(`by-command-line.${command.includes("FILE.csv") ? "csv" : "json"}`);
  fs.rmSync(out, { force: true });
  const places: Record<string, string> = {
    TEXT: text,
    MODEL: model,
    "FILE.json": out,
    "FILE.csv": out,
  };
  const args = words.map((word) => places[word] ?? word);
  const run = spawnSync(process.execPath, [path.resolve("dist/cli.js"), ...args], {
    encoding: "utf8",
  });
  assert.equal(run.stderr, "");
  return fs.readFileSync(out, "utf8");
}

paperTest("the trace at the caret, byte for byte what the command line writes", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 30);
  await editor.runCommand(EXPORT);
  await editor.screenshot("export-what");
  await editor.pick("Trace at the Caret");
  await editor.pick("JSON");
  const made = await save(`${TEXT}.t28.trace.json`);
  await editor.screenshot("export-done");
  const { provenance, position } = JSON.parse(made);
  assert.equal(position, 28);
  assert.equal(made, byCommandLine(provenance.command, inFolder(TEXT), inFolder(MODEL)));
  const told = await editor.notification(/Exported the trace at t = 28/);
  await told.hover();
  await told.locator("a.monaco-text-button", { hasText: "Open" }).click();
  await editor.page.locator(`.tab[data-resource-name="${TEXT}.t28.trace.json"]`).waitFor();
  await closeEverything(editor);
});

paperTest("the selection and a pin as tables", async () => {
  const text = await editor.open(TEXT);
  await text.placeCaret(1, 2);
  for (let i = 0; i < 9; i++) await editor.page.keyboard.press("Shift+ArrowRight");
  await editor.runCommand(EXPORT);
  await editor.pick("Trace of the Selection");
  await editor.pick("CSV: bytes");
  const made = await save(`${TEXT}.b1-9.trace.csv`);
  const command = JSON.parse(/^# command: (.*)\r$/m.exec(made)?.[1] ?? "");
  assert.equal(made, byCommandLine(command, inFolder(TEXT), inFolder(MODEL)));

  await text.placeCaret(1, 30);
  await editor.runCommand("Sparse Diff: Pin");
  await text.placeCaret(2, 1);
  await editor.runCommand(EXPORT);
  await editor.pick("Trace of the Pin 'm'");
  await editor.pick("CSV: neurons");
  const neurons = await save(`${TEXT}.t28.trace.neurons.csv`);
  assert.match(neurons, /^neuron,layer,gradient,share,activation,gate\r$/m);
  await editor.runIfOffered("Sparse Diff: Clear Pins");

  await editor.runCommand(EXPORT);
  await editor.pick("Neuron Card");
  await editor.answer("h68");
  await editor.pick("CSV: partners");
  const card = await save(`${TEXT}.h68.card.partners.csv`);
  assert.match(card, /^# settings\.neuron: 68\r$/m);
  await closeEverything(editor);
});

paperTest("an unsaved text: the bytes as they are in the editor", async () => {
  const text = await editor.open(SMALL);
  await text.placeCaret(1, 1);
  await editor.page.keyboard.type("New: ");
  await text.placeCaret(2, 5);
  await editor.runCommand(EXPORT);
  await editor.pick("Report");
  await editor.pick("JSON");
  const made = await save(`${SMALL}.report.json`);
  const { provenance } = JSON.parse(made);
  const asShown = inFolder("as-shown.txt.copy");
  const saved = fs.readFileSync(inFolder(SMALL), "utf8");
  fs.writeFileSync(asShown, `New: ${saved}`);
  const there = byCommandLine(provenance.command, asShown, inFolder("small.bin"));
  // By lines, so that a difference is shown.
  assert.deepEqual(made.split("\n"), there.split("\n"));
  await text.focus();
  await editor.runCommand("File: Revert File");
  await closeEverything(editor);
});

paperTest("it says why it cannot run", async () => {
  const text = await editor.open(TEXT);
  await text.placeCaret(1, 1);
  await editor.runCommand(EXPORT);
  await editor.pick("Trace of the Selection");
  await editor.notification("Nothing is selected: select what is to be exported first.");
  await text.focus();
  await editor.runCommand(EXPORT);
  await editor.pick("Trace at the Caret");
  await editor.notification("The first byte has no past: nothing predicts it.");
  await editor.open(OFF);
  await editor.runByKey("sparseDiff.export");
  await editor.notification("Attribution is off for off.md: turn it on");
  await closeEverything(editor);
});
