// The hover's Markdown and chart: what they say, and that no byte of a file can break out of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { traceChart } from "../../../../../extension/features/hover/charts";
import type { HoverContext } from "../../../../../extension/features/hover/context";
import { literal, table } from "../../../../../extension/state/literal";
import type { EditorTrace, Span } from "../../../../../server/protocol/wire/messages";
import type { TraceJson } from "../../../../../server/protocol/wire/traceJson";
import { readingText } from "../../../../../server/protocol/words/traceReading";
import { predictionText } from "../../../../../server/protocol/words/traceWords";
import { namesOf } from "../../../../tools/namesOf";
import { lstmNet, papersNet } from "../../../../tools/netSummaries";
import { exampleContext, hoverMarkdown } from "../../wholeHover";

const context = exampleContext(29);
const { aloneLink: link } = context;

function example(json: Partial<TraceJson> = {}, more: Partial<EditorTrace> = {}): EditorTrace {
  const values = [0.004, -0.002, 0.001, 0.003, 0.0157, -0.009];
  const offsets = values.map((attribution, k) => ({
    k,
    position: 28 - k,
    byte: ".:ptth"[k]!.charCodeAt(0),
    attribution,
    share: Math.abs(attribution) / 0.0347,
    gradientNorm: 0.01 + k / 100,
  }));
  const neuron = {
    neuron: 113,
    layer: 1,
    gradient: 0.00345,
    share: 0.177,
    activation: -0.9997,
    gate: 0.0006,
  };
  const trace: TraceJson = {
    cell: "elman",
    layers: 1,
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
    net: papersNet(128),
    names: namesOf(trace, [0x6d]),
    targetRank: 1,
    target: { utf16Start: 29, utf16End: 30 },
    character: { text: "m", bytes: [0x6d], index: 0 },
    offsetSpans: [],
    tints: [],
    totals: { words: [], lines: [] },
    shownFrom: { neurons: [0, 0.2], offsets: [0.7, 0.9, 0.95, 0.8, 0, 0.45] },
    isUsable: true,
    ...more,
  };
}

/** The Markdown roughly as a reader sees it: escapes undone, pictures and link targets left out. */
function plain(markdown: string): string {
  return markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\]\(command:[^)]*\)/g, "]")
    .replace(/\\([^\n])/g, "$1")
    .replaceAll("**", "");
}

