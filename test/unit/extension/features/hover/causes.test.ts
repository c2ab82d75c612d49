// The middle of the hover: what is said of causes and of their absence; which characters are outlined for them; and what
// the reading and the copied JSON say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { causesMarkdown, withoutCauses } from "../../../../../extension/features/hover/causes";
import { copied } from "../../../../../extension/features/hover/readingText";
import { causeMarks } from "../../../../../extension/state/causeMarks";
import { EMPTY_PICTURE, movePicture, withCauses } from "../../../../../extension/state/picture";
import type { EditorCauses } from "../../../../../server/protocol/wire/causes";
import { readingText } from "../../../../../server/protocol/words/traceReading";
import { exampleCauses, exampleTrace } from "../../exampleTrace";

const link = { uri: "file:///a.txt", utf16: 20, byteOfCharacter: 0 };

/** Of a text of two-byte characters and, at its end, a line end: lag 0 is the LF, lags 1 and 2 the last character. */
function causesOf(more: Partial<EditorCauses> = {}): EditorCauses {
  const spans = [0, 1, 1, 2, 2].map((back) => ({ utf16Start: 9 - back, utf16End: 10 - back }));
  return {
    kind: "causes",
    uri: "file:///a.txt",
    version: 1,
    position: 20,
    target: 0x78,
    bits: 0.005,
    depth: 50,
    baseline: "mean",
    memory: { 1: 6, 2: 5.5 },
    occlusion: [0, 1, 2, 3, 4],
    sufficient: { lags: [1, 3], bits: 0.841, runs: 66, empty: false },
    necessary: { lags: [3], bits: 12, found: true },
    agreement: { spearman: 0.24, topLagAgrees: false },
    names: ["LF", "'\u00e9' 2/2 (0xA9)", "'\u00e9' 1/2 (0xC3)", "'|' 2/2", "'|' 1/2"],
    spans,
    ...more,
  };
}

test("the sets are said with their losses, how they were found, and how gradient and occlusion agree", () => {
  const words = causesMarkdown(causesOf(), link)
    .replace(/\]\(command:[^)]*\)/g, "]")
    .replace(/\\([^\n])/g, "$1");
  const [enough, decisive, how] = words.split("\\\n");
  assert.equal(enough, "Enough alone: ['\u00e9' 2/2 (0xA9) (k 1)], ['|' 2/2 (k 3)], 0.841 bits.");
  assert.equal(
    decisive,
    "Decisive: ['|' 2/2 (k 3)], 12.0 bits without it. [What if '|' 2/2 were...]",
  );
  assert.match(how ?? "", /smallest found in 66 runs of the net, .* mean embedding\. Gradient and/);
});

test("a byte's link explains that byte of its character", () => {
  const links = [...causesMarkdown(causesOf(), link).matchAll(/command:([\w.]+)\?(\S+)/g)];
  const found = links.map(([, command, query]) => [
    command,
    JSON.parse(decodeURIComponent(query!)),
  ]);
  const uri = "file:///a.txt";
  assert.deepEqual(found[0], ["sparseDiff.explainByte", [{ uri, utf16: 8, byteOfCharacter: 1 }]]);
  const first = causesMarkdown(
    causesOf({ sufficient: { ...causesOf().sufficient, lags: [2] } }),
    link,
  );
  assert.match(decodeURIComponent(first), /"utf16":8,"byteOfCharacter":0/);
});

test("the byte that matters most leads to its other values", () => {
  const asked = (more: Partial<EditorCauses>) => {
    const [, query] = /command:sparseDiff\.whatIf\?(\S+)/.exec(
      causesMarkdown(causesOf(more), link),
    ) ?? [undefined, undefined];
    return query && JSON.parse(decodeURIComponent(query));
  };
  assert.deepEqual(asked({}), [{ ...link, lag: 3 }]);
  const none = { lags: [4], bits: 0.5, found: false };
  assert.deepEqual(asked({ necessary: none }), [{ ...link, lag: 1 }]);
  const empty = { lags: [], bits: 0.5, runs: 66, empty: true };
  assert.equal(asked({ necessary: none, sufficient: empty }), undefined);
});

