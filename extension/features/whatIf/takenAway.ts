// What people take away of an intervention: the command line's JSON (docs/command-line.md), and all values of a byte as a
// table to read. Numbers come from the server. Pure.
import type { TraceJson } from "../../../server/protocol/wire/traceJson";
import type {
  EditorPrediction,
  EditorWhatIfByte,
  EditorWhatIfNeuron,
} from "../../../server/protocol/wire/whatIf";
import type {
  PredictionJson,
  WhatIfByteJson,
  WhatIfNeuronJson,
} from "../../../server/protocol/wire/whatIfJson";
import { hex } from "../../../server/protocol/words/byteNames";
import { l10n } from "../../../server/protocol/words/l10n";
import { probability, signed, three } from "../../../server/protocol/words/numbers";
import {
  byteChanges,
  probabilityOf,
  whatIfByteSentence,
  withinWords,
} from "../../../server/protocol/words/whatIf";
import { orderWords } from "./rows";

/** @param trace of the same text and model, which it names */
export function byteJson(
  { model, text }: Pick<TraceJson, "model" | "text">,
  {
    kind: _,
    uri: _uri,
    version: _v,
    names: _n,
    targetName: _t,
    span: _s,
    ...json
  }: EditorWhatIfByte,
): WhatIfByteJson {
  return { model, text, ...json };
}

/** @param trace of the same text and model, which it names */
export function neuronJson(
  { model, text }: Pick<TraceJson, "model" | "text">,
  { kind: _, uri: _uri, version: _v, targetName: _t, ...json }: EditorWhatIfNeuron,
): WhatIfNeuronJson {
  const { before, after } = json;
  return { model, text, ...json, before: predictionJson(before), after: predictionJson(after) };
}

function predictionJson({ names: _, ...json }: EditorPrediction): PredictionJson {
  return json;
}

/** Names come last, since not all of them are as wide as they are long. */
export function valueTable(answer: EditorWhatIfByte, target: string): string {
  const { value, names, lag, position } = answer;
  const changes = byteChanges(answer);
  const rows = changes.map(({ value: other, bits, change, expected }) => [
    hex(other),
    String(other),
    expected === null ? "" : probability(expected),
    three(bits),
    signed(change),
    probabilityOf(bits),
    `${names[other]}${other === value ? l10n`, in the text` : ""}`,
  ]);
  const head = ["byte", "", "expected", "bits", "change", "p", "name"];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i < row.length - 1 ? cell.padStart(widths[i] ?? 0) : cell)).join("  ");
  return [
    l10n`p of ${target}, predicted from t = ${position}, for each value of byte ${position - lag} (k ${lag}), ${names[value]} in the text.`,
    l10n`All bytes after it are run again as they are. Order: in the text, then ${orderWords(answer)}.${withinWords(answer)}`,
    ...(changes[1] ? [whatIfByteSentence(answer, names, changes[1].value)] : []),
    "",
    line(head),
    ...rows.map(line),
    "",
  ].join("\n");
}
