// What the hover, the reading, the copied JSON and the status bar say of counting beside the net.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerMarkdown, seenMarkdown } from "../../../../../extension/features/hover/content";
import type { ByteContext } from "../../../../../extension/features/hover/context";
import { copied } from "../../../../../extension/features/hover/readingText";
import { countingMean } from "../../../../../extension/state/countingWords";
import { earlierLink } from "../../../../../extension/state/links";
import type { EditorCounting } from "../../../../../server/protocol/wire/counting";
import { seenWords } from "../../../../../server/protocol/words/counting";
import { readingText } from "../../../../../server/protocol/words/traceReading";
import { exampleTrace } from "../../exampleTrace";

const lineOf = (utf16: number) => Math.floor(utf16 / 10);
const match = {
  length: 19,
  at: 129,
  next: 109,
  name: "'m'",
  span: { utf16Start: 110, utf16End: 129 },
};
const found = (more: Partial<EditorCounting> = {}): EditorCounting => ({
  kind: "counting",
  uri: "file:///a.txt",
  version: 1,
  position: 900,
  order: 5,
  bits: 1.72,
  forgotten: false,
  match,
  ...more,
});
const said = (more: Partial<EditorCounting>) => seenWords(found(more), lineOf).join("");

test("where the bytes stand, from four on; else how many are new", () => {
  const seen = "Seen before: these 19 bytes stand at line 12, followed by 'm'";
  assert.equal(said({}), seen);
  assert.equal(
    said({ match: { ...match, length: 4 } }).slice(0, 29),
    "Seen before: these 4 bytes st",
  );
  for (const short of [null, { ...match, length: 3 }])
    assert.equal(said({ match: short }), "These 4 bytes are new here.");
  assert.equal(said({ match: null, position: 1 }), "This byte is new here.");
  assert.equal(said({ match: null, position: 2 }), "These 2 bytes are new here.");
});

test("the link in the hover goes to the bytes", () => {
  const markdown = seenMarkdown(found(), lineOf);
  const [, query = ""] = /command:sparseDiff\.goToEarlier\?([^ ]+)/.exec(markdown) ?? [];
  const [argument] = JSON.parse(decodeURIComponent(query));
  assert.deepEqual(earlierLink(argument), { uri: "file:///a.txt", ...match.span });
  assert.equal(earlierLink({ uri: "file:///a.txt" }), undefined);
  assert.doesNotMatch(seenMarkdown(found({ match: null }), lineOf), /command:/);
});

test("the answer has what counting pays only where it is known", () => {
  const context = { unknownBits: null, link: null } as unknown as ByteContext;
  const counted = exampleTrace(undefined, undefined, { countingBits: 1.72 });
  assert.match(answerMarkdown(counted, context), /bits · counting 1\\\.72 bits · rank/);
  assert.doesNotMatch(answerMarkdown(exampleTrace(), context), /counting/);
});

test("the reading and the copied JSON have it too", () => {
  const counted = exampleTrace(undefined, undefined, { countingBits: 1.72 });
  const lines = readingText(counted, null, null, "gradient", { counting: found(), lineOf });
  assert.match(
    lines,
    /\nCounting the bytes before pays 1\.72 bits for it\.\nSeen before: .* 'm'\.\n/,
  );
  const { counting } = copied(counted, undefined, found()) as { counting?: unknown };
  assert.deepEqual(counting, {
    order: 5,
    bits: 1.72,
    forgotten: false,
    match: { length: 19, at: 129, next: 109 },
  });
});

test("the reading and the copied JSON say that contexts were forgotten", () => {
  const counted = exampleTrace(undefined, undefined, { countingBits: 1.72 });
  const counting = found({ forgotten: true });
  const lines = readingText(counted, null, null, "gradient", { counting, lineOf });
  assert.match(
    lines,
    /\nCounting .* pays 1\.72 bits for it; contexts .* forgotten .*\.\nSeen before/,
  );
  const json = copied(counted, undefined, found({ forgotten: true, match: null }));
  assert.deepEqual((json as { counting?: unknown }).counting, {
    order: 5,
    bits: 1.72,
    forgotten: true,
    match: null,
  });
});

test("under a trace of another byte the bits of the byte in the text are left out, the match is not", () => {
  const own = exampleTrace();
  const other = { ...own, trace: { ...own.trace, target: 0x61, targetIsTrue: false } };
  const { counting } = copied(other, undefined, found()) as {
    counting?: { bits: unknown; match: unknown };
  };
  assert.equal(counting?.bits, null);
  assert.deepEqual(counting?.match, { length: 19, at: 129, next: 109 });
  const lines = readingText(other, null, null, "gradient", { counting: found(), lineOf });
  assert.doesNotMatch(lines, /Counting the bytes before/);
  assert.match(lines, /\nSeen before: .* 'm'\.\n/);
});

test("the mean in the status bar: pending, there, and with contexts forgotten", () => {
  const status = { order: 5, percent: 42, bitsPerByte: null, forgotten: false };
  assert.equal(countingMean(status), "Counting the bytes before: 42 %.");
  assert.equal(countingMean({ ...status, percent: 100 }), null);
  const done = { ...status, percent: 100, bitsPerByte: 2.566 };
  assert.equal(countingMean(done), "Counting the bytes before (order 5) pays 2.57 bits per byte.");
  assert.match(countingMean({ ...done, forgotten: true }) ?? "", /; contexts .* forgotten .*\.$/);
});
