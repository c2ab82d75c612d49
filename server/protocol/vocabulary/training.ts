// The choices a person has for a training run: names, limits, what an empty field means; and the cell. Recipes, and what follows
// from the choices, are in training/ and requests/.
import type { CellKind } from "./cells";
import { MOST_NEURONS } from "./rawSize";
import type { Limits, NameOf } from "./terms";

interface Choice extends Limits {
  /** Shown in menus. */
  readonly label: string;
  /** Shown when asking for the value. */
  readonly prompt: string;
  /** What an empty field means; undefined: the field may not be empty. */
  readonly empty?: string;
}

export const TRAIN_CHOICES = {
  hiddenSize: {
    label: "Hidden size",
    prompt: "Neurons H of the recurrent layer",
    low: 1,
    high: MOST_NEURONS,
    whole: true,
  },
  seed: {
    label: "Seed",
    prompt: "The same seed gives the same model",
    low: 0,
    high: 2 ** 32 - 1,
    whole: true,
  },
  untilBitsPerByte: {
    label: "Target",
    prompt: "Stop at this many bits per byte; empty: train for all epochs",
    low: 0,
    high: 8,
    whole: false,
    empty: "none",
  },
  maxEpochs: {
    label: "Epochs",
    prompt: "At most this many passes over the text; empty: by the length of the text",
    low: 1,
    high: 1_000_000,
    whole: true,
    empty: "by the length of the text",
  },
  heldOutPercent: {
    label: "Held out",
    prompt:
      "Percent of the bytes to judge the model by instead; empty: none, the text is memorised",
    low: 0.1,
    high: 50,
    whole: false,
    empty: "none",
  },
  bpttLength: {
    label: "BPTT length",
    prompt: "Bytes the gradient is carried back; empty: 50",
    low: 1,
    high: 1000,
    whole: true,
    empty: "50",
  },
} as const satisfies Readonly<Record<string, Choice>>;
export type TrainChoice = NameOf<typeof TRAIN_CHOICES>;

/** Numbers within the limits, and the cell of the net; omitted ones take their defaults. */
export type TrainChoices = { readonly [C in TrainChoice]?: number } & { readonly cell?: CellKind };

/** As the labels and prompts of the numbers. */
export const CELL_CHOICE = { label: "Cell", prompt: "The recurrent layer's kind" } as const;
export const DEFAULT_CELL = "elman" satisfies CellKind;
export const DEFAULT_HIDDEN = 128;
export const DEFAULT_SEED = 42;
/** Bits per byte of the paper's model on its text. */
export const DEFAULT_TARGET = 0.079;
