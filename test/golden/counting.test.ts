// Counting on the paper's text against the reference vectors: the bits of every byte at order 5, the mean at other orders
// as docs/counting.md has them, and the earlier match before every byte.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { AdaptiveCounts } from "../../server/counting/adaptiveCounts";
import { earlierMatch } from "../../server/counting/earlierMatch";
import { selectKernels } from "../../server/kernels/select";
import { report } from "../../server/statistics/report";
import { needsSharedData, paper } from "../tools/sharedData";

interface Vectors {
  readonly order: number;
  readonly bitsPerByteFrom1: number;
  readonly bits: readonly number[];
  readonly match: readonly {
    readonly length: number;
    readonly at: number;
    readonly next: number;
  }[];
}

const vectors = (): Vectors =>
  JSON.parse(fs.readFileSync("test/data/vectors/counting-paper.json", "utf8"));

function bitsOf(text: Uint8Array, order: number): number[] {
  const counts = new AdaptiveCounts(order);
  return [...text].map((byte) => {
    if (counts.needsRoom) finished(counts.makeRoom());
    return counts.next(byte);
  });
}

const meanFrom1 = (bits: readonly number[]) =>
  bits.slice(1).reduce((a, b) => a + b, 0) / (bits.length - 1);

test("every byte of the paper's text costs counting what the vectors say", needsSharedData, () => {
  const { order, bits, bitsPerByteFrom1 } = vectors();
  const got = bitsOf(paper.text(), order);
  assert.equal(got.length, bits.length);
  for (const [p, value] of got.entries())
    assert.ok(Math.abs(value - bits[p]) < 1e-9, `byte ${p}: ${value} against ${bits[p]}`);
  assert.ok(Math.abs(meanFrom1(got) - bitsPerByteFrom1) < 1e-9);
});

test("the mean over the paper's text at orders 1 to 5", needsSharedData, () => {
  const means = [1, 2, 3, 4, 5].map((order) => meanFrom1(bitsOf(paper.text(), order)).toFixed(3));
  assert.deepEqual(means, ["3.374", "2.606", "2.527", "2.542", "2.566"]);
});

test("the longest earlier match before every byte of the paper's text", needsSharedData, () => {
  const text = paper.text();
  const copy = (from: number, to: number) => text.slice(from, to);
  let ofFour = 0;
  let right = 0;
  for (const [p, want] of vectors().match.entries()) {
    const got = finished(earlierMatch(copy, p));
    assert.deepEqual(got, want.length === 0 ? undefined : want, `byte ${p}`);
    if (!got || got.length < 4) continue;
    ofFour++;
    if (got.next === text[p]) right++;
  }
  assert.deepEqual([ofFour, right], [619, 558]);
});

test("a report says what counting pays beside the net", needsSharedData, () => {
  const { counting } = finished(report(selectKernels(), paper.weights(), paper.text(), 8));
  const { bits, bitsPerByteFrom1 } = vectors();
  const { order, bitsPerByte, positions, netBetter, countingBetter, forgotten } = counting;
  assert.deepEqual([order, positions, forgotten], [5, 1023, false]);
  assert.ok(Math.abs(bitsPerByte - bitsPerByteFrom1) < 1e-6);
  // The net by single predictions of the reference.
  const text = paper.text();
  const kernels = selectKernels("reference").bind(paper.weights(), { rows: 1, window: 1024 });
  kernels.recur(text, 0, text.length, new Float64Array(kernels.shape.stateSize), 0);
  let [net, counts] = [0, 0];
  for (let t = 0; t + 1 < text.length; t++) {
    kernels.readout(t, 1);
    kernels.score(text.subarray(t + 1), 1);
    const more = bits[t + 1] + kernels.logP[0] / Math.LN2;
    if (more > 1) net++;
    else if (more < -1) counts++;
  }
  assert.deepEqual([netBetter, countingBetter], [net, counts]);
});
