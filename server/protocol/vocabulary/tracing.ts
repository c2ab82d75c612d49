// How a prediction is traced: methods, objectives, targets, baselines and the depth (docs/method.md, section 2).
// Names and labels only; the arithmetic is in attribution/methods/ and attribution/objective.ts.
import { type Limits, type NameOf, namesOf, type Term } from "./terms";

export const METHODS = {
  gradient: {
    label: "Gradient (paper)",
    sentence: "The paper's: first-order effect of the byte's column on the hidden state.",
    tracesBack: true,
  },
  gated: {
    label: "Gated gradient",
    sentence: "Gradient times input: first-order effect on the pre-activation.",
    tracesBack: true,
  },
  integrated: {
    label: "Integrated",
    sentence: "Integrated gradients of one byte at a time; complete.",
    tracesBack: false,
  },
  occlusion: {
    label: "Occlusion",
    sentence: "The change when that one byte is replaced by the mean embedding; causal.",
    tracesBack: false,
  },
} as const satisfies Readonly<Record<string, Term & { readonly tracesBack: boolean }>>;
export type Method = NameOf<typeof METHODS>;
/** The methods that go backwards through the Jacobians; the others replace bytes. */
export type GradientMethod = {
  [M in Method]: (typeof METHODS)[M]["tracesBack"] extends true ? M : never;
}[Method];

export const GRADIENT_METHODS = namesOf(METHODS).filter(tracesBack) as [
  GradientMethod,
  ...GradientMethod[],
];

/**
 * False for occlusion and integrated gradients: they replace bytes, so a threshold has no steps back to make sparse.
 */
export function tracesBack(method: Method): method is GradientMethod {
  return METHODS[method].tracesBack;
}

export const OBJECTIVES = {
  logprob: { label: "Log-probability", sentence: "The target's log-probability." },
  logit: { label: "Logit", sentence: "The target's logit." },
  margin: { label: "Margin", sentence: "The target's logit less the best other." },
} as const satisfies Readonly<Record<string, Term>>;
export type Objective = NameOf<typeof OBJECTIVES>;

/** A target is one of these or any byte. */
export const TARGETS = {
  true: { label: "True byte", sentence: "The byte that stands in the text." },
  predicted: { label: "Predicted byte", sentence: "The likeliest byte." },
} as const satisfies Readonly<Record<string, Term>>;
export type NamedTarget = NameOf<typeof TARGETS>;
export type Target = NamedTarget | number;

/** What replaces a byte, in occlusion and integrated gradients. */
export const BASELINES = ["mean", "zero", "average"] as const;
export type Baseline = (typeof BASELINES)[number];

/**
 * Largest lag k that is traced. The setting is limited by what stays quick to look at, the command line by memory.
 */
export const DEPTH = { low: 0, high: 1000, whole: true, fallback: 50 } as const satisfies Limits & {
  readonly fallback: number;
};

/**
 * Largest lag of what is found in the editor by running the net, causes and other values of a byte: a search over more
 * takes seconds. The command line has no such limit.
 */
export const CAUSE_LAGS = 128;
