// A net of another kind in a real VS Code: a checkpoint of torch.save with an LSTM of two layers, an embedding and 65
// characters, chosen by Load Model. The hover's numbers are those of PyTorch's formulas in float64; the net is named in
// the hover, the sidebar and the status bar; what it does not have is not offered.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { after, before } from "node:test";
import type { TraceJson } from "../../server/protocol/wire/traceJson";
import { three } from "../../server/protocol/words/numbers";
import { bitsPerByte, CHARACTERS, HIDDEN, LAYERS, torchLstm, truth } from "../tools/torchLstm";
import { copiedJson } from "./clipboard";
import { briefSays, wholeHoverAt } from "./hovers";
import { type OpenEditor, openEditor, pageTest } from "./page";
import { eventually, hoverStatus, painted, statusSays } from "./painted";
import { pinRows } from "./pinsList";
import { openSidebar, type Sidebar, violations } from "./sidebar";

const TEXT = "play.txt";
const MODEL = "char-lstm.pt";
/** The model of the text before. */
const FIRST = "first.bin";
const NAME = `LSTM ${LAYERS} x ${HIDDEN}, ${CHARACTERS.length} characters`;
const LINES = [
  "First Citizen:",
  "Before we proceed any further, hear me speak.",
  "It is 9 of the clock.",
  "",
];
const TEXT_BYTES = LINES.join("\n");
const STAND_IN = "Traced by gated: the method gradient is for one-layer Elman nets.";

let editor: OpenEditor;
let sidebar: Sidebar;

before(async () => {
  editor = await openEditor({
    files: {
      [TEXT]: TEXT_BYTES,
      [MODEL]: torchLstm(),
      [FIRST]: { copyOf: path.resolve("test/data/vectors/h20-random-bytes.bin") },
    },
    open: TEXT,
    viewport: { width: 1280, height: 1100 },
    // The file picker opens where the model of the text is.
    workspaceSettings: { "sparseDiff.enabledFor": ["**/*.txt"], "sparseDiff.model": FIRST },
  });
});
after(() => editor?.close());

/** The place of a character in the text, and its byte. */
const placeOf = (line: number, column: number) => ({
  line,
  column,
  byte: LINES.slice(0, line - 1).reduce((sum, before) => sum + before.length + 1, 0) + column - 1,
});
const at = placeOf(2, 12);

/** A number as the editor writes it: a minus sign of its own, grouped digits. */
const numberIn = (words: string) => Number(words.replaceAll("\u2212", "-").replaceAll(",", ""));

/** Equal to the three digits that are shown. */
function near(shown: string | undefined, wanted: number, what: string): void {
  const value = numberIn(shown ?? "");
  const digit = 10 ** (Math.floor(Math.log10(Math.abs(wanted))) - 2);
  assert.ok(Math.abs(value - wanted) <= 0.6 * digit, `${what}: ${shown}, not ${wanted}`);
}

