// What is counted in sentences, one and several of it. Not here: the numbers (numbers.ts).
import { marked, translated } from "./l10n";

const NOUNS = {
  bit: [marked("bit"), marked("bits")],
  byte: [marked("byte"), marked("bytes")],
  check: [marked("check"), marked("checks")],
  edge: [marked("edge"), marked("edges")],
  epoch: [marked("epoch"), marked("epochs")],
  file: [marked("file"), marked("files")],
  "further position": [marked("further position"), marked("further positions")],
  gradient: [marked("gradient"), marked("gradients")],
  "greedy lag": [marked("greedy lag"), marked("greedy lags")],
  lag: [marked("lag"), marked("lags")],
  "largest difference": [marked("largest difference"), marked("largest differences")],
  "more prediction": [marked("more prediction"), marked("more predictions")],
  neuron: [marked("neuron"), marked("neurons")],
  other: [marked("other"), marked("others")],
  pattern: [marked("pattern"), marked("patterns")],
  position: [marked("position"), marked("positions")],
  "predicted byte": [marked("predicted byte"), marked("predicted bytes")],
  prediction: [marked("prediction"), marked("predictions")],
  run: [marked("run"), marked("runs")],
  "skip offset": [marked("skip offset"), marked("skip offsets")],
  "skip pattern": [marked("skip pattern"), marked("skip patterns")],
  time: [marked("time"), marked("times")],
} as const;

export type Noun = keyof typeof NOUNS;

/** The noun beside a number of things. */
export function nounOf(value: number, one: Noun): string {
  const [singular, plural] = NOUNS[one];
  return translated(value === 1 ? singular : plural);
}
