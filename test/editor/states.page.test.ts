// The states of docs/screen.md, each with a picture: off, first byte, end of the file, badly known, bad model, server
// stopped and restarted.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before } from "node:test";
import { type OpenEditor, openEditor } from "./page";
import {
  eventually,
  hasIcon,
  hoverStatus,
  painted,
  statusItem,
  statusSays,
  targetAt,
} from "./painted";
import { canRun, MODEL, paperFiles, paperTest, TEXT } from "./paperFiles";
import { attributionServers, holdNextServer } from "./servers";

const OTHER = "other.md";
const BAD = "bad.bin";
/** Good when it is chosen, then replaced by a bad file. */
const SPOILT = "spoilt.bin";
const UTF16 = "utf16.txt";
const MIXED = "mixed.txt";
const TINTS = '.cdr[class*="TextEditorDecorationType"]';
let editor: OpenEditor;

before(async () => {
  if (!canRun) return;
  const prose =
    "# A page\n\nQuite another text, 1234 QUICK foxes; jumping ~ over {lazy} dogs.\n".repeat(4);
  editor = await openEditor({
    files: {
      ...paperFiles(),
      [OTHER]: prose,
      [BAD]: new Uint8Array(1000),
      [SPOILT]: paperFiles()[MODEL],
      [UTF16]: Buffer.from("\ufeff<mediawiki xmlns", "utf16le"),
      [MIXED]: "<mediawiki>\n<page>\r\n<title>\n",
    },
    open: TEXT,
    workspaceSettings: { "sparseDiff.model": MODEL },
  });
});
after(() => editor?.close());

paperTest("off: no tint, no hover, no status, no server", async () => {
  const text = editor.editor(TEXT);
  assert.equal(await text.tryHover(2, 6), undefined);
  assert.deepEqual((await painted(text)).tints, []);
  assert.equal(await statusItem(editor), undefined);
  assert.deepEqual(attributionServers(editor), []);
  await editor.screenshot("state-off");
});

paperTest("Trace at Cursor switches the file on and answers at the caret", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 30);
  await editor.runCommand("Sparse Diff: Trace at Cursor");
  await statusSays(editor, /0\.0792 bits\/byte/);
  await targetAt(text, 1, 30);
  const hover = editor.page.locator(".monaco-hover:visible", { hasText: "at byte 29" });
  await hover.first().waitFor();
  await editor.screenshot("state-known");
});

paperTest("the first byte has no past", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 1);
  await eventually(
    () => painted(text),
    ({ tints }) => tints.length === 0,
    "tints on the first byte",
  );
  assert.match((await text.hoverAt(1, 1)).text, /The first byte has no past/);
});

paperTest("at the end of the file the predicted byte is explained", async () => {
  const text = editor.editor(TEXT);
  const end = fs.readFileSync(`${editor.folder}/${TEXT}`, "utf8").split("\n");
  await text.placeCaret(end.length, (end.at(-1)?.length ?? 0) + 1);
  const at = await eventually(
    () => painted(text),
    ({ tints, prediction }) => tints.length > 0 && prediction !== undefined,
    "no trace at the end",
  );
  assert.equal(at.target, undefined);
  await editor.screenshot("state-end-of-file");
});

paperTest("a text the model does not know: a warning, and one offer", async () => {
  const text = await editor.open(OTHER);
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await statusSays(editor, /bits\/byte.*does not know this text/);
  assert.ok(hasIcon(await statusItem(editor), "warning"));
  const offer = await editor.notification(/This model does not know this text/);
  await text.placeCaret(3, 12);
  await targetAt(text, 3, 12);
  await editor.screenshot("state-badly-known");
  await offer.getByText("Not Now").click();
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await eventually(
    () => painted(text),
    ({ tints }) => tints.length === 0,
    "tints of a file that is off",
  );
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await statusSays(editor, /does not know this text/);
  assert.deepEqual(await editor.notifications(), []);
});

paperTest(
  "a bad model file: one sentence with the file, what was found and what was expected",
  async () => {
    const text = editor.editor(OTHER);
    await loadModel(BAD);
    await editor.notification(/bad\.bin: 1,000 bytes/);
    await statusSays(editor, /bits\/byte · sat_model\.bin/);
    await loadModel(SPOILT);
    await statusSays(editor, /bits\/byte · spoilt\.bin/);
    fs.writeFileSync(`${editor.folder}/${SPOILT}`, new Uint8Array(1000));
    await loadModel(SPOILT);
    const item = await eventually(
      () => statusItem(editor),
      (i) => i?.isError ?? false,
      "no error item",
    );
    assert.match(item?.label ?? "", /1,?000/);
    assert.deepEqual((await painted(text)).tints, []);
    assert.match((await text.hoverAt(1, 3)).text, /spoilt\.bin.*1,?000/s);
    await editor.screenshot("state-bad-model");
    await loadModel(MODEL);
    await statusSays(editor, /bits\/byte · sat_model\.bin/);
  },
);