test("the worked example: the target, its probability, the first neuron and the strongest lag", () => {
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

test("the bytes of a character are links, except the one that is explained", () => {
  const character = { text: "\u20ac", bytes: [0xe2, 0x82, 0xac], index: 1 };
  const markdown = hoverMarkdown(example({ target: 0x82 }, { character }), context);
  assert.match(markdown, /\*\*0x82\*\*/);
  assert.equal(markdown.match(/command:sparseDiff\.explainByte/g)?.length, 2);
  assert.match(plain(markdown), /'€' 2\/3 \(0x82\) at byte 29/);
});

test("a target that is not the byte in the text is never said to be: predicted, chosen, against another", () => {
  const said = (json: Partial<TraceJson>, more: Partial<EditorTrace> = {}) =>
    [
      plain(hoverMarkdown(example(json, more), context)).split("\n")[0],
      readingText(example(json, more), null, null, "gradient").split("\n")[0],
    ].map((words) => words!.replace(/, predicted from .*/, ""));
  const isSaid = (words: string, json: Partial<TraceJson>, more: Partial<EditorTrace> = {}) =>
    assert.deepEqual(said(json, more), [words, words]);
  isSaid("'m' at byte 29", {});
  isSaid("'z' in place of 'm' at byte 29", { target: 0x7a, targetIsTrue: false });
  isSaid("'w' as the predicted byte, in place of 'm' at byte 29", {
    target: 0x77,
    predicted: 0x77,
    targetIsTrue: false,
  });
  const end = { targetIsTrue: false } as const;
  isSaid("'m' as the predicted byte, after the last byte", end, { character: null });
  isSaid("'m' against 'w' at byte 29", { against: 0x77 });
  const reading = readingText(
    example({ against: 0x77, objective: "margin" }),
    null,
    null,
    "gradient",
  );
  assert.match(reading, /objective difference of logits, against 'w'\./);
  assert.doesNotMatch(reading, /margin/);
});

test("summed by word, the right-hand rows are words with a shown byte, white space by name", () => {
  const at = (utf16Start: number, utf16End: number, nearest: number, farthest: number) => ({
    utf16Start,
    utf16End,
    nearest,
    farthest,
    attribution: -0.01 * (1 + nearest),
    share: 0.1,
  });
  const totals = { words: [at(0, 4, 2, 5), at(4, 7, 1, 1), at(7, 8, 0, 0)], lines: [] };
  const text = "http   /";
  const rows = (more: Partial<HoverContext>) =>
    plain(hoverMarkdown(example({}, { totals }), { ...context, ...more }))
      .split("\n")
      .filter((row) => /│/.test(row))
      .map((row) => row.split("│")[1]!.trim());
  const byWord = {
    sumBy: "word",
    textOf: ({ utf16Start, utf16End }: Span) => text.slice(utf16Start, utf16End),
  } as const;
  assert.deepEqual(rows(byWord), [
    "| k | word | &ensp;attribution | &ensp;share |",
    "| 2\u20135 | http | \u22120.0300 | 10.0\u00a0% |",
    "| 1 | space \u00d73 | \u22120.0200 | 10.0\u00a0% |",
    "| 0 | / | \u22120.0100 | 10.0\u00a0% |",
  ]);
  const threshold = { rule: "nucleus", value: 0.5, scope: "display" } as const;
  assert.deepEqual(
    rows({ ...byWord, threshold }).filter((row) => /\d/.test(row)),
    ["| 2\u20135 | http | \u22120.0300 | 10.0\u00a0% |"],
  );
});

test("without a gradient there is no table", () => {
  const offsets = example().trace.offsets.map((offset) => ({ ...offset, attribution: 0 }));
  const dead = example({ offsets, probability: 1 / 256, bits: 8, gradientNorm: 0 });
  const certain = hoverMarkdown({ ...dead, isUsable: false }, context);
  assert.match(certain, /No usable gradient\\: no neuron moves this target/);
  assert.doesNotMatch(certain, /h113/);
});

test("a text the model does not know is reported before anything else about the numbers", () => {
  const words = plain(hoverMarkdown(example(), { ...context, unknownBits: 13.9 }));
  assert.match(words, /does not know this text \(13\.9 bits\/byte\)/);
  assert.doesNotMatch(words, /Nearly certain/);
});

test("a sparse trace says what it costs; another method is shown by name", () => {
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

test("an address in a text stays text: Markdown makes no link of it", () => {
  const offsetSpans = example().trace.offsets.map((_, k) => ({ utf16Start: k, utf16End: k + 1 }));
  const line = { utf16Start: 0, utf16End: 6, nearest: 0, farthest: 5, attribution: 1, share: 1 };
  const totals = { words: [], lines: [line] };
  for (const address of ["http://ev.il", "https://e.il", "ftp://ev.il", "www.ev.il", "me@ev.il"]) {
    const markdown = hoverMarkdown(example({}, { offsetSpans, totals }), {
      ...context,
      sumBy: "line",
      textOf: () => address,
    });
    assert.ok(markdown.replaceAll("\\", "").includes(address), markdown);
    const found = markdown.replace(/\]\([^)]*\)/g, "").match(/\w+:\/\/|www\.|\w@\w/g);
    assert.deepEqual(found, null, address);
  }
});

test("the chart keeps its labels inside, for one lag or a thousand", () => {
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

test("the dim prediction names the expected byte and, if another is there, that one", () => {
  assert.equal(predictionText(example()), "'m' 0.998");
  const other = example({ target: 0x77, probability: 0.000755, bits: 10.4 });
  assert.equal(predictionText(other), "'m' 0.998 \u00b7 here 'w' 0.000755");
});

test("the reading is complete and plain text", () => {
  const text = readingText(example(), null, null, "gradient");
  assert.match(text, /^'m' at byte 29, predicted from t = 28 \('\.'\)\.\nProbability 0\.998/);
  assert.match(text, /h113: gradient \+0\.00345, share 17\.7/);
  assert.match(text, /k 4: .* at byte 24, \+0\.0157 nats/);
  assert.doesNotMatch(text, /[|*<\\]/);
});

test("the interventions are links: on this prediction, and on a pinned one from its window", () => {
  const markdown = hoverMarkdown(example(), context);
  const links = (words: string) =>
    [...words.matchAll(/\[((?:\\.|[^\]])*)\]\(command:([\w.]+)\?(\S+)/g)]
      .filter(([, , command]) => /whatIf|changeNeuron/.test(command ?? ""))
      .map(([, label = "", command = "", query = ""]) => [
        label.replace(/\\/g, ""),
        command.replace("sparseDiff.", ""),
        ...JSON.parse(decodeURIComponent(query)),
      ]);
  assert.deepEqual(links(markdown), [
    ["What if...", "whatIf", link],
    ["Change a neuron...", "changeNeuron", link],
  ]);
  const watched = { ...link, utf16: 40, lag: 11 };
  const pinned = { name: "'x' at byte 41", link: watched };
  assert.deepEqual(links(hoverMarkdown(example(), { ...context, pinned })).at(-1), [
    "What if this byte were... (pinned: 'x' at byte 41)",
    "whatIf",
    watched,
  ]);
});

test("a byte that is written on says so, and has neither a pin nor links to other bytes", () => {
  const character = { text: "\u20ac", bytes: [0xe2, 0x82, 0xac], index: 1 };
  const result = example({ target: 0x82 }, { character, target: null, written: { index: 4 } });
  const markdown = hoverMarkdown(result, { ...context, link: null });
  assert.match(
    plain(markdown).split("\n")[0] ?? "",
    /^'\u20ac' 2\/3 \(0x82\) written on at byte 29,/,
  );
  assert.match(plain(markdown), /Bytes of '\u20ac': 0xE2 0x82 0xAC/);
  assert.doesNotMatch(markdown, /sparseDiff\.(pin|unpin|copyTrace|readAtCursor|explainByte)/);
});

test("another net than the paper's is named, with the method that stands in, its layers and its cells", () => {
  const net = lstmNet(2, 48);
  const [neuron] = example().trace.neurons;
  const cell = { neuron: 7, layer: 1, gradient: -0.0042, share: 0.5, activation: 1.25 };
  const cells = [cell, { ...cell, neuron: 8, layer: 2, gradient: 0.001 }];
  const { gate: _, ...own } = neuron!;
  const json = {
    cell: "lstm",
    layers: 2,
    method: "gated",
    neurons: [{ ...own, layer: 2 }],
    cells,
  } as const;
  const result = example(json, { net });
  const words = plain(hoverMarkdown(result, context));
  assert.match(words, /^'m' at byte 29, predicted/);
  assert.match(words, /rank 1 of 65 /);
  assert.match(words, /\| \[h2\.113\] \[card\] \| \+0\.00345 /);
  assert.match(words, /\| cell at k 1 \|/);
  assert.match(
    words,
    /\| c1\.7 \[card\] \| −0\.00420 \| &ensp;50\.0\s%\D+\+1\.25 \|\n\| c2\.8 \[card\] \|/,
  );
  assert.match(words, /0\.00821 nats · LSTM 2 x 48, 65 characters\n/);
  const standIn = "Traced by gated: the method gradient is for one-layer Elman nets.";
  assert.ok(words.includes(`\n_${standIn}_\n`), words);
  const chosen = hoverMarkdown(result, { ...context, method: "gated" });
  assert.doesNotMatch(chosen, /Traced by/);
  const read = readingText(result, null, null, "gradient");
  assert.ok(read.includes(`\nLSTM 2 x 48, 65 characters.\n${standIn}\n`), read);
  assert.match(
    read,
    /rank 1 of 65\.[\s\S]*\nh2\.113: [\s\S]*\nCells at k 1, strongest 2 of 2:\nc1\.7: gradient −/,
  );
});

test("the paper's kind of net is not named in the hover, and has no cells", () => {
  for (const words of [
    hoverMarkdown(example(), context),
    readingText(example(), null, null, "gradient"),
  ])
    assert.doesNotMatch(words, /Elman|[Cc]ells? at/);
});
