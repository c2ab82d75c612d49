// What is listed of a byte's other values and of the bytes that can be varied, and what is taken away of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { labelWords, valueRows, windowRows } from "../../../../../extension/features/whatIf/rows";
import {
  byteJson,
  neuronJson,
  valueTable,
} from "../../../../../extension/features/whatIf/takenAway";
import { CAUSE_LAGS } from "../../../../../server/protocol/vocabulary/tracing";
import type { EditorCauses } from "../../../../../server/protocol/wire/causes";
import type {
  EditorWhatIfByte,
  EditorWhatIfNeuron,
} from "../../../../../server/protocol/wire/whatIf";
import { byteName } from "../../../../../server/protocol/words/byteNames";
import { exampleTrace } from "../../exampleTrace";

const bitsByValue = new Array<number>(256).fill(4);
bitsByValue[0x6d] = 0.5;
bitsByValue[0x6e] = 13.5;
bitsByValue[0x0a] = 0.25;
const expectedByValue = new Array<number>(256).fill(0.001);
expectedByValue[0x0a] = 0.25;
expectedByValue[0x6e] = 0.5;

/** 'm' at k 9 of the prediction of 'x'. */
const answer: EditorWhatIfByte = {
  kind: "whatIfByte",
  uri: "file:///a.txt",
  version: 1,
  position: 10,
  input: 0x20,
  target: 0x78,
  targetIsTrue: true,
  bits: 0.5,
  lag: 9,
  value: 0x6d,
  bitsByValue,
  within: 0,
  probabilityByValue: bitsByValue.map((bits) => 2 ** -bits),
  expectedByValue,
  names: Array.from({ length: 256 }, (_, value) => byteName(value)),
  targetName: "'x'",
  span: { utf16Start: 1, utf16End: 2 },
};

test("the value in the text is first and marked; the others follow as the net expects them", () => {
  const [own, others] = valueRows(answer);
  assert.deepEqual(own?.rows, [
    {
      label: "'m'  0x6D  109",
      description: "p 0.707 \u00b7 0.500 bits, as in the text \u00b7 expected 0.00100",
      value: 0x6d,
      isInText: true,
    },
  ]);
  assert.equal(others?.heading, "expected there most first");
  assert.deepEqual(
    others?.rows.slice(0, 4).map(({ label, description }) => [label, description]),
    [
      ["'n'  0x6E  110", "p 8.63e\u22125 \u00b7 +13.0 bits \u00b7 expected 0.500"],
      ["LF  0x0A  10", "p 0.841 \u00b7 \u22120.250 bits \u00b7 expected 0.250"],
      // A name that is the number already does not repeat it.
      ["0x00  0", "p 0.0625 \u00b7 +3.50 bits \u00b7 expected 0.00100"],
      ["0x01  1", "p 0.0625 \u00b7 +3.50 bits \u00b7 expected 0.00100"],
    ],
  );
  assert.equal(others?.rows.length, 255);
});

test("the first byte of a text has no expectation: the largest change is first, and the heading says so", () => {
  const [own, others] = valueRows({ ...answer, expectedByValue: null });
  assert.equal(own?.rows[0]?.description, "p 0.707 \u00b7 0.500 bits, as in the text");
  assert.match(others?.heading ?? "", /^largest change first$/);
  assert.deepEqual(others?.rows.at(0)?.label, "'n'  0x6E  110");
  assert.deepEqual(others?.rows.at(-1)?.label, "LF  0x0A  10");
});

test("the label at the byte says what stands there and which prediction is watched", () => {
  assert.equal(labelWords(answer, 0x6e), "'n' here: p of 'x' 8.63e\u22125, +13.0 bits");
  assert.equal(labelWords(answer, 0x6d), "'m', as in the text: p of 'x' 0.707, 0.500 bits");
});

