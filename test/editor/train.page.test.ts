// Training from the palette in a real VS Code: the quick pick, switching to the new model at once, hovers during
// another run, cancelling with the best model kept, the offer. Every step takes a picture.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before } from "node:test";
import { type OpenEditor, pageTest } from "./page";
import { eventually, statusSays, targetAt } from "./painted";
import { attributionServers, holdNextServer } from "./servers";
import {
  asks,
  change,
  command,
  takeFirst,
  trainingElement,
  trainingItem,
  trainWithoutEnd,
} from "./trainSteps";
import { NOTES, PROSE, trainWindow } from "./trainWindow";

let editor: OpenEditor;

before(async () => {
  editor = await trainWindow(NOTES);
});

/** Runs a training command and takes its first choice. */
async function trainAtOnce(title: string): Promise<void> {
  await command(editor, title);
  await asks(editor, /^(Train|Continue)/);
  await takeFirst(editor);
}

pageTest("one command and one Enter train a model on the file and switch it on", async () => {
  await command(editor, "Train Model on This File");
  await asks(editor, /^Train Model on notes\.xml$/);
  const labels = await editor.labels();
  assert.match(labels[0] ?? "", /^Train with the defaults \(H = 128, until 0\.079 bits per byte\)/);
  assert.deepEqual(labels.slice(1).filter(Boolean), [
    "Cell",
    "Hidden size",
    "Seed",
    "Target",
    "Epochs",
    "Held out",
    "BPTT length",
  ]);
  await editor.screenshot("train-choices");
  await takeFirst(editor);
  await statusSays(editor, /0\.0\d+ bits\/byte · notes\.xml\.safetensors/);
  const told = await editor.notification(
    /Trained Elman 128: 0\.0\d+ bits per byte in \d+ epochs \(in sample\)/,
  );
  const text = editor.editor(NOTES);
  await text.placeCaret(9, 12);
  await targetAt(text, 9, 12);
  await editor.screenshot("train-done");
  await told.getByText("Details", { exact: true }).click();
  const box = editor.page.locator(".monaco-dialog-box");
  await box.waitFor();
  const details = await box.innerText();
  assert.match(details, /top-10 share of .*: 0\.\d{3} \(paper: 0\.679\)/);
  assert.match(details, /norm ratio at k = 8, of the means: \d+\.\d\d \(paper: 2\.36\)/);
  assert.match(details, /norm ratio at k = 8, median: \d+\.\d\d \(paper: 1\.52\)/);
  assert.match(details, /Sparsity and growth belong to the model, not to the method/);
  await editor.screenshot("train-details");
  await editor.page.keyboard.press("Escape");
  await box.waitFor({ state: "hidden" });
});

pageTest("hovers work on the last good model while another one is trained", async () => {
  await trainWithoutEnd(editor, "Train Model on This File");
  const running = await editor.notification(/Training on notes\.xml/);
  await eventually(
    async () => (await running.innerText()).replace(/\s+/g, " "),
    (said) => /epoch [\d,]+ of 1,000,000, \d+\.\d+ bits per byte, .* left/.test(said),
    "the notification does not say how it goes",
  );
  const text = editor.editor(NOTES);
  const hover = await text.hoverAt(8, 5);
  assert.match(hover.text, /predicted from t = /);
  const { tints } = await targetAt(text, 8, 5);
  assert.ok(tints.length > 0);
  await editor.screenshot("train-running");
  await text.hoverAt(14, 9);
  await targetAt(text, 14, 9);
  await statusSays(editor, /bits\/byte · notes\.xml\.safetensors/);
});

pageTest("the same file is not trained on twice at once", async () => {
  await command(editor, "Train Model on This File");
  await editor.notification(/notes\.xml is being trained on already; cancel that first/);
});

pageTest(
  "Cancel ends training at once, keeps the best model and switches the file to it",
  async () => {
    const running = await editor.notification(/Training on notes\.xml/);
    await running.getByText("Cancel", { exact: true }).click();
    await eventually(
      () => trainingItem(editor),
      (item) => item === undefined,
      "the status bar still trains",
    );
    await editor.notification(
      /Training cancelled; the best model so far is kept: Elman 128, (about )?[\d.]+ bits per byte in [\d,]+ epochs/,
    );
    await statusSays(editor, /bits\/byte · notes\.xml 2\.safetensors/);
    const text = editor.editor(NOTES);
    await text.placeCaret(4, 12);
    await targetAt(text, 4, 12);
    await editor.screenshot("train-cancelled");
  },
);

