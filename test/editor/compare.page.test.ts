// Compare With Another Model in a real VS Code: the headline, the layer with its legend, the hover's line, the chart of the two
// attributions, the sum as a sheet, edits, the end; and what it says when it cannot run.
import assert from "node:assert/strict";
import { before } from "node:test";
import { writeRawWeights } from "../../server/nets/rawWeights";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { briefSays } from "./hovers";
import { closeEverything, type OpenEditor, openEditor, pageTest } from "./page";
import { eventually, painted, statusSays } from "./painted";
import { openSidebar, type Sidebar } from "./sidebar";

const TEXT = "text.txt";
const LINES = "the cat sat on the mat, and the dog sat beside it.\n".repeat(16);

const model = (seed: number) =>
  new Uint8Array(
    writeRawWeights(
      initialWeights(16, createRandom(seed), { recurrent: 0.9, input: 0.7, output: 1.5 }),
    ),
  );

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  editor = await openEditor({
    files: {
      [TEXT]: LINES,
      "one.bin": model(3),
      "two.bin": model(4),
    },
    workspaceSettings: {
      "sparseDiff.enabledFor": ["**/*.txt"],
      "sparseDiff.model": "one.bin",
    },
    viewport: { width: 1280, height: 1000 },
  });
  sidebar = await openSidebar(editor);
});

const MODELS = "Sparse Diff: Compare With Another Model...";
const STOP = "Sparse Diff: Stop Comparing";

const signs = (text: ReturnType<OpenEditor["editor"]>, wanted: (all: Set<number>) => boolean) =>
  eventually(
    async () => new Set<number>((await painted(text)).tints.map(({ sign }) => sign)),
    wanted,
    "the layer is not painted as it should be",
  );

pageTest("two models: headline, layer, legend, hover, chart, sheet and an edit", async () => {
  const text = await editor.open(TEXT);
  await statusSays(editor, /bits\/byte · one\.bin/);
  await text.placeCaret(3, 10);
  await editor.runCommand(MODELS);
  await editor.pick("two.bin");
  await editor.notification(
    /Over 815 bytes one\.bin pays [\d.]+ bits per byte, two\.bin [\d.]+: (neither knows better than chance|\w+\.bin knows better by)/,
  );
  await signs(text, (all) => all.size === 2);
  await sidebar.legendSays(
    /Above zero one\.bin knows better, below zero two\.bin does\. Bits per byte: one\.bin [\d.]+, two\.bin [\d.]+, over 815 bytes\./,
  );
  await sidebar.page.getByText("this better (solid)").waitFor();
  const chart = await sidebar.part("Difference to the other side by lag");
  await eventually(
    () => chart.innerText(),
    (words) =>
      /bits here, [\d.]+ in two\.bin: .* Attribution by gradient, nats, k 0 to 50: cosine/.test(
        words.replaceAll(/\s+/g, " "),
      ),
    "the chart does not say how alike the attributions are",
  );
  await editor.screenshot("compare-models");
  await briefSays(
    text,
    3,
    12,
    /[\d.]+ bits here, [\d.]+ in two\.bin: [+−][\d.]+ bits, (this|the other) knows better\./,
  );
  await editor.screenshot("compare-hover");
  await editor.page.keyboard.press("Escape");

  await editor.runCommand("Sparse Diff: Show Comparison");
  const sheet = editor.webview(1);
  await sheet.getByRole("heading", { name: "What the bytes cost" }).waitFor();
  assert.match(
    await sheet.locator("main, body").first().innerText(),
    /n = 815 bytes that both predict/,
  );
  await editor.screenshot("compare-sheet");

  await text.placeCaret(1, 1);
  await editor.page.keyboard.type("zz");
  await sidebar.legendSays(/over 817 bytes\./);
  await signs(text, (all) => all.size === 2);
  await editor.runCommand(STOP);
  await sidebar.legendSays(/^(?!.*Above zero)/s);
  await editor.runByKey("sparseDiff.stopComparing");
  await editor.notification("Nothing is compared with text.txt.");
  await closeEverything(editor);
});

pageTest(
  "the layer without a comparison says how to begin one; its own model is refused",
  async () => {
    await editor.open(TEXT);
    await editor.runCommand("Sparse Diff: Select Layer");
    await editor.pick("Difference to the other side");
    await sidebar.legendSays(/Nothing is compared with this text: Compare With Another Model/);
    await editor.runCommand("Sparse Diff: Select Layer");
    await editor.pick("Trace");
    await editor.runCommand(MODELS);
    await editor.pick("one.bin");
    await editor.notification(/one\.bin is the model of this text already/);
    await closeEverything(editor);
  },
);