test("the table has every value once and says what was run", () => {
  const lines = valueTable(answer, "'x' at byte 11").split("\n");
  assert.equal(
    lines[0],
    "p of 'x' at byte 11, predicted from t = 10, for each value of byte 1 (k 9), 'm' in the text.",
  );
  assert.match(lines[2] ?? "", /^With 'n' in place of 'm' \(k 9\): 13\.5 bits instead of 0\.500/);
  const head = lines.findIndex((line) => /^byte/.test(line));
  assert.match(
    lines[head + 1] ?? "",
    /^0x6D {2}109 +0\.00100 +0\.500 +0 +0\.707 +'m', in the text$/,
  );
  assert.match(lines[head + 2] ?? "", /^0x6E {2}110 +0\.500 +13\.5 +\+13\.0 +8\.63e\u22125 +'n'$/);
  const values = lines.slice(head + 1).flatMap((line) => /^0x[0-9A-F]{2}/.exec(line) ?? []);
  assert.equal(new Set(values).size, 256);
  assert.equal(values.length, 256);
  assert.doesNotMatch(lines[1] ?? "", /within/);
  assert.match(
    valueTable({ ...answer, within: 0.000987 }, "'x' at byte 11"),
    /most first\. Losses are within 0\.000987 bits\.$/m,
  );
});

test("JSON has the command line's fields and no others", () => {
  const { trace } = exampleTrace();
  const json = byteJson(trace, answer);
  assert.deepEqual(Object.keys(json), [
    ...["model", "text", "position", "input", "target", "targetIsTrue", "bits", "lag", "value"],
    ...["bitsByValue", "within", "probabilityByValue", "expectedByValue"],
  ]);
  const prediction = {
    ...{ bits: 1, probability: 0.5, rank: 1, names: ["'x'"] },
    topPredictions: [{ byte: 0x78, probability: 0.5 }],
  };
  const { position, input, target, targetIsTrue } = answer;
  const neuron: EditorWhatIfNeuron = {
    ...{ kind: "whatIfNeuron", uri: "", version: 1, targetName: "'x'" },
    ...{ position, input, target, targetIsTrue, neuron: 99, edit: { kind: "zero" } },
    ...{ activation: 0.3, edited: 0, before: prediction, after: prediction, range: null },
  };
  const copied = neuronJson(trace, neuron);
  assert.deepEqual(Object.keys(copied), [
    ...["model", "text", "position", "input", "target", "targetIsTrue", "neuron", "edit"],
    ...["activation", "edited", "before", "after", "range"],
  ]);
  assert.deepEqual(Object.keys(copied.after), ["bits", "probability", "rank", "topPredictions"]);
});

test("the bytes to vary: decisive ones, then those that are enough, then the nearest", () => {
  const trace = exampleTrace();
  const causes = {
    occlusion: [0, 1, 2, 3, 4, -5],
    necessary: { lags: [4, 2], bits: 9, found: true },
    sufficient: { lags: [1, 4], bits: 0.8, runs: 21, empty: false },
  } as unknown as EditorCauses;
  assert.deepEqual(
    windowRows(trace, causes).map(({ heading, rows }) => [heading, rows.map(({ lag }) => lag)]),
    [
      ["decisive", [4, 2]],
      ["enough alone together", [1]],
      ["nearest first", [0, 3, 5]],
    ],
  );
  const [decisive] = windowRows(trace, causes);
  assert.equal(decisive?.rows[0]?.label, "'t'");
  assert.equal(decisive?.rows[0]?.description, "k 4 \u00b7 byte 1 \u00b7 occlusion +4.00 nats");
  const undecided = { ...causes, necessary: { ...causes.necessary, found: false } };
  assert.deepEqual(
    windowRows(trace, undecided).map(({ rows }) => rows.map(({ lag }) => lag)),
    [
      [1, 4],
      [0, 2, 3, 5],
    ],
  );
  const [plain, ...none] = windowRows(trace, undefined);
  assert.equal(none.length, 0);
  assert.equal(
    plain?.rows[5]?.description,
    "k 5 \u00b7 byte 0 \u00b7 attribution \u22120.00900 nats",
  );
});

test("bytes farther back than the server runs are not offered", () => {
  const long = exampleTrace(new Array<number>(CAUSE_LAGS + 20).fill(0.1));
  const [all] = windowRows(long, undefined);
  assert.equal(all?.rows.length, CAUSE_LAGS + 1);
  assert.equal(all?.rows.at(-1)?.lag, CAUSE_LAGS);
});