pageTest(
  "Load Model takes a checkpoint of torch.save, and the status bar names its net",
  async () => {
    await statusSays(editor, /bits\/byte · first\.bin/);
    await editor.runCommand("Sparse Diff: Load Model");
    await eventually(
      () => editor.input.inputValue(),
      (found) => found.startsWith("/"),
      "no file picker",
    );
    await editor.rows.filter({ hasText: MODEL }).first().waitFor();
    await editor.answer(path.join(editor.folder, MODEL));
    const bits = three(bitsPerByte(TEXT_BYTES)).replace(".", "\\.");
    await statusSays(editor, new RegExp(`LSTM 2x8 · ${bits} bits/byte · char-lstm\\.pt`));
    await hoverStatus(editor);
    const tooltip = editor.page.locator(".monaco-hover:visible", { hasText: MODEL }).first();
    await tooltip.waitFor();
    const words = (await tooltip.innerText()).replaceAll(/\s+/g, " ");
    assert.ok(words.includes("LSTM 2 x 8, embedding of 5, 65 characters; torch, sha256"), words);
    assert.match(words, /1 byte of this text is not in the model's alphabet and not predicted\./);
    assert.ok(words.includes(STAND_IN), words);
    await editor.screenshot("nets-status");
  },
);

pageTest(
  "the hover has the numbers of the formulas: prediction, neurons, bytes and cells",
  async () => {
    const text = editor.editor(TEXT);
    const want = truth(TEXT_BYTES, at.byte);
    await briefSays(text, at.line, at.column, /Strongest bytes by gated \(nats\): [\s\S]*More/);
    const hover = await wholeHoverAt(text, at.line, at.column);
    const line =
      /p ([\d.e\u2212]+) · ([\d.]+) bits · (?:counting [\d.]+ bits · )?rank (\d+) of (\d+) · \u2016g\u2016 ([\d.]+) nats · (.*)/;
    const [, p, bits, rank, of, norm, name] = line.exec(hover.text) ?? assert.fail(hover.text);
    near(p, want.probability, "p");
    near(bits, want.bits, "bits");
    near(norm, want.norm, "norm");
    assert.deepEqual([Number(rank), of, name], [want.rank, "65", NAME]);
    assert.ok(hover.text.includes(STAND_IN), hover.text);
    const [strongest, cells] = await tablesOf(hover.element);
    assert.equal(strongest?.length, 5);
    for (const [neuron, gradient, share, activation, , k, byte, attribution] of strongest ?? []) {
      const i = Number(/^h2\.(\d+) card$/.exec(neuron ?? "")?.[1]);
      near(gradient, want.gradient[i]!, `${neuron} gradient`);
      near(activation, want.activation[i]!, `${neuron} activation`);
      near(
        share?.replace(/\s?%/, ""),
        100 * (want.gradient[i]! / want.norm) ** 2,
        `${neuron} share`,
      );
      near(attribution, want.gated[Number(k)]!, `k ${k}`);
      const character = TEXT_BYTES[at.byte - 1 - Number(k)];
      assert.equal(byte, character === " " ? "space" : `'${character}'`);
    }
    const order = (numbers: readonly number[]) =>
      numbers.map((value, i) => [Math.abs(value), i] as const).sort(([a], [b]) => b - a);
    assert.deepEqual(
      strongest?.map(([neuron, , , , , k]) => [neuron, k]),
      order(want.gradient)
        .slice(0, 5)
        .map(([, i], row) => [`h2.${i} card`, String(order(want.gated)[row]![1])]),
    );
    assert.equal(cells?.length, 3);
    for (const [cell, gradient, , activation] of cells ?? []) {
      const [, layer, i] = /^c(\d)\.(\d+) card$/.exec(cell ?? "") ?? assert.fail(cell);
      const { gradient: slope, activation: c } = want.cells[Number(layer) - 1]![Number(i)]!;
      near(gradient, slope, `${cell} gradient`);
      near(activation, c, `${cell} activation`);
    }
    const sizes = want.cells.flat().map(({ gradient }) => Math.abs(gradient));
    near(
      cells?.[0]?.[1]?.replace(/^[+\u2212]/, ""),
      Math.max(...sizes),
      "the largest of the cells",
    );
    await hover.element.locator("table").last().scrollIntoViewIfNeeded();
    await editor.screenshot("nets-hover");
    await editor.page.keyboard.press("Escape");
  },
);

/** The rows of the hover's tables, each a list of cells. */
async function tablesOf(hover: {
  locator(selector: string): ReturnType<typeof editor.page.locator>;
}) {
  return hover
    .locator("table")
    .evaluateAll((tables) =>
      tables.map((table) =>
        [...table.querySelectorAll("tbody tr")].map((row) =>
          [...row.children].map((cell) => cell.textContent?.trim() ?? ""),
        ),
      ),
    );
}

pageTest(
  "Continue Training is refused before it asks anything, and the palette does not offer it",
  async () => {
    const title = "Sparse Diff: Continue Training";
    assert.ok(!(await editor.offered(title)).includes(title));
    await editor.runByKey("sparseDiff.continueTraining");
    const told = await editor.notification(/2 layers; expected one layer of tanh, GRU or LSTM/);
    assert.equal(await told.locator("a.monaco-text-button").innerText(), "Select Model");
    assert.equal(await editor.input.isVisible(), false);
    await editor.runCommand("Notifications: Clear All Notifications");
  },
);

pageTest(
  "a byte outside the alphabet is said to be outside, and nothing is painted for it",
  async () => {
    const text = editor.editor(TEXT);
    const outside = "'9' is not in this model's alphabet: the model neither reads nor predicts it.";
    assert.equal((await text.hoverAt(3, 7)).text.trim(), outside);
    await text.placeCaret(3, 7);
    await eventually(
      () => painted(text),
      ({ tints, target }) => tints.length === 0 && target === undefined,
      "tints for a byte that nothing predicts",
    );
  },
);

pageTest(
  "the sidebar names the net at its head, lists its cells and does not offer the gradient",
  async () => {
    const text = editor.editor(TEXT);
    sidebar = await openSidebar(editor);
    await sidebar.headline(
      new RegExp(`^char-lstm\\.pt ${NAME} '9' is not in this model's alphabet`),
    );
    await text.placeCaret(at.line, at.column);
    await sidebar.headline(
      new RegExp(
        `^char-lstm\\.pt ${NAME} '.' at byte ${at.byte} predicted from t = ${at.byte - 1}`,
      ),
    );
    const method = sidebar.control("Method");
    assert.deepEqual(
      await method
        .locator("option")
        .evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value)),
      ["gated", "integrated", "occlusion"],
    );
    assert.equal(await method.inputValue(), "gated");
    const trace = await sidebar.part("Trace");
    assert.ok((await trace.innerText()).includes(STAND_IN));
    await sidebar.part("Strongest");
    const [neurons, cells] = [
      await sidebar.rows("Strongest", 1),
      await sidebar.rows("Strongest", 2),
    ];
    assert.deepEqual([neurons.length, cells.length], [8, 8]);
    assert.ok(neurons.every(([name]) => /^h2\.\d card$/.test(name ?? "")));
    assert.ok(cells.every(([name]) => /^c[12]\.\d card$/.test(name ?? "")));
    assert.deepEqual(await violations(editor), []);
    await editor.screenshot("nets-sidebar");
  },
);

