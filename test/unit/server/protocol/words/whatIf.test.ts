// The sentences on interventions, as a person reads them.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { NeuronEdit } from "../../../../../server/protocol/vocabulary/neuronEdits";
import { byteName } from "../../../../../server/protocol/words/byteNames";
import {
  byteChanges,
  rankSentence,
  whatIfByteSentence,
  whatIfNeuronSentence,
} from "../../../../../server/protocol/words/whatIf";

const place = { position: 10, input: 32, target: 120, targetIsTrue: true };

test("a byte's other value is said with the new loss first, and its own value as such", () => {
  const bitsByValue = new Array<number>(256).fill(12.0248);
  bitsByValue[109] = 0.0052386;
  const json = {
    ...place,
    bits: 0.0052386,
    lag: 9,
    value: 109,
    bitsByValue,
    within: 0,
    probabilityByValue: bitsByValue.map((bits) => 2 ** -bits),
    expectedByValue: null,
  };
  const names = Array.from({ length: 256 }, (_, value) => byteName(value));
  assert.equal(
    whatIfByteSentence(json, names, 110),
    "With 'n' in place of 'm' (k 9): 12.0 bits instead of 0.00524, p 0.000240.",
  );
  assert.equal(
    whatIfByteSentence(json, names, 109),
    "With 'm' (k 9), as in the text: 0.00524 bits, p 0.996.",
  );
});

test("the text's value comes first, then those the net expects most; without that, the largest changes", () => {
  const bitsByValue = new Array<number>(256).fill(3);
  bitsByValue[7] = 0.5;
  bitsByValue[8] = 4;
  bitsByValue[200] = 1;
  const expected = new Array<number>(256).fill(0);
  expected[9] = 0.2;
  expected[109] = 0.1;
  expected[200] = 0.7;
  const json = { bits: 3, value: 109, bitsByValue, expectedByValue: expected };
  const changes = byteChanges(json);
  assert.equal(changes.length, 256);
  assert.deepEqual(
    changes.slice(0, 5).map(({ value }) => value),
    [109, 200, 9, 0, 1],
  );
  assert.deepEqual(changes[1], { value: 200, bits: 1, change: -2, expected: 0.7 });
  const first = byteChanges({ ...json, expectedByValue: null });
  assert.deepEqual(
    first.slice(0, 5).map(({ value, expected: p }) => [value, p]),
    [109, 7, 200, 8, 0].map((value) => [value, null]),
  );
});

test("a neuron's change is said at the step, and over the text with n", () => {
  const prediction = (bits: number) => ({
    bits,
    probability: 2 ** -bits,
    rank: 1,
    topPredictions: [],
  });
  const before = prediction(0.0052386);
  const after = prediction(0.136);
  const said = (edit: NeuronEdit, change: number | null, where?: string) => {
    const range =
      change === null
        ? null
        : { from: 3, to: 43, count: 40, bitsPerByte: 1, edited: 1 + change, change };
    return whatIfNeuronSentence("h56", { edit, before, after, range }, where);
  };
  assert.equal(
    said({ kind: "zero" }, 0.025),
    "Without h56 in the readout: p 0.910 instead of 0.996; 0.0250 bits per byte more over 40 predictions.",
  );
  assert.equal(
    said({ kind: "flip" }, -0.5),
    "With h56 flipped in the readout: p 0.910 instead of 0.996; 0.500 bits per byte less over 40 predictions.",
  );
  assert.equal(
    said({ kind: "clamp", value: -0.5 }, null),
    "With h56 at \u22120.500 in the readout: p 0.910 instead of 0.996.",
  );
  assert.match(said({ kind: "zero" }, 0), /; no bits per byte more over 40 predictions\.$/);
  assert.match(
    said({ kind: "zero" }, 1, "on the screen"),
    /more over 40 predictions on the screen\.$/,
  );
  assert.match(said({ kind: "zero" }, null, "on the screen"), /: p 0\.910 instead of 0\.996\.$/);
  assert.equal(
    rankSentence({ before, after: { ...after, rank: 2 } }),
    "Rank 2 instead of 1, 0.136 bits instead of 0.00524.",
  );
});
