// The hover's Markdown and picture: what they say, and that no byte of a file can break out of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readingText } from "../../extension/commands/readingText";
import { predictionText } from "../../extension/decorations/predictionText";
import { traceChart } from "../../extension/hover/charts";
import { type HoverContext, hoverMarkdown } from "../../extension/hover/content";
import { literal, table } from "../../extension/hover/markdown";
import type { EditorTrace } from "../../server/protocol/messages";
import type { TraceJson } from "../../server/protocol/traceJson";

const link = { uri: "file:///a.txt", utf16: 29, byteOfCharacter: 0 };
const context: HoverContext = {
  theme: "dark",
  threshold: null,
  link,
  isPinned: false,
  unknownBits: null,
};

function example(json: Partial<TraceJson> = {}, more: Partial<EditorTrace> = {}): EditorTrace {
  const values = [0.004, -0.002, 0.001, 0.003, 0.0157, -0.009];
  const offsets = values.map((attribution, k) => ({
    k,
    position: 28 - k,
    byte: "/:ptth"[k]!.charCodeAt(0),
    attribution,
    share: Math.abs(attribution) / 0.0347,
    gradientNorm: 0.01 + k / 100,
  }));
  const neuron = {
    neuron: 113,
    gradient: 0.00345,
    share: 0.177,
    activation: -0.9997,
    gate: 0.0006,
  };
  const trace: TraceJson = {
    model: { hiddenSize: 128, sha256: "0" },
    text: { bytes: 1024, sha256: "0" },
    position: 28,
    input: 0x2e,
    target: 0x6d,
    targetIsTrue: true,
    predicted: 0x6d,
    probability: 0.99804,
    bits: 0.00283,
    entropyBits: 0.02,
    method: "gradient",
    objective: "logprob",
    depth: 50,
    gradientNorm: 0.00821,
    topPredictions: [
      { byte: 0x6d, probability: 0.99804 },
      { byte: 0x77, probability: 0.000755 },
    ],
    neurons: [neuron, { ...neuron, neuron: 76, gradient: 0.0025, share: 0.09 }],
    offsets,
    threshold: null,
    ...json,
  };
  return {
    kind: "trace",
    uri: link.uri,
    version: 1,
    trace,
    targetRank: 1,
    target: { utf16Start: 29, utf16End: 30 },
    character: { text: "m", bytes: [0x6d], index: 0 },
    offsetSpans: [],
    tints: [],
    totals: { words: [], lines: [] },
    shownFrom: { neurons: [0, 0.2], offsets: [0.7, 0.9, 0.95, 0.8, 0, 0.45] },
    certainty: "nearlyCertain",
    ...more,
  };
}

/** The Markdown as a reader sees it, roughly: escapes undone, pictures and link targets left out. */
function plain(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\]\(command:[^)]*\)/g, "]")
    .replace(/\\([^\n])/g, "$1")
    .replaceAll("**", "");
}

