// The sentences on interventions, as a person reads them.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { NeuronEdit } from "../../../../../server/protocol/vocabulary/neuronEdits";
import { byteName } from "../../../../../server/protocol/words/byteNames";
import {
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

test("a neuron's change is said at the step, and over the text with n", () => {
  const prediction = (bits: number) => ({
    bits,
    probability: 2 ** -bits,
    rank: 1,
    topPredictions: [],
  });
  const said = (edit: NeuronEdit, change: number | null) =>
    whatIfNeuronSentence({
      neuron: 56,
      edit,
      before: prediction(0.0052386),
      after: prediction(0.136),
      range:
        change === null
          ? null
          : { from: 3, to: 43, count: 40, bitsPerByte: 1, edited: 1 + change, change },
    });
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
});
