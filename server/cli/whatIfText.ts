// What-if as tables for people: a byte with other values, and a neuron changed.
import type { PredictionJson, WhatIfByteJson, WhatIfNeuronJson } from "../protocol/wire/whatIfJson";
import { namesInPlace } from "../protocol/words/byteNames";
import { several } from "../protocol/words/numbers";
import { namedRange, predictionNames } from "../protocol/words/traceNames";
import {
  byteChanges,
  editWords,
  probabilityOf,
  rankSentence,
  whatIfByteSentence,
  whatIfNeuronSentence,
  withinWords,
} from "../protocol/words/whatIf";
import type { Text } from "./inputs";
import { bold, dim, number, signed, table } from "./terminal";

/** Values that are listed; --json has all. */
const LISTED = 20;

/** The likeliest values first. */
export function byteText(json: WhatIfByteJson, text: Text, where: string): string {
  const { position, lag, value, expectedByValue } = json;
  const at = position - lag;
  const near = namedRange(at, 0, text.bytes.length);
  const names = namesInPlace(text.bytes.subarray(near.from, near.to), at - near.from);
  const changes = byteChanges(json);
  const rows = changes
    .slice(0, 1 + LISTED)
    .map(({ value: other, bits, change, expected }) => [
      names[other],
      expected === null ? "" : number(expected),
      number(bits),
      signed(change),
      probabilityOf(bits),
      other === value ? "in the text" : "",
    ]);
  const left = { align: "left" as const };
  const columns = [
    { title: "byte", ...left },
    { title: expectedByValue ? "expected" : "" },
    { title: "bits" },
    { title: "change" },
    { title: "p" },
    { title: "", ...left },
  ];
  const byLoss = [...changes].sort((a, b) => a.bits - b.bits);
  const [least, most] = [byLoss[0], byLoss[byLoss.length - 1]];
  return [
    `${bold(namesAt(json, text).target)} from t = ${position}, byte ${at} (k ${lag}) with other values; ${where}`,
    whatIfByteSentence(json, names, changes[1].value),
    "",
    table(columns, rows),
    "",
    dim(
      `Of all 256 values: ${number(least.bits)} bits with ${names[least.value]} to ${number(most.bits)} with ${names[most.value]}. ${expectedByValue ? `The ${LISTED} that the net expects most at byte ${at}` : `The ${LISTED} that change it most`}; --json has all.${withinWords(json)}`,
    ),
  ].join("\n");
}

/** @param name of the neuron */
export function neuronText(
  json: WhatIfNeuronJson,
  text: Text,
  where: string,
  name: string,
): string {
  const { position, edit, activation, edited, before, after, range } = json;
  const [was, is] = [before, after].map(({ topPredictions }) => {
    const names = namesAt(json, text, topPredictions).likeliest;
    return topPredictions.map(({ probability }, i) => [names[i], number(probability)]);
  });
  const rows = was.map((cells, i) => [...cells, ...(is[i] ?? ["", ""])]);
  const left = { align: "left" as const };
  const columns = [
    { title: "as it is", ...left },
    { title: "p" },
    {
      title: `${editWords(name, edit)[0].toLowerCase()}${editWords(name, edit).slice(1)}`,
      ...left,
    },
    { title: "p" },
  ];
  return [
    `${bold(namesAt(json, text).target)} from t = ${position}, ${name} ${signed(activation)} becomes ${number(edited)} in the readout; ${where}`,
    whatIfNeuronSentence(name, json),
    rankSentence(json),
    "",
    table(columns, rows),
    "",
    dim(
      range
        ? `Bytes ${range.from} to ${range.to - 1}, ${several(range.count, "prediction")}: ${number(range.bitsPerByte)} bits per byte, ${number(range.edited)} with it changed at every step.`
        : "No byte of the range is predicted: the first of a text, or none in the alphabet of the model.",
    ),
  ].join("\n");
}

function namesAt(
  json: WhatIfByteJson | WhatIfNeuronJson,
  { bytes }: Text,
  likeliest?: PredictionJson["topPredictions"],
) {
  return predictionNames(json, bytes.length, (from, to) => bytes.subarray(from, to), likeliest);
}
