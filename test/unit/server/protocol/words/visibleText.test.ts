// Invisible text is spelled out wherever a text, a path or a byte is shown: on every surface, for every kind.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { HoverContext } from "../../../../../extension/features/hover/context";
import { pathsSnapshot } from "../../../../../extension/features/paths/snapshot";
import { snapshotOf } from "../../../../../extension/features/sidebar/snapshot";
import { statusWords, tooltipMarkdown } from "../../../../../extension/features/status/statusText";
import { newCurve } from "../../../../../extension/state/curves";
import { withoutIcons, withoutLinks } from "../../../../../extension/state/literal";
import { parseSettings } from "../../../../../extension/state/settings";
import { finished } from "../../../../../server/attribution/backward";
import { oneLine, style, table } from "../../../../../server/cli/terminal";
import { traceText } from "../../../../../server/cli/traceText";
import { selectKernels } from "../../../../../server/kernels/select";
import type { EditorTrace, Total } from "../../../../../server/protocol/wire/messages";
import { byteNames, nameCharacter, partName } from "../../../../../server/protocol/words/byteNames";
import { reportSheet } from "../../../../../server/protocol/words/reportSheet";
import { fileFrame, sheetHtml } from "../../../../../server/protocol/words/sheetHtml";
import { sheetText } from "../../../../../server/protocol/words/sheetText";
import { readingText } from "../../../../../server/protocol/words/traceReading";
import { predictionText } from "../../../../../server/protocol/words/traceWords";
import { nameText, visibleText } from "../../../../../server/protocol/words/visibleText";
import { report } from "../../../../../server/statistics/report";
import { randomWeights } from "../../../../property/kernelsModels";
import { namesOf } from "../../../../tools/namesOf";
import { papersNet } from "../../../../tools/netSummaries";
import { loneMarksIn, rawIn, UNSEEN } from "../../../../tools/unseen";
import { examplePaths } from "../../../extension/examplePaths";
import { exampleTrace } from "../../../extension/exampleTrace";
import { hoverMarkdown } from "../../../extension/wholeHover";

/** Line ends, and the no-break space before %, belong to the surface itself. */
const OWN = /[ \n]|\u00a0%/g;
const { settings } = parseSettings(() => undefined, true);
const scale = { full: 1, unit: "nats", isSigned: true, sentence: "Full." } as const;

/** A trace whose past and target are the bytes of a text; its words are the characters, its line the whole. */
function traceOf(text: string): EditorTrace {
  const characters = [...text];
  const last = characters.at(-1)!;
  const past = [...new TextEncoder().encode(text)].reverse();
  const whole = exampleTrace(past.map((_, k) => 0.01 / (k + 1)));
  const offsets = whole.trace.offsets.map((offset, k) => ({ ...offset, byte: past[k]! }));
  const bytes = [...new TextEncoder().encode(last)];
  const [target] = bytes;
  const topPredictions = bytes.map((byte) => ({ byte, probability: 0.2 }));
  const trace = { ...whole.trace, offsets, target: target!, input: past[0]!, topPredictions };
  const total = (utf16Start: number, utf16End: number, k: number): Total => ({
    utf16Start,
    utf16End,
    attribution: 0.1 / (k + 1),
    share: 0.1,
    nearest: k,
    farthest: k,
  });
  const words = characters.map((_, i) => total(i, i + 1, Math.min(i, past.length - 1)));
  return {
    ...whole,
    trace,
    names: namesOf(trace, bytes),
    character: { text: last, bytes, index: 0 },
    totals: { words, lines: [total(0, characters.length, 0)] },
  };
}

const kernels = selectKernels("auto");
const tables = finished(
  report(kernels, randomWeights(4, 1), new TextEncoder().encode("some text"), 2),
);

