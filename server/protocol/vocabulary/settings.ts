// Every setting of the extension: its key, allowed values and default. The reader, the manifest and the sidebar are
// derived from this table; the texts for people are in package.nls.json. Reading is in extension/state/settings.ts.
import {
  COLOURINGS,
  type Colouring,
  FIXED_SCALE,
  NEURON,
  SCALES,
  type ScaleName,
  SUMS,
  type Sum,
} from "./layers";
import type { Described, Limits, NameOf } from "./terms";
import {
  THRESHOLD_RULES,
  THRESHOLD_SCOPES,
  type ThresholdRule,
  type ThresholdScope,
} from "./thresholds";
import { DEPTH, METHODS, type Method, OBJECTIVES, type Objective, type Target } from "./tracing";

/** Settings that each folder of a workspace may override, so they are read per file. */
export interface FileSettings {
  readonly model: string;
  /** Maps glob patterns of files to a model. */
  readonly models: Readonly<Record<string, string>>;
  readonly enabledFor: readonly string[];
}

/** Settings of the whole window. */
export interface Settings {
  /** Maps model files to the alphabet that their rows are: a known name (alphabets.ts) or a JSON file. */
  readonly alphabets: Readonly<Record<string, string>>;
  readonly depth: number;
  readonly method: Method;
  readonly objective: Objective;
  readonly target: Target;
  readonly against: number | null;
  readonly thresholdEnabled: boolean;
  readonly thresholdRule: ThresholdRule;
  readonly thresholdScope: ThresholdScope;
  /** Percent of ||g||^2 kept. */
  readonly thresholdNucleus: number;
  /** Percent of ||g||^2 (or of sum |a|) an element must have. */
  readonly thresholdShare: number;
  /** Nats. */
  readonly thresholdAbsolute: number;
  /** What the colours in the editor show, and which neuron if they show one. */
  readonly layer: Colouring;
  readonly neuron: number;
  readonly sumBy: Sum;
  readonly scale: ScaleName;
  /** Nats that full colour stands for when the scale is fixed. */
  readonly fixedScale: number;
  readonly hoverExplains: Explains;
  readonly showPrediction: boolean;
  /** Whether causes are looked for unasked. */
  readonly causes: boolean;
}

export type AllSettings = Settings & FileSettings;
export type SettingName = keyof AllSettings;

/** Which prediction a hover is about. */
const HOVER_EXPLAINS = {
  of: { sentence: "The prediction of that character." },
  after: { sentence: "The prediction of what comes after it." },
} as const satisfies Readonly<Record<string, Described>>;
export type Explains = NameOf<typeof HOVER_EXPLAINS>;

type Kind =
  | {
      readonly kind: "name";
      readonly of: Readonly<Record<string, Described>>;
      readonly fallback: string;
    }
  | ({ readonly kind: "number"; readonly fallback: number } & Limits)
  | { readonly kind: "flag"; readonly fallback: boolean }
  /** A text that the reader parses: a path, a target, a byte. */
  | { readonly kind: "path" | "target" | "against"; readonly fallback: string }
  | { readonly kind: "globs"; readonly fallback: readonly string[] }
  | {
      readonly kind: "modelsByGlob" | "alphabetsByModel";
      readonly fallback: Readonly<Record<string, string>>;
    };
export type Setting = Kind & {
  /** Without the `sparseDiff.` in front. */
  readonly key: string;
};

export const SETTINGS = {
  model: { key: "model", kind: "path", fallback: "" },
  models: { key: "models", kind: "modelsByGlob", fallback: {} },
  alphabets: { key: "alphabets", kind: "alphabetsByModel", fallback: {} },
  enabledFor: { key: "enabledFor", kind: "globs", fallback: [] },
  depth: { key: "depth", kind: "number", ...DEPTH },
  method: { key: "method", kind: "name", of: METHODS, fallback: "gradient" },
  objective: { key: "objective", kind: "name", of: OBJECTIVES, fallback: "logprob" },
  target: { key: "target", kind: "target", fallback: "true" },
  against: { key: "against", kind: "against", fallback: "" },
  thresholdEnabled: { key: "threshold.enabled", kind: "flag", fallback: false },
  thresholdRule: { key: "threshold.rule", kind: "name", of: THRESHOLD_RULES, fallback: "nucleus" },
  thresholdScope: {
    key: "threshold.scope",
    kind: "name",
    of: THRESHOLD_SCOPES,
    fallback: "display",
  },
  thresholdNucleus: { key: "threshold.nucleus", kind: "number", ...THRESHOLD_RULES.nucleus },
  thresholdShare: { key: "threshold.share", kind: "number", ...THRESHOLD_RULES.share },
  thresholdAbsolute: { key: "threshold.absolute", kind: "number", ...THRESHOLD_RULES.absolute },
  layer: { key: "layer", kind: "name", of: COLOURINGS, fallback: "trace" },
  neuron: { key: "neuron", kind: "number", ...NEURON },
  sumBy: { key: "sumBy", kind: "name", of: SUMS, fallback: "byte" },
  scale: { key: "scale", kind: "name", of: SCALES, fallback: "target" },
  fixedScale: { key: "fixedScale", kind: "number", ...FIXED_SCALE },
  hoverExplains: { key: "hover.explains", kind: "name", of: HOVER_EXPLAINS, fallback: "of" },
  showPrediction: { key: "showPrediction", kind: "flag", fallback: true },
  causes: { key: "causes", kind: "flag", fallback: true },
} as const satisfies { readonly [S in SettingName]: Setting };
export type SettingKey = (typeof SETTINGS)[SettingName]["key"];