test("the worked example: the target, how surely, the first neuron and the strongest lag", () => {
  const words = plain(hoverMarkdown(example(), context));
  assert.match(words, /^'m' at byte 29, predicted from t = 28 \('\.'\)/);
  assert.match(words, /p 0\.998 · 0\.00283 bits · rank 1 of 256 · ‖g‖ 0\.00821 nats/);
  assert.match(words, /Nearly certain \(p 0\.998\)/);
  const rows = words.split("\n").filter((row) => /^\| \[?h/.test(row));
  assert.match(rows[0]!, /h113.* \| \+0\.00345 .*\| 4 \| 't'/);
});

test("a threshold shows fewer rows of the same numbers", () => {
  const threshold = { rule: "nucleus", value: 0.5, scope: "display" } as const;
  const words = plain(hoverMarkdown(example(), { ...context, threshold }));
  assert.match(words, /2 of 2 neurons and 2 of 6 lags shown/);
  assert.match(words, /\+0\.0157/);
  assert.doesNotMatch(words, /\+0\.00400/);
});

test("the bytes of a character are links but for the one that is explained", () => {
  const character = { text: "\u20ac", bytes: [0xe2, 0x82, 0xac], index: 1 };
  const markdown = hoverMarkdown(example({ target: 0x82 }, { character }), context);
  assert.match(markdown, /\*\*0x82\*\*/);
  assert.equal(markdown.match(/command:sparseDiff\.explainByte/g)?.length, 2);
  assert.match(plain(markdown), /0x82 \(byte 2 of 3 of '€'\)/);
});

test("past the end the byte is named as predicted; without a gradient there is no table", () => {
  assert.match(
    plain(hoverMarkdown(example({ targetIsTrue: false }), context)),
    /as the predicted byte/,
  );
  const certain = hoverMarkdown(example({}, { certainty: "noUsableGradient" }), context);
  assert.match(certain, /no usable gradient/);
  assert.doesNotMatch(certain, /h113/);
});

test("a text the model does not know is named before anything else about the numbers", () => {
  const words = plain(hoverMarkdown(example(), { ...context, unknownBits: 13.9 }));
  assert.match(words, /does not know this text \(13\.9 bits\/byte\)/);
  assert.doesNotMatch(words, /Nearly certain/);
});

test("a sparse trace says what it costs; another method is called by its name", () => {
  const threshold = { rule: "nucleus", value: 0.95, scope: "tracing" } as const;
  const price = {
    neuronsKept: 34.2,
    offsetsKept: 9,
    relativeL1: 0.3,
    cosine: 0.8,
    topLagAgrees: true,
  };
  const words = plain(hoverMarkdown(example({ threshold: { ...threshold, ...price } }), context));
  assert.match(words, /Traced sparsely: 34\.2 neurons a step, off by 30\.0/);
  assert.match(plain(hoverMarkdown(example({ method: "gated" }), context)), /\| &ensp;gated \|/);
});

test("no byte breaks out of the Markdown", () => {
  for (let byte = 0; byte < 256; byte++) {
    const result = example();
    const offsets = result.trace.offsets.map((offset) => ({ ...offset, byte }));
    const markdown = hoverMarkdown(example({ offsets, target: byte, input: byte }), context);
    const rows = markdown.split("\n").filter((row) => /^\| \[?h/.test(row));
    assert.equal(rows.length, 2);
    for (const row of rows) assert.equal(row.replace(/\\./g, "").split("|").length, 11, row);
    const isRaw = (unit: string) => unit !== "\n" && (unit < " " || unit === "\x7f");
    assert.deepEqual([...markdown].filter(isRaw), []);
  }
  assert.equal(literal("<b>|*_`"), "&lt;b\\>\\|\\*\\_\\`");
  assert.equal(table([{ title: "a", right: true }], [["1"]]), "| a |\n| ---: |\n| 1 |");
});

test("the picture keeps its labels inside, for one lag as for a thousand", () => {
  for (const count of [1, 2, 51, 1001]) {
    const offsets = Array.from({ length: count }, (_, k) => ({
      k,
      attribution: Math.sin(k) / 100,
      gradientNorm: 1 / (k + 1),
      shown: k % 2 === 0,
    }));
    const picture = traceChart(offsets, "attribution", "light");
    assert.doesNotMatch(picture, /NaN|Infinity|undefined/);
    const width = Number(/width="(\d+)"/.exec(picture)?.[1]);
    for (const [, x, anchor, words] of picture.matchAll(
      /<text x="([\d.]+)".*?text-anchor="(\w+)">([^<]*)/g,
    )) {
      const length = words!.length * 6;
      const left = Number(x) - (anchor === "end" ? length : anchor === "middle" ? length / 2 : 0);
      assert.ok(left >= 0 && left + length <= width + 4, `${count}: ${words} at ${left}`);
    }
  }
});

test("the dim prediction names what is expected and, where it differs, what stands there", () => {
  assert.equal(predictionText(example().trace), "'m' 0.998");
  const other = example({ target: 0x77, probability: 0.000755 }).trace;
  assert.equal(predictionText(other), "'m' 0.998 \u00b7 here 'w' 0.000755");
});

test("the reading is whole and plain", () => {
  const text = readingText(example(), null, null);
  assert.match(text, /^'m' at byte 29, predicted from t = 28 \('\.'\)\.\nProbability 0\.998/);
  assert.match(text, /h113: gradient \+0\.00345, share 17\.7/);
  assert.match(text, /k 4: .* at byte 24, \+0\.0157 nats/);
  assert.doesNotMatch(text, /[|*<\\]/);
});