test("without causes the line of honesty is said, and a search is offered for a large model", () => {
  const link = { uri: "file:///a.txt", utf16: 6, byteOfCharacter: 0 };
  assert.equal(
    withoutCauses(exampleTrace(), null, null),
    "_A gradient is a slope, not a cause\\._",
  );
  const offered = withoutCauses(exampleTrace(), null, link);
  assert.match(offered ?? "", /\[What does it rest on\?\]\(command:sparseDiff\.causalCheck\?/);
  // A doubt about the numbers is said above, with the answer.
  assert.equal(withoutCauses(exampleTrace(), 13.9, null), null);
});

test("each character is outlined once; what is in both sets is decisive", () => {
  const marks = causeMarks(causesOf({ necessary: { lags: [3, 0], bits: 9, found: true } }));
  assert.deepEqual(marks, [
    { utf16Start: 7, utf16End: 8, kind: "decisive" },
    { utf16Start: 8, utf16End: 9, kind: "enough" },
    { utf16Start: 9, utf16End: 10, kind: "decisive" },
  ]);
  const undecided = causeMarks(causesOf({ necessary: { lags: [0], bits: 1, found: false } }));
  assert.deepEqual(
    undecided.map(({ kind }) => kind),
    ["enough", "enough"],
  );
});

test("a line end is marked behind its line; an edit takes the outlines away", () => {
  const unitAt = (utf16: number) => (utf16 === 9 ? "\n" : "a");
  const marks = causeMarks(causesOf({ necessary: { lags: [0], bits: 9, found: true } }));
  const tinted = { utf16Start: 9, utf16End: 10, bucket: 3, target: false };
  const plain = { utf16Start: 9, utf16End: 10, bucket: 0, target: false };
  for (const before of [[tinted], []]) {
    const picture = withCauses({ ...EMPTY_PICTURE, lineEnds: before }, marks, unitAt);
    assert.deepEqual(picture.lineEnds, [{ ...(before[0] ?? plain), cause: "decisive" }]);
    assert.equal(picture.causes.length, 2);
    const moved = movePicture(picture, [{ start: 0, removed: 0, inserted: 1 }]);
    assert.deepEqual(moved.causes, []);
    assert.deepEqual(
      moved.lineEnds,
      before.map((mark) => ({ ...mark, utf16Start: 10, utf16End: 11 })),
    );
  }
});

test("the reading says the sets with their losses, the memory, and each byte's occlusion", () => {
  const lines = readingText(exampleTrace(), null, null, "gradient", {
    causes: exampleCauses(),
  }).split("\n");
  const from = lines.findIndex((line) => line.startsWith("Gradient and occlusion"));
  assert.deepEqual(lines.slice(from, from + 6), [
    "Gradient and occlusion over 6 lags: Spearman 0.240 (chance 0), another top lag (chance 1 in 6).",
    "",
    "Enough alone: 't' (k 3), 'h' (k 5), 0.841 bits.",
    "Decisive: 't' (k 3), 12.0 bits without it.",
    "The smallest found in 21 runs of the net, other bytes replaced by the mean embedding.",
    "Bits with the last m bytes only: 1: 6.00, 2: 5.50, 4: 3.00, all: 0.152.",
  ]);
  const byte = lines.find((line) => line.startsWith("k 5:")) ?? "";
  assert.match(byte, /'h' at byte 0, .* nats, share .*, occlusion \+0\.500 nats$/);
  assert.doesNotMatch(lines.join("\n"), /a slope, not a cause/);
  // A doubt about the numbers comes first, and the agreement with the sets.
  const doubted = readingText(exampleTrace(), null, 13.9, "gradient", { causes: exampleCauses() });
  assert.match(
    doubted,
    /does not know this text[\s\S]*mean embedding\.\nGradient and occlusion over/,
  );
});

test("the copied JSON holds the trace, and the causes only if they were found", () => {
  const { trace } = exampleTrace();
  assert.deepEqual(copied(exampleTrace()), trace);
  const { depth, baseline, occlusion, sufficient, necessary, memory, agreement } = exampleCauses();
  const its = { depth, baseline, occlusion, sufficient, necessary, memory, agreement };
  assert.deepEqual(copied(exampleTrace(), exampleCauses()), { ...trace, causes: its });
});