/** Every surface that shows a text, its bytes, or a name that may come from a file. */
const SURFACES: Readonly<Record<string, (text: string) => string>> = {
  "hover by byte": (text) => hover(text, "byte"),
  "hover by word": (text) => hover(text, "word"),
  "hover by line": (text) => hover(text, "line"),
  "reading text": (text) => readingText(traceOf(text), null, null, "gradient"),
  "dim prediction": (text) => predictionText({ ...traceOf(text) }),
  sidebar: (text) => strings(snapshot(text)).join("\n"),
  "sidebar without a trace": (text) =>
    strings(snapshot(text, { phase: { kind: "failed", sentence: `${text}: 3 bytes` } })).join("\n"),
  "sidebar at the start": (text) =>
    strings(snapshot(text, { phase: { kind: "starting" } })).join("\n"),
  "page of neuron paths": (text) => strings(pathsPage(text)).join("\n"),
  "status bar": (text) => strings(status(text)).join("\n"),
  "status bar of a failure": (text) =>
    strings(status(text, { kind: "failed", sentence: text })).join("\n"),
  tooltip: (text) =>
    tooltipMarkdown({
      sentence: text,
      model: { path: text, name: text, hiddenSize: 3, sha256: "0", format: text, net },
      status: null,
      diskNote: text,
      isUntrusted: false,
      settings,
      scale,
    }).replaceAll("&nbsp;", ""),
  notification: withoutLinks,
  "row and status text": withoutIcons,
  "terminal trace": (text) => {
    const { trace, names } = traceOf(text);
    return traceText(trace, names, text, text);
  },
  "terminal report": (text) => sheetText(sheetAbout(text), style),
  "page of a report": (text) => sheetHtml(sheetAbout(text), frame),
  "terminal sentence": oneLine,
};

const net = papersNet(3);
const sheetAbout = (text: string) =>
  reportSheet({ report: tables }, { text, model: text, net: "Elman 4" });
const frame = fileFrame({ script: "", style: "" }, () => "");

function hover(text: string, sumBy: HoverContext["sumBy"]): string {
  const markdown = hoverMarkdown(traceOf(text), {
    theme: "dark",
    threshold: null,
    method: "gradient",
    link: { uri: "file:///a", utf16: 0, byteOfCharacter: 0 },
    isPinned: false,
    aloneLink: { uri: "file:///a", utf16: 0, byteOfCharacter: 0 },
    word: null,
    unknownBits: null,
    pinned: null,
    sumBy,
    textOf: ({ utf16Start, utf16End }) => [...text].slice(utf16Start, utf16End).join(""),
  });
  return markdown;
}

function snapshot(text: string, more: Partial<Parameters<typeof snapshotOf>[0]> = {}) {
  const model = { path: "/m", name: text, hiddenSize: 3, sha256: "0", format: "raw", net };
  return snapshotOf({
    sequence: 1,
    compared: null,
    settings,
    hasText: true,
    phase: { kind: "ready", model, diskNote: null },
    server: "running",
    modelName: text,
    fileName: text,
    uri: "file:///a.txt",
    version: 1,
    focus: { utf16: 6, byteOfCharacter: 0 },
    isHeldBack: false,
    pinned: [],
    by: "caret",
    unknownBits: null,
    answer: traceOf(text),
    textOf: (start, end) => [...text].slice(start, end).join(""),
    legend: scale,
    causes: { kind: "failed", sentence: text },
    memory: null,
    fidelity: { kind: "waiting" },
    profile: null,
    loss: newCurve(text, undefined),
    ...more,
  });
}

function pathsPage(text: string) {
  const own = traceOf(text);
  const model = { path: "/m", name: text, hiddenSize: 3, sha256: "0", format: "raw", net };
  const facts = {
    hasText: true,
    phase: { kind: "ready", model, diskNote: null },
    server: "running",
    modelName: text,
    uri: "file:///a.txt",
    version: 1,
    answer: own,
  } as const;
  return pathsSnapshot({
    facts,
    own,
    fed: { kind: "ready", value: examplePaths },
    key: "",
    settings,
  });
}

function status(text: string, phase?: Parameters<typeof statusWords>[0]["phase"]) {
  const model = { path: "/m", name: text, hiddenSize: 3, sha256: "0", format: "raw", net };
  const ready = { kind: "ready", model, diskNote: null } as const;
  const facts = { server: "running", status: null, modelName: text, isUntrusted: false } as const;
  return [ready, { kind: "starting" } as const].map((own) =>
    statusWords({ ...facts, phase: phase ?? own }),
  );
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(strings) : [];
}

for (const [name, surface] of Object.entries(SURFACES))
  test(`nothing invisible is left raw: ${name}`, () => {
    for (const unseen of UNSEEN)
      for (const text of [unseen, `a${unseen}b`, `a${unseen}${unseen}`]) {
        const words = surface(text);
        const kept = text.includes("\n") ? words.replaceAll("\n", "") : words;
        assert.deepEqual(rawIn(kept, OWN), [], JSON.stringify(text));
      }
    const marked = surface("\u0301b");
    assert.deepEqual(loneMarksIn(marked), [], marked);
  });

