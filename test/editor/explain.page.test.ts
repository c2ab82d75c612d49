// A selection and a neuron explained in a real VS Code, on the paper's text: from the palette and from links, in the
// colours, the hover, the sidebar and the list of pins; the numbers are those of the command line.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { before } from "node:test";
import type { NeuronTraceJson, SpanTraceJson } from "../../server/protocol/wire/causesJson";
import { signed, three } from "../../server/protocol/words/numbers";
import { sharedFile } from "../tools/sharedData";
import { briefSays, wholeHoverAt } from "./hovers";
import type { OpenEditor } from "./page";
import { eventually, hoverSays, painted } from "./painted";
import { canRun, MODEL, paperTest, TEXT } from "./paperFiles";
import { paperSidebar } from "./paperWindow";
import { onlyShown, pinRows } from "./pinsList";
import { type Sidebar, violations } from "./sidebar";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  if (canRun) ({ editor, sidebar } = await paperSidebar());
});

function cli<T>(...options: string[]): T {
  const trace = ["dist/cli.js", "trace", sharedFile(TEXT), "--model", sharedFile(MODEL)];
  return JSON.parse(execFileSync(process.execPath, [...trace, ...options, "--json"]).toString());
}

/** k and attribution of the strongest lag, as the lists show them. */
function strongest({ offsets }: SpanTraceJson | NeuronTraceJson): [string, string] {
  const [first] = [...offsets].sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution));
  assert.ok(first);
  return [String(first.k), signed(first.attribution)];
}

const stronglyListed = async () => {
  await sidebar.part("Strongest");
  const [row] = await sidebar.rows("Strongest");
  return [row?.[0], row?.[2]];
};

paperTest("Explain Selection: all of its bytes together, with those inside marked", async () => {
  const text = editor.editor(TEXT);
  const span = cli<SpanTraceJson>("--span", "1:10");
  await text.placeCaret(1, 2);
  for (let i = 0; i < 9; i++) await editor.page.keyboard.press("Shift+ArrowRight");
  await editor.runCommand("Sparse Diff: Explain Selection");
  await sidebar.headline(/"mediawiki" at bytes 1 to 9 traced by gradient, 50 lags back, pinned/);
  await sidebar.headline(new RegExp(`bits ${three(span.span.bits)} in 9 bytes`));
  assert.deepEqual(await stronglyListed(), strongest(span));
  await eventually(
    () => text.hoverText(),
    (words) => /"mediawiki" at bytes 1 to 9/.test(words ?? ""),
    "the command shows no answer at the caret",
  );
  // A hover opened by a command stays until it is closed.
  await editor.page.keyboard.press("Escape");
  const { target, tints } = await painted(text);
  assert.deepEqual([target?.startColumn, target?.text], [2, "mediawiki"]);
  assert.ok(tints.every(({ line, endColumn }) => line === 1 && endColumn <= 10));
  await briefSays(text, 1, 4, /Explain this byte alone[\s\S]*Strongest bytes \(nats\): /);
  assert.match((await wholeHoverAt(text, 1, 4)).text, /\(a target too\)/);
  await editor.page.keyboard.press("Escape");
  await editor.screenshot("explain-selection");
});

paperTest("a character of it is explained alone by the link in its hover", async () => {
  const text = editor.editor(TEXT);
  const hover = await text.hoverAt(1, 4);
  await hover.element.getByText("Explain this byte alone").click();
  await eventually(
    () => text.hoverText(),
    (words) => /'d' at byte 3, predicted/.test(words ?? ""),
    "the byte is not explained",
  );
  await editor.page.keyboard.press("Escape");
  assert.match((await text.hoverAt(1, 5)).text, /"mediawiki" at bytes 1 to 9/, "the pin stays");
});

paperTest("Causal Check inside it is of the byte at the caret, and the hover says so", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 5);
  await editor.runCommand("Sparse Diff: Causal Check at Cursor");
  await eventually(
    () => text.hoverText(),
    (words) =>
      /'i' at byte 4, predicted/.test(words ?? "") &&
      /Enough alone: |is needed: /.test(words ?? ""),
    "the check does not show the byte",
  );
  await editor.page.keyboard.press("Escape");
  await editor.runIfOffered("Sparse Diff: Clear Pins");
});

paperTest("the hover's link explains the word around a character", async () => {
  const text = editor.editor(TEXT);
  await hoverSays(text, 1, 14, /Explain the word/);
  const hover = await text.hoverAt(1, 14);
  await hover.element.getByText("Explain the word").click();
  await sidebar.headline(/"xmlns" at bytes 11 to 15/);
  await editor.page.keyboard.press("Escape");
  await eventually(
    () => pinRows(editor).allInnerTexts(),
    (rows) => rows.length === 1 && /"xmlns"\s*line 1, column 12/.test(rows[0] ?? ""),
    "the selection is not among the pins",
  );
  await onlyShown(editor, 0);
});

paperTest("a pinned selection moves with the text and keeps what is left of it", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(1, 13);
  await editor.page.keyboard.press("Delete");
  await sidebar.headline(/"xlns" at bytes 11 to 14/);
  await editor.runCommand("Undo");
  await sidebar.headline(/"xmlns" at bytes 11 to 15/);
  await editor.runIfOffered("Sparse Diff: Clear Pins");
});

paperTest("why a neuron is on: by its activation in the sidebar and in the hover", async () => {
  const text = editor.editor(TEXT);
  const neuron = cli<NeuronTraceJson>("--at", "28", "--neuron", "113");
  await text.placeCaret(1, 30);
  await sidebar.headline(/'m' at byte 29/);
  await sidebar.part("Strongest");
  await sidebar.page.getByTitle("Why is h113 on?").click();
  await sidebar.headline(/h113 at t = 28 \('\.'\) traced by gradient, 50 lags back, pinned/);
  assert.deepEqual(await stronglyListed(), strongest(neuron));
  await sidebar.legendSays(
    /^Full colour at [\d.]+ of the activation, the largest of this target\.$/,
  );
  await editor.screenshot("explain-neuron");
  assert.deepEqual(await violations(editor), []);
  await editor.runIfOffered("Sparse Diff: Clear Pins");
  await text.placeCaret(1, 30);
  await editor.runCommand("Sparse Diff: Why Is This Neuron On?");
  await editor.answer("h76");
  await sidebar.headline(/h76 at t = 28/);
  await editor.runIfOffered("Sparse Diff: Clear Pins");
});
