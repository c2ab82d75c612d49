// What the colours in the editor can stand for: layers, sums, and the scale of full colour. Names and labels only;
// layers are computed in server/layers.
import type { Limits, NameOf, Term } from "./terms";

/** One number per byte over the whole text. */
export const LAYERS = {
  surprise: { label: "Surprise", sentence: "Bits that each byte cost the model.", unit: "bits" },
  gradientNorm: {
    label: "Gradient norm",
    sentence: "‖g‖ of the prediction of each byte.",
    unit: "nats",
  },
  influence: {
    label: "Influence",
    sentence: "What each byte adds to the next predictions, summed.",
    unit: "nats",
  },
  neuron: {
    label: "Neuron",
    sentence: "Activation of one neuron after each byte.",
    unit: "activation",
  },
  netMinusCounting: {
    label: "Net \u2212 counting",
    sentence: "Bits of the net minus bits of counting the bytes before: which knows better.",
    unit: "bits",
  },
  skipPatternDepth: {
    label: "Skip-pattern depth",
    sentence: "How many of the skip offsets each byte's pattern keeps while it occurs twice.",
    unit: "levels",
  },
  difference: {
    label: "Difference to the other side",
    sentence: "Bits of the compared model or text minus bits here: which knows better.",
    unit: "bits",
  },
} as const satisfies Readonly<Record<string, Term & { readonly unit: string }>>;
export type Layer = NameOf<typeof LAYERS>;
/** Layers of the net's states; the others are of the text alone, or of what has been read already. */
export type NetLayer = Exclude<Layer, "skipPatternDepth" | "difference">;
export type Unit = (typeof LAYERS)[Layer]["unit"];

/** The layers, and the trace of one prediction. */
export const COLOURINGS = {
  trace: { label: "Trace", sentence: "What each past byte adds to the prediction at the caret." },
  ...LAYERS,
} as const satisfies Readonly<Record<string, Term>>;
export type Colouring = NameOf<typeof COLOURINGS>;

export const NEURON = {
  low: 0,
  high: 65535,
  whole: true,
  fallback: 0,
} as const satisfies Limits & {
  readonly fallback: number;
};

/** What one tint, or one row in the list of past bytes, sums up. */
export const SUMS = {
  byte: { label: "Byte", sentence: "Each character by itself." },
  word: {
    label: "Word",
    sentence: "Letters, digits and underscores together; what stands between them too.",
  },
  line: { label: "Line", sentence: "Whole lines." },
} as const satisfies Readonly<Record<string, Term>>;
export type Sum = NameOf<typeof SUMS>;

/** What full colour stands for. */
export const SCALES = {
  target: {
    label: "This target",
    sentence: "The largest value of the target; other targets have other scales.",
  },
  visible: { label: "On the screen", sentence: "The largest value on the screen." },
  file: {
    label: "This file",
    sentence: "A value of the whole file, so that its targets can be compared.",
  },
  fixed: {
    label: "Fixed",
    sentence: "Always the same value, so that files can be compared.",
  },
} as const satisfies Readonly<Record<string, Term>>;
export type ScaleName = NameOf<typeof SCALES>;

/** Nats that full colour stands for when the scale is fixed. */
export const FIXED_SCALE = {
  low: 1e-9,
  high: 1e6,
  whole: false,
  fallback: 0.1,
} as const satisfies Limits & {
  readonly fallback: number;
};
