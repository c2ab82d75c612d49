// The default choices for training and how a picker words them. Pure. The picker is in choicesPick.ts; the limits are
// in protocol/vocabulary, and the server checks them again.
import { CELL_LABELS, type CellKind } from "../../../server/protocol/vocabulary/cells";
import { isWithinLimits, type Limits, namesOf } from "../../../server/protocol/vocabulary/terms";
import {
  DEFAULT_CELL,
  DEFAULT_HIDDEN,
  DEFAULT_SEED,
  DEFAULT_TARGET,
  TRAIN_CHOICES,
  type TrainChoice,
  type TrainChoices,
} from "../../../server/protocol/vocabulary/training";
import { l10n } from "../../../server/protocol/words/l10n";
import { several } from "../../../server/protocol/words/numbers";
import { limitsWords } from "../../../server/protocol/words/terms";

export const MEMORISE: TrainChoices = {
  hiddenSize: DEFAULT_HIDDEN,
  seed: DEFAULT_SEED,
  untilBitsPerByte: DEFAULT_TARGET,
};
/** From this many bytes on, the files of a folder are trained on as a corpus, with some held out. */
const CORPUS_BYTES = 131_072;

/** Defaults for a folder. A corpus is not memorised; a few small files are read as one text. */
export function folderChoices(bytes: number): TrainChoices {
  const choices = { hiddenSize: DEFAULT_HIDDEN, seed: DEFAULT_SEED };
  return bytes >= CORPUS_BYTES ? { ...choices, heldOutPercent: 5 } : choices;
}

/** A model that is trained further keeps its hidden size and has most likely reached the target already. */
export const CONTINUE: TrainChoices = { seed: DEFAULT_SEED };

const WORDS: { readonly [C in TrainChoice]: (value: number) => string } = {
  hiddenSize: (n) => `H = ${n}`,
  seed: (n) => l10n`seed ${n}`,
  untilBitsPerByte: (n) => l10n`until ${n} bits per byte`,
  maxEpochs: (n) => l10n`at most ${several(n, "epoch")}`,
  heldOutPercent: (n) => l10n`${n} % held out`,
  bpttLength: (n) => l10n`BPTT over ${several(n, "byte")}`,
};

/** 'GRU, H = 128, until 0.079 bits per byte'; a cell and a seed at their defaults are left out. */
export function choicesWords(choices: TrainChoices): string {
  const numbers = namesOf(TRAIN_CHOICES)
    .filter((name) => choices[name] !== undefined)
    .filter((name) => name !== "seed" || choices.seed !== DEFAULT_SEED)
    .map((name) => WORDS[name](choices[name] ?? 0));
  const cell = choices.cell === undefined ? [] : [CELL_LABELS[choices.cell]];
  return [...cell, ...numbers].join(", ");
}

/** The default cell is no choice. */
export function withCell(choices: TrainChoices, cell: CellKind): TrainChoices {
  const { cell: _, ...others } = choices;
  return cell === DEFAULT_CELL ? others : { ...others, cell };
}

/** The sentence that says why the text is not a valid value; undefined if it is valid. */
export function problemWith(text: string, name: TrainChoice): string | undefined {
  const choice = TRAIN_CHOICES[name];
  if (text.trim() === "") return "empty" in choice ? undefined : expected(choice);
  return isWithinLimits(Number(text.trim()), choice) ? undefined : expected(choice);
}

function expected(choice: Limits): string {
  const words = limitsWords(choice);
  return `${words[0]?.toUpperCase()}${words.slice(1)}.`;
}

export function withChoice(choices: TrainChoices, name: TrainChoice, text: string): TrainChoices {
  const { [name]: _, ...others } = choices;
  return text.trim() === "" ? others : { ...others, [name]: Number(text.trim()) };
}
