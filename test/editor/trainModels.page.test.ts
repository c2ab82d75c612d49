// Choosing and managing models in a real VS Code, all by keyboard: Select Model with a description of each, the setting
// that maps files to models, rename, delete, save.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before } from "node:test";
import { writeModel } from "../../server/nets/formats";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { eventually, statusSays } from "./painted";
import { asks, command, takeFirst } from "./trainSteps";

const TEXT = "poem.txt";
const MAPPED = "mapped.log";
const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };
const weights = initialWeights(16, createRandom(1), scales);

let editor: OpenEditor;

before(async () => {
  editor = await openEditor({
    files: {
      [TEXT]: "Tyger Tyger, burning bright,\nIn the forests of the night;\n".repeat(8),
      [MAPPED]: "10:00 start\n10:01 stop\n".repeat(10),
      "models/small.safetensors": writeModel(weights, "small.safetensors", {
        text_name: "another.txt",
        text_sha256: "0".repeat(64),
        bits_per_byte: "1.25",
      }),
      "models/log.bin": writeModel(weights, "log.bin"),
      "models/no-model.bin": new Uint8Array(1234),
      "several.code-workspace": JSON.stringify({ folders: [{ path: "." }] }),
    },
    open: TEXT,
    // The settings then belong to one folder, not to the whole workspace.
    workspace: "several.code-workspace",
    workspaceSettings: {
      "sparseDiff.models": { "**/*.log": "models/log.bin" },
      "sparseDiff.enabledFor": ["**/*.log"],
    },
  });
});
after(() => editor?.close());

pageTest(
  "Select Model lists every model with its size, its fit and where it comes from",
  async () => {
    await command(editor, "Train Model on This File");
    await asks(editor, /^Train Model on poem/);
    await takeFirst(editor);
    await statusSays(editor, /0\.0\d+ bits\/byte · poem\.txt\.safetensors/);
    await command(editor, "Select Model");
    const rows = await eventually(
      () => editor.rows.allInnerTexts(),
      (all) => all.filter((row) => /bits per byte here/.test(row)).length >= 3,
      "the models are not described",
    );
    const row = (name: RegExp) => rows.find((r) => name.test(r))?.replace(/\s+/g, " ") ?? "";
    assert.match(
      row(/^\s*poem\.txt/),
      /H = 128 · 0\.0\d+ bits per byte here · current .*trained on this text, 0\.0\d+ bits per byte in sample/,
    );
    assert.match(
      row(/small\.safetensors/),
      /H = 16 · [\d.]+ bits per byte here .*trained on another\.txt, 1\.25 bits per byte in sample/,
    );
    assert.match(row(/log\.bin/), /raw weights; the file does not say/);
    assert.equal(row(/no-model/), "", "other files called .bin are left out");
    await editor.screenshot("select-model");
    await editor.pick("models/small.safetensors");
    await statusSays(editor, /bits\/byte · small\.safetensors/);
  },
);

pageTest(
  "a folder's settings switch files on and map them to models; a choice overrides them",
  async () => {
    await editor.open(MAPPED);
    await statusSays(editor, /log\.bin/);
    await command(editor, "Select Model");
    await editor.pick("models/small.safetensors");
    await statusSays(editor, /small\.safetensors/);
    await editor.open(TEXT);
    await statusSays(editor, /small\.safetensors/);
  },
);

pageTest("a chosen model that is gone is replaced by the default, with one sentence", async () => {
  await editor.open(MAPPED);
  await statusSays(editor, /small\.safetensors/);
  const model = path.join(editor.folder, "models/small.safetensors");
  fs.renameSync(model, `${model}.away`);
  await command(editor, "Restart Server");
  await statusSays(editor, /bits\/byte · log\.bin/);
  await editor.notification(/small\.safetensors was renamed or deleted/);
  const told = (await editor.notifications()).filter(({ text }) => /small/.test(text));
  assert.equal(told.length, 1, "once for all files that used it");
  fs.renameSync(`${model}.away`, model);
  await editor.open(TEXT);
  await statusSays(editor, /bits\/byte · general\.safetensors/);
});

pageTest("Rename Model keeps the files that use it", async () => {
  await command(editor, "Select Model");
  await editor.pick("poem.txt.safetensors");
  await statusSays(editor, /poem\.txt\.safetensors/);
  await command(editor, "Rename Model");
  await editor.pick("poem.txt");
  await eventually(
    () => editor.input.inputValue(),
    (value) => value === "poem.txt",
    "no prompt with the old name",
  );
  await editor.answer("tyger");
  await statusSays(editor, /0\.0\d+ bits\/byte · tyger\.safetensors/);
});

pageTest("Save Model As writes a copy where the user wants it", async () => {
  await command(editor, "Save Model As");
  const wanted = path.join(editor.folder, "saved.bin");
  await eventually(
    () => editor.input.inputValue(),
    (value) => value.includes("tyger"),
    "no dialog with the model's name",
  );
  await editor.answer(wanted);
  await eventually(
    async () => fs.existsSync(wanted) && fs.statSync(wanted).size,
    (size) => size === 329216,
    "it was not saved",
  );
});

pageTest("Delete Model asks first; its files go back to the default", async () => {
  await command(editor, "Delete Model");
  await editor.pick("tyger");
  const box = editor.page.locator(".monaco-dialog-box");
  await box.waitFor();
  assert.match(await box.innerText(), /Delete tyger\?/);
  await editor.screenshot("delete-model");
  await box.getByText("Delete", { exact: true }).click();
  await statusSays(editor, /bits\/byte · general\.safetensors/);
  await editor.runByKey("sparseDiff.renameModel");
  await editor.notification(/No model was trained here yet/);
});
