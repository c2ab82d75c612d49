// The short reading, which an editor without pictures shows: the answer first, then the five strongest of each kind, and nothing
// of those where the gradient is too small to be used. The long one is tested with the hover (features/hover/content.test.ts).
import assert from "node:assert/strict";
import { test } from "node:test";
import { readingText, shortReading } from "../../../../../server/protocol/words/traceReading";
import { exampleTrace } from "../../../extension/exampleTrace";

test("the short reading begins as the long one does, and has at most five rows of a kind", () => {
  const result = exampleTrace();
  const long = readingText(result, null, null, "gradient").split("\n");
  const short = shortReading(result, null, "gradient").split("\n");
  const answer = short.slice(0, short.indexOf(""));
  assert.ok(answer.length >= 4);
  assert.deepEqual(answer, long.slice(0, answer.length));
  const rows = (of: RegExp) => short.filter((line) => of.test(line)).length;
  const { offsets, neurons } = result.trace;
  assert.equal(rows(/^k \d+: /), Math.min(5, offsets.length));
  assert.equal(rows(/^h\S+: gradient /), Math.min(5, neurons.length));
  const past = short.find((line) => line.startsWith("Past bytes"));
  assert.equal(past, `Past bytes, strongest ${Math.min(5, offsets.length)} of ${offsets.length}:`);
  // Past bytes come first: they are what is asked for.
  assert.ok(short.indexOf(past!) < short.findIndex((line) => line.startsWith("Neurons")));
});

test("where the gradient says nothing, no row of it is shown", () => {
  const short = shortReading({ ...exampleTrace(), isUsable: false }, null, "gradient");
  assert.doesNotMatch(short, /^k \d|^Neurons|^Past/m);
});