paperTest("other bytes on disk: a note says which", async () => {
  await editor.open(UTF16);
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await eventually(
    () => statusItem(editor),
    (found) => hasIcon(found, "info"),
    "no note",
  );
  await hoverStatus(editor);
  const note = /the file on disk has other bytes \(UTF-16 LE\)/;
  await editor.page.locator(".monaco-hover:visible", { hasText: note }).first().waitFor();
  await editor.screenshot("state-disk-note");
});

paperTest("other bytes on disk: the note disappears once a save makes them the same", async () => {
  const text = await editor.open(MIXED);
  const note = (is: boolean, words: string) =>
    eventually(
      () => statusItem(editor),
      (found) => /bits\/byte/.test(found?.text ?? "") && hasIcon(found, "info") === is,
      words,
    );
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await note(true, "no note of mixed line ends");
  await text.placeCaret(1, 1);
  await editor.page.keyboard.type("a");
  await text.save();
  await note(false, "the note stays after a save");
});

paperTest("other bytes on disk: unsaved edits do not count", async () => {
  const text = editor.editor(MIXED);
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await text.placeCaret(1, 1);
  await editor.page.keyboard.type("b");
  await editor.runCommand("Sparse Diff: Toggle Attribution");
  await statusSays(editor, /bits\/byte/);
  assert.ok(!hasIcon(await statusItem(editor), "info"));
  await text.save();
});

paperTest(
  "an untitled text works, stays on when it is saved, and the next one starts off",
  async () => {
    await editor.runCommand("File: New Untitled Text File");
    await editor.page.keyboard.type("www.mediawiki");
    await editor.runCommand("Sparse Diff: Toggle Attribution");
    await statusSays(editor, /bits\/byte/);
    const untitled = '.monaco-editor[data-uri="untitled:Untitled-1"]';
    const tints = (pane: string) => editor.page.locator(`${pane} ${TINTS}`);
    await tints(untitled).first().waitFor({ state: "attached" });
    await editor.runCommand("File: Save As...");
    await answerPath("saved.md");
    await tints('.monaco-editor[data-uri$="/saved.md"]').first().waitFor({ state: "attached" });
    await editor.runCommand("File: New Untitled Text File");
    await editor.page.locator(untitled).waitFor();
    await editor.page.keyboard.type("www.mediawiki");
    await editor.page.waitForTimeout(500);
    assert.equal(await tints(untitled).count(), 0);
    assert.equal(await statusItem(editor), undefined);
  },
);

paperTest("a diff editor is left alone", async () => {
  await editor.open(TEXT);
  await editor.runCommand("File: Compare Active File with Saved");
  await editor.page.locator(".monaco-diff-editor .view-line").first().waitFor();
  await editor.page.waitForTimeout(500);
  const inDiff = editor.page.locator(`.monaco-diff-editor ${TINTS}`);
  assert.equal(await inDiff.count(), 0);
  await editor.runCommand("View: Close Editor");
});

paperTest("a server that stops is restarted and everything comes back", async () => {
  const text = await editor.open(TEXT);
  await text.placeCaret(1, 30);
  await targetAt(text, 1, 30);
  assert.equal(attributionServers(editor).length, 1, "attribution servers");
  const goOn = await holdNextServer(editor);
  try {
    await statusSays(editor, /restarting/);
    await editor.screenshot("state-restarting");
  } finally {
    goOn();
  }
  await statusSays(editor, /0\.0792 bits\/byte/);
  await text.placeCaret(1, 12);
  await targetAt(text, 1, 12);
});

paperTest("after five stops in a row a message says so, with a log and a button", async () => {
  for (let stop = 0; stop < 5; stop++) {
    const [server] = await eventually(
      async () => attributionServers(editor),
      (all) => all.length > 0,
      `no server after ${stop} stops`,
    );
    process.kill(server!, "SIGKILL");
    await eventually(
      async () => attributionServers(editor),
      (all) => !all.includes(server!),
      "it lives",
    );
  }
  await editor.notification(/The attribution server keeps stopping/);
  assert.ok((await statusItem(editor))?.isError);
  // Only the sentence that says what can be done, not one about connections and codes.
  const said = (await editor.notifications()).map(({ text }) => text);
  assert.deepEqual(
    said.filter((text) => !text.includes(BAD) && !text.includes(SPOILT)),
    ["The attribution server keeps stopping."],
  );
  await editor.screenshot("state-stopped");
  // Any request is answered at once with the same way out.
  const sentence = /The attribution server keeps stopping\. See the log, then restart it\./;
  assert.match((await editor.editor(TEXT).hoverAt(2, 6)).text, sentence);
  await editor.runCommand("Sparse Diff: Copy Trace as JSON");
  const told = await editor.notification(sentence);
  await told.getByText("Restart", { exact: true }).click();
  await statusSays(editor, /0\.0792 bits\/byte/);
});

async function loadModel(file: string): Promise<void> {
  await editor.runCommand("Sparse Diff: Load Model");
  await answerPath(file, file);
}

/** @param listed a file in the folder: the listing rewrites the input once more when it arrives */
async function answerPath(file: string, listed = TEXT): Promise<void> {
  await eventually(
    () => editor.input.inputValue(),
    (path) => path.startsWith("/"),
    "no file picker",
  );
  await editor.rows.filter({ hasText: listed }).first().waitFor();
  await editor.answer(`${editor.folder}/${file}`);
}