pageTest("clicking the status bar cancels too", async () => {
  await trainWithoutEnd(editor, "Continue Training");
  await trainingElement(editor).click();
  await eventually(
    () => trainingItem(editor),
    (item) => item === undefined,
    "the status bar still trains",
  );
  await statusSays(editor, /bits\/byte · notes\.xml 3\.safetensors/);
});

pageTest("a text its model does not know: the offer trains one with the defaults", async () => {
  const text = await editor.open(PROSE);
  await command(editor, "Toggle Attribution");
  const offer = await editor.notification(/This model does not know this text; train one on it\?/);
  await editor.screenshot("train-offer");
  await offer.getByText("Train on This File", { exact: true }).click();
  await statusSays(editor, /0\.0\d+ bits\/byte · prose\.md\.safetensors/);
  await text.placeCaret(3, 20);
  await targetAt(text, 3, 20);
});

pageTest("a selection is trained on by itself", async () => {
  const text = editor.editor(PROSE);
  await text.placeCaret(3, 1);
  await editor.page.keyboard.press("Shift+End");
  await trainAtOnce("Train Model on Selection");
  await statusSays(editor, /bits\/byte · prose\.md \(selection\)\.safetensors/);
  await text.placeCaret(1, 1);
  await editor.runByKey("sparseDiff.trainOnSelection");
  await editor.notification(/Nothing is selected/);
});

pageTest(
  "a net of another cell is one choice away: GRU, with its name in the outcome",
  async () => {
    await command(editor, "Train Model on This File");
    await asks(editor, /^Train Model on prose\.md$/);
    await editor.pick("Cell");
    await asks(editor, /: cell$/);
    const cells = (await editor.labels()).filter(Boolean);
    assert.deepEqual(cells, ["Elman", "GRU", "LSTM"]);
    await editor.screenshot("train-cells");
    await editor.pick("GRU");
    await asks(editor, /^Train Model on prose\.md$/);
    assert.match(
      (await editor.labels())[0] ?? "",
      /Train \(GRU, H = 128, until 0\.079 bits per byte\)/,
    );
    await change(editor, "Hidden size", "48");
    await editor.screenshot("train-gru-choices");
    await takeFirst(editor);
    await editor.notification(/Trained GRU 48: 0\.0\d+ bits per byte in \d+ epochs \(in sample\)/);
    await statusSays(editor, /0\.0\d+ bits\/byte · prose\.md 2\.safetensors/);
    const text = editor.editor(PROSE);
    await text.placeCaret(3, 20);
    const { tints } = await targetAt(text, 3, 20);
    assert.ok(tints.length > 0);
    await editor.screenshot("train-gru-done");
  },
);

pageTest("a folder's files are counted, without binary ones, before training starts", async () => {
  await command(editor, "Train Model on Folder");
  await editor.pick(editor.folder.split("/").at(-1) ?? "");
  const words = await asks(editor, /files/);
  assert.match(words, /Train Model on .*: 2 files, [\d,]+ bytes \(left out: 1 binary\)/);
  await editor.screenshot("train-folder");
  await change(editor, "Epochs", "2");
  await takeFirst(editor);
  await editor.notification(
    /Trained Elman 128: [\d.]+ bits per byte in 2 epochs \(in sample\)\. Learnt from 2 files \([\d,]+ bytes\), held out none, left out 1 binary \([\d,]+ bytes?: .*\)\./,
  );
  await statusSays(editor, /bits\/byte · .*\(folder\)\.safetensors/);
});

pageTest("a server killed during training leaves its last checkpoint", async () => {
  await editor.open(NOTES);
  await trainWithoutEnd(editor, "Train Model on This File");
  await eventually(
    async () => fs.readdirSync(editor.server.data, { recursive: true, encoding: "utf8" }),
    (files) => files.some((file) => path.basename(file) === "notes.xml 4.safetensors"),
    "no checkpoint is written",
  );
  for (const server of attributionServers(editor)) process.kill(server, "SIGKILL");
  const told = await editor.notification(
    /Training on notes\.xml stopped early; the model of the last checkpoint is kept/,
  );
  await editor.screenshot("train-stopped");
  await told.getByText("Use It", { exact: true }).click();
  await statusSays(editor, /bits\/byte · notes\.xml 4\.safetensors/);
});

pageTest("Cancel while the server is starting is no failure", async () => {
  const goOn = await holdNextServer(editor);
  try {
    await trainAtOnce("Train Model on This File");
    const running = await editor.notification(/Training on notes\.xml/);
    await running.getByText("Cancel", { exact: true }).click();
    await editor.notification(/^Training cancelled before anything was learnt\.$/);
  } finally {
    goOn();
  }
  await statusSays(editor, /bits\/byte · notes\.xml/);
});