test("visible characters stay; an invisible one becomes its number in place", () => {
  assert.equal(
    visibleText("na\u00efve e\u0301 \u30b9 \u{1F600}"),
    "na\u00efve e\u0301 \u30b9 \u{1F600}",
  );
  assert.equal(visibleText("a\u202eb\u200b\u200bc"), "a<U+202E>b<U+200B \u00d72>c");
  assert.equal(visibleText("a\tb\r\nc\x1b[31m\x07"), "a<tab>b<CR LF>c<0x1B>[31m<0x07>");
  assert.equal(visibleText("x\u00a0y\u3164\u2800"), "x<U+00A0>y<U+3164><U+2800>");
  assert.equal(
    visibleText("\u0301 \u0301e\u0301\u200b\u0301"),
    "<U+0301> <U+0301>e\u0301<U+200B><U+0301>",
  );
  assert.equal(visibleText("\ud83da"), "<U+D83D>a");
});

test("a word or line is named by its visible part, or else by its runs; a name is never cut in two", () => {
  assert.equal(nameText("  let x\n"), "let x");
  assert.equal(nameText("   "), "space \u00d73");
  assert.equal(nameText("\t\t\r\n\r\n"), "tab \u00d72 CR LF \u00d72");
  assert.equal(nameText("\u200b\u200b"), "U+200B \u00d72");
  assert.equal(nameText("\u00a0a"), "<U+00A0>a");
  assert.equal(nameText("abcdefgh", 5), "abcd\u2026");
  assert.equal(nameText("abc\u202edef", 8), "abc\u2026");
  assert.equal(nameText(`${"\u202e".repeat(30)}a`, 8), "<U+202E \u00d730>\u2026");
  assert.equal(nameText(""), "");
});

test("visible characters are quoted; others are given by number", () => {
  assert.equal(nameCharacter("m"), "'m'");
  assert.equal(nameCharacter("\u001b"), "0x1B");
  assert.equal(nameCharacter("\n"), "LF");
  assert.equal(nameCharacter("\u202e"), "U+202E");
  assert.equal(nameCharacter("\u0301"), "U+0301");
  assert.equal(nameCharacter("\u{1F600}"), "'\u{1F600}'");
});

test("a byte of a longer character is named with the character", () => {
  assert.equal(partName("\u30b9", 0), "'\u30b9' 1/3 (0xE3)");
  assert.equal(partName("\u202e", 1), "U+202E 2/3 (0x80)");
  assert.equal(partName("\r\n", 1), "CR LF 2/2 (LF)");
  assert.equal(partName("m", 0), "'m'");
  const bytes = [...new TextEncoder().encode("\ufeffa\u041f\r\n")];
  assert.deepEqual(byteNames(bytes), [
    "U+FEFF 1/3 (0xEF)",
    "U+FEFF 2/3 (0xBB)",
    "U+FEFF 3/3 (0xBF)",
    "'a'",
    "'\u041f' 1/2 (0xD0)",
    "'\u041f' 2/2 (0x9F)",
    "CR",
    "LF",
  ]);
});

test("bytes that form no character are given by number: cut off, overlong, surrogates, too large", () => {
  for (const bytes of [
    [0x9f, 0xd0],
    [0xe3, 0x82],
    [0xc0, 0x80],
    [0xe0, 0x9f, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
    [0xff],
  ])
    assert.deepEqual(
      byteNames(bytes),
      bytes.map((byte) => `0x${byte.toString(16).toUpperCase()}`),
    );
});

test("a likely byte is named by the text's character, by the character it completes, or by number", () => {
  const { trace } = traceOf("a\u041f");
  const past = { ...trace, offsets: trace.offsets.slice(1).map((o, k) => ({ ...o, k })) };
  const likely = [0x9f, 0x90, 0x41].map((byte) => ({ byte, probability: 0.1 }));
  const { likeliest, offsets, input } = namesOf({ ...past, topPredictions: likely }, [0x9f]);
  assert.deepEqual(likeliest, ["'\u041f' 2/2 (0x9F)", "'\u0410' 2/2 (0x90)", "'A'"]);
  assert.deepEqual(offsets, ["'\u041f' 1/2 (0xD0)", "'a'"]);
  assert.equal(input, "'\u041f' 1/2 (0xD0)");
});

test("terminal columns line up, even with double-width characters", () => {
  const rows = table(
    [{ title: "byte", align: "left" }, { title: "n" }],
    [
      ["'\u30b9'", "1"],
      ["'ab'", "2"],
    ],
  );
  assert.deepEqual(rows.split("\n").slice(1), ["'\u30b9'  1", "'ab'  2"]);
});