pageTest("Select Method lists the methods that the net has", async () => {
  await editor.runCommand("Sparse Diff: Select Method");
  const rows = await eventually(
    () => editor.rows.allInnerTexts(),
    (all) => all.some((row) => /occlusion/.test(row)),
    "no methods",
  );
  const labels = rows.map((row) => /^\s*(gradient|gated|integrated|occlusion)/.exec(row)?.[1]);
  assert.deepEqual(labels, ["gated", "integrated", "occlusion"]);
  assert.match(rows[0] ?? "", /current/);
  await editor.page.keyboard.press("Escape");
});

pageTest("a neuron is asked for and pinned by the name that the lists have", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(at.line, at.column);
  await editor.runCommand("Sparse Diff: Why Is This Neuron On?");
  await eventually(
    () => editor.input.inputValue(),
    (value) => /^h2\.\d$/.test(value),
    "the strongest neuron is not offered by its name",
  );
  await editor.answer("h2.3");
  await sidebar.headline(
    new RegExp(`^char-lstm\\.pt ${NAME} h2\\.3 at t = ${at.byte - 1} .* traced by gated`),
  );
  await eventually(
    () => pinRows(editor).allInnerTexts(),
    ([row]) => /^h2\.3\s*line 2, column 12/.test(row ?? ""),
    "the neuron is not among the pins by its name",
  );
  await editor.page.keyboard.press("Escape");
  await editor.runIfOffered("Sparse Diff: Clear Pins");
});

pageTest("the copied JSON is the command line's, with the net, layers and cells", async () => {
  const text = editor.editor(TEXT);
  await text.placeCaret(at.line, at.column);
  type Copied = TraceJson & { causes?: unknown; counting?: unknown };
  const copy = () => editor.runCommand("Sparse Diff: Copy Trace as JSON");
  const { causes: _, counting: _c, ...trace } = await copiedJson<Copied>(editor, copy);
  const file = (name: string) => path.join(editor.folder, name);
  const asked = ["trace", file(TEXT), "--model", file(MODEL), "--at", String(at.byte - 1)];
  const said = execFileSync(process.execPath, ["dist/cli.js", ...asked, "--json"]).toString();
  // The two may run on other backends, whose last digits differ; the hover's are held to the formulas above.
  assert.deepEqual(withoutFractions(trace), withoutFractions(JSON.parse(said)));
  assert.deepEqual([trace.cell, trace.layers, trace.method], ["lstm", LAYERS, "gated"]);
  assert.equal(trace.cells?.length, LAYERS * HIDDEN);
  assert.ok(trace.neurons.every(({ layer, gate }) => layer === LAYERS && gate === undefined));
});

function withoutFractions(json: unknown): unknown {
  const isFraction = (value: unknown) => typeof value === "number" && !Number.isInteger(value);
  return JSON.parse(JSON.stringify(json, (_, value) => (isFraction(value) ? "fraction" : value)));
}

pageTest("Show Neuron Paths says that this net has none", async () => {
  await editor.runCommand("Sparse Diff: Show Neuron Paths");
  const page = editor.webview(1);
  const words = /This model has no neuron paths: they are of one layer of an Elman net with tanh/;
  await page.getByText(words).waitFor();
  await editor.screenshot("nets-paths");
});
