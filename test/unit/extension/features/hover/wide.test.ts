// What is said of a selection and of a neuron: in the hover, the reading and the sidebar; and the pictures' unit.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { HoverContext } from "../../../../../extension/features/hover/context";
import { wideReading } from "../../../../../extension/features/hover/readingText";
import { wideAnswer, wideDetails } from "../../../../../extension/features/hover/wide";
import { wideData, wideSubject } from "../../../../../extension/features/sidebar/wideData";
import type { Wider } from "../../../../../extension/state/pinList";
import { wideName, wideWhere } from "../../../../../extension/state/wideWords";
import type { EditorWideTrace } from "../../../../../server/protocol/wire/wideTrace";
import { papersNet } from "../../../../tools/netSummaries";
import { exampleContext } from "../../wholeHover";

const alone = exampleContext(5);
const { aloneLink: link } = alone;
const context: HoverContext = {
  ...alone,
  link: { ...link, wider: { kind: "span", utf16End: 8 } },
  isPinned: true,
  textOf: () => "wi\n|",
};

const offsets = [0.3, -0.6, 0.1].map((attribution, k) => ({
  k,
  position: 6 - k,
  byte: 0x61,
  attribution,
  share: Math.abs(attribution),
  gradientNorm: 1,
}));
const common = {
  kind: "wide",
  uri: link.uri,
  version: 1,
  net: papersNet(128),
  names: { offsets: ["'a'", "'b'", "LF"] },
  target: { utf16Start: 5, utf16End: 8 },
  offsetSpans: [],
  tints: [],
  totals: { words: [], lines: [] },
  shownFrom: { offsets: [0, 0.3, 0.9] },
  isUsable: true,
} as const;
const about = {
  model: { hiddenSize: 128, sha256: "0" },
  text: { bytes: 9, sha256: "0" },
  method: "gradient",
  depth: 50,
} as const;
const selection: EditorWideTrace = {
  ...common,
  trace: {
    ...about,
    span: { from: 5, to: 8, bits: 3.21 },
    offsets: offsets.map((offset) => ({ ...offset, inside: offset.position >= 5 })),
  },
};
const neuron: EditorWideTrace = {
  ...common,
  trace: { ...about, position: 6, input: 97, neuron: { neuron: 56, activation: -0.999 }, offsets },
};

const plain = (markdown: string) =>
  markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\]\(command:[^)]*\)/g, "]")
    .replace(/\\([^\n])/g, "$1")
    .replaceAll("**", "")
    .replaceAll("&lt;", "<");

test("a selection is named by its text, with its bits, and bytes of it are marked as targets too", () => {
  const [name, facts, honesty] = plain(wideAnswer(selection, context, "gradient")).split("\\\n");
  assert.equal(name, '"wi<LF>|" at bytes 5 to 7');
  assert.equal(facts, "bits 3.21 in 3 bytes \u00b7 bits per byte 1.07");
  assert.equal(honesty, "_A gradient is a slope, not a cause._ [Explain this byte alone]");
  const rows = plain(wideDetails(selection, context))
    .split("\n")
    .filter((row) => /^\| \d/.test(row));
  assert.match(rows[0] ?? "", /^\| 1 \| 'b' \(a target too\) \| \u22120\.600 \|/);
  assert.match(rows[2] ?? "", /^\| 2 \| LF \| \+0\.100 \|/);
});

test("a neuron is named with its activation, and its numbers have its unit, not nats", () => {
  const answer = plain(wideAnswer(neuron, context, "gradient"));
  assert.match(answer, /^h56 at t = 6 \('a'\)\\\nactivation \u22120\.999\\\n/);
  const details = wideDetails(neuron, context);
  const [, picture = ""] = /base64,([^)]*)/.exec(details) ?? [];
  const svg = Buffer.from(picture, "base64").toString();
  assert.match(svg, /attribution by lag, activation/);
  for (const words of [details, svg, wideReading(neuron, "h56", "gradient")])
    assert.doesNotMatch(words, /nats/);
});

test("where the setting's method replaces bytes, the one that was used is said", () => {
  assert.match(
    wideAnswer(selection, context, "occlusion"),
    /Traced by gradient, since occlusion is/,
  );
  const dead = { ...neuron, isUsable: false };
  assert.match(wideReading(dead, "h56", "gradient"), /below 1e\u22125 of the activation\./);
  assert.doesNotMatch(wideDetails(dead, context), /!\[/);
});

test("the sidebar has the same words, and nothing that belongs to one byte", () => {
  const textOf = () => "wi\n|";
  const facts = { fileName: "a.txt", by: "pin" } as const;
  for (const result of [selection, neuron]) {
    const subject = wideSubject(result, facts, "gradient", textOf);
    assert.equal(subject.headline, `${wideName(result, textOf())} ${wideWhere(result)}`);
    const data = wideData(result, "key", textOf);
    assert.deepEqual([data.target, data.neurons.length, data.sparse], [null, 0, null]);
    assert.deepEqual(
      data.lags.map(({ byte }) => byte),
      ["'a'", "'b'", "LF"],
    );
    assert.equal(data.unit, result === neuron ? "activation" : "nats");
  }
});

test("of a neuron, it can be changed for the prediction there; of a selection, nothing can", () => {
  const asked = (result: EditorWideTrace, wider: Wider) => {
    const details = wideDetails(result, { ...context, link: { ...link, wider } });
    const links = [...details.matchAll(/sparseDiff\.(whatIf|changeNeuron)\?(\S+)/g)];
    return links.map(([, name, query]) => [name, ...JSON.parse(decodeURIComponent(query ?? ""))]);
  };
  assert.deepEqual(asked(neuron, { kind: "neuron", neuron: 56 }), [
    ["changeNeuron", { ...link, neuron: 56 }],
  ]);
  assert.deepEqual(asked(selection, { kind: "span", utf16End: 8 }), []);
});
