// The skip patterns of the paper's text: every row and histogram of docs/patterns.md.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { patternSteps } from "../../server/patterns/active";
import { inventoryOf, supports } from "../../server/patterns/inventory";
import { chooseOffsets } from "../../server/patterns/offsets";
import { needsSharedData, paper } from "../tools/sharedData";

const ROWS = [
  [1, 1, 2.0469, 231, 52, 36, 107, 1023],
  [2, 8, 0.4968, 511, 379, 81, 383, 1016],
  [3, 20, 0.1201, 700, 664, 22, 589, 1004],
  [4, 3, 0.0693, 712, 691, 12, 610, 1004],
  [5, 27, 0.0555, 810, 793, 8, 730, 997],
  [6, 2, 0.049, 818, 803, 6, 740, 997],
  [7, 12, 0.0449, 830, 817, 4, 762, 997],
  [8, 7, 0.0429, 834, 822, 3, 770, 997],
];
const GREEDY = ROWS.map(([, offset]) => offset);

const inventory = (offsets: readonly number[]) => finished(inventoryOf(paper.text(), offsets));
const inBits = (bits: number) => Number(bits.toFixed(4));

test("the greedy offsets up to 30 and what they hold", needsSharedData, () => {
  assert.deepEqual(finished(chooseOffsets(paper.text(), 30, 8)), GREEDY);
  const { levels, deepestLevel, patterns } = inventory(GREEDY);
  assert.deepEqual(
    levels.map((l) => [
      l.k,
      l.offset,
      inBits(l.bits),
      l.patterns,
      l.contexts,
      l.ambiguous,
      l.singletons,
      l.positions,
    ]),
    ROWS,
  );
  assert.deepEqual(deepestLevel, [105, 265, 212, 21, 127, 10, 22, 8, 227]);
  assert.deepEqual(
    supports(patterns).map(({ support, patterns }) => [support, patterns]),
    [
      [1, 770],
      [2, 38],
      [3, 13],
      [4, 2],
      [5, 2],
      [6, 1],
      [11, 8],
    ],
  );
});

test(
  "the greedy offsets up to 50 are certain of every byte from the sixth on",
  needsSharedData,
  () => {
    const offsets = finished(chooseOffsets(paper.text(), 50, 8));
    assert.deepEqual(offsets, [1, 8, 45, 36, 48, 10, 2, 3]);
    const { levels } = inventory(offsets);
    assert.deepEqual([levels[5].bits, levels[7].bits], [0, 0]);
    assert.ok(levels[4].bits > 0);
    assert.equal(levels[5].patterns, 909);
  },
);

test("the last eight bytes, for comparison", needsSharedData, () => {
  const { levels } = inventory([1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(
    levels.map(({ bits }) => inBits(bits)),
    [2.0469, 0.5551, 0.3012, 0.2555, 0.2002, 0.1409, 0.1305, 0.1083],
  );
  assert.deepEqual(
    levels.map(({ patterns }) => patterns),
    [231, 341, 401, 453, 498, 532, 564, 590],
  );
});

test("every position has the patterns that the inventory counts", needsSharedData, () => {
  const text = paper.text();
  const { depth } = inventory(GREEDY);
  const histogram = new Array(9).fill(0);
  for (let p = 27; p < text.length; p++) {
    const { active, occurrences } = finished(patternSteps(text, GREEDY, p));
    const { deepest, levels } = active;
    assert.equal(deepest, depth[p]);
    assert.equal(occurrences.length, levels[7].patternCount);
    assert.ok(occurrences.includes(p));
    histogram[deepest]++;
  }
  assert.deepEqual(histogram, [105, 265, 212, 21, 127, 10, 22, 8, 227]);
});
