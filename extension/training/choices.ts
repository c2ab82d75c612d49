// What a person may choose before training: names, limits, defaults, and how they read. Pure; the picker
// is choicesPick.ts, the limits are checked once more by the server.
import type { TrainChoices } from "../../server/protocol/wire/training";
import { several } from "../numbers";

export type ChoiceKey = keyof TrainChoices;

export interface ChoiceRule {
  readonly key: ChoiceKey;
  readonly label: string;
  readonly prompt: string;
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
  /** May be left empty, which means this. */
  readonly empty?: string;
  readonly words: (value: number) => string;
}

export const MEMORISE: TrainChoices = { hiddenSize: 128, seed: 42, untilBitsPerByte: 0.079 };
/** From so many bytes on, files of a folder are learnt from as a corpus, some held out to judge by. */
const CORPUS_BYTES = 131_072;

/** Of a folder's files: a corpus is not memorised, a few small files are read as one text. */
export function folderChoices(bytes: number): TrainChoices {
  const choices = { hiddenSize: 128, seed: 42 };
  return bytes >= CORPUS_BYTES ? { ...choices, heldOutPercent: 5 } : choices;
}

/** A model that is continued keeps its size, and has most likely reached the target. */
export const CONTINUE: TrainChoices = { seed: 42 };

export const RULES: readonly ChoiceRule[] = [
  {
    key: "hiddenSize",
    label: "Hidden size",
    prompt: "Neurons H of the recurrent layer",
    low: 1,
    high: 2048,
    whole: true,
    words: (n) => `H = ${n}`,
  },
  {
    key: "seed",
    label: "Seed",
    prompt: "The same seed gives the same model",
    low: 0,
    high: 2 ** 32 - 1,
    whole: true,
    words: (n) => `seed ${n}`,
  },
  {
    key: "untilBitsPerByte",
    label: "Target",
    prompt: "Stop at so many bits per byte; empty: train for all epochs",
    low: 0,
    high: 8,
    whole: false,
    empty: "none",
    words: (n) => `until ${n} bits per byte`,
  },
  {
    key: "maxEpochs",
    label: "Epochs",
    prompt: "Passes over the text at most; empty: by the length of the text",
    low: 1,
    high: 1_000_000,
    whole: true,
    empty: "by the length of the text",
    words: (n) => `at most ${several(n, "epoch")}`,
  },
  {
    key: "heldOutPercent",
    label: "Held out",
    prompt:
      "Percent of the bytes to judge the model by instead; empty: none, the text is memorised",
    low: 0.1,
    high: 50,
    whole: false,
    empty: "none",
    words: (n) => `${n} % held out`,
  },
  {
    key: "bpttLength",
    label: "BPTT length",
    prompt: "Bytes the gradient is carried back; empty: 50",
    low: 1,
    high: 1000,
    whole: true,
    empty: "50",
    words: (n) => `BPTT over ${several(n, "byte")}`,
  },
];

/** 'H = 128, until 0.079 bits per byte'; what is at its default and says little is left out. */
export function choicesWords(choices: TrainChoices): string {
  return RULES.filter(({ key }) => choices[key] !== undefined)
    .filter(({ key }) => key !== "seed" || choices.seed !== 42)
    .map(({ key, words }) => words(choices[key] ?? 0))
    .join(", ");
}

/** The sentence where a text is no value for a choice. */
export function problemWith(text: string, rule: ChoiceRule): string | undefined {
  if (text.trim() === "" && rule.empty !== undefined) return undefined;
  const value = Number(text.trim());
  const fits =
    text.trim() !== "" &&
    value >= rule.low &&
    value <= rule.high &&
    (!rule.whole || Number.isSafeInteger(value));
  const kind = rule.whole ? "A whole number" : "A number";
  return fits ? undefined : `${kind} from ${rule.low} to ${rule.high}.`;
}

export function withChoice(choices: TrainChoices, key: ChoiceKey, text: string): TrainChoices {
  const { [key]: _, ...others } = choices;
  return text.trim() === "" ? others : { ...others, [key]: Number(text.trim()) };
}
