// What each setting may hold, its default, and the one sentence for a value that does not fit. Pure:
// config.ts reads the editor's configuration and hands the raw values in.
import * as v from "valibot";
import type {
  Method,
  Objective,
  Threshold,
  ThresholdRule,
  ThresholdScope,
} from "../server/protocol/wire/traceJson";
import { parseByte } from "./bytes";
import { SECTION, SETTINGS, type SettingKey } from "./ids";

export type Target = "true" | "predicted" | number;

/** What each folder of a workspace may have of its own, so it is read for a file. */
export interface FileSettings {
  readonly model: string;
  /** Glob patterns of files, and the model of each. */
  readonly models: Readonly<Record<string, string>>;
  readonly enabledFor: readonly string[];
}

/** What holds for the whole window. */
export interface Settings {
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
  /** What the colours in the editor show, and which neuron where it is one. */
  readonly layer: "trace" | "surprise" | "gradientNorm" | "influence" | "neuron";
  readonly neuron: number;
  /** What the tints and the list of past bytes add up. */
  readonly sumBy: "byte" | "word" | "line";
  readonly scale: "target" | "visible" | "file" | "fixed";
  /** Nats that full colour stands for when the scale is fixed. */
  readonly fixedScale: number;
  readonly hoverExplains: "of" | "after";
  readonly showPrediction: boolean;
}

interface Rule {
  readonly schema: v.GenericSchema<unknown, unknown>;
  readonly fallback: unknown;
  readonly expected: string;
}

const number = (low: number, high: number) => v.pipe(v.number(), v.minValue(low), v.maxValue(high));
const oneOf = (...names: [string, ...string[]]) => ({
  schema: v.picklist(names),
  fallback: names[0],
  expected: `one of ${names.join(", ")}`,
});
const byteText = (extra: readonly string[]) =>
  v.pipe(
    v.string(),
    v.check((text) => extra.includes(text) || parseByte(text) !== undefined),
  );

type AllSettings = Settings & FileSettings;

const RULES: { readonly [K in keyof AllSettings]: Rule } = {
  model: { schema: v.string(), fallback: "", expected: "the path of a model file, or empty" },
  models: {
    schema: v.record(v.string(), v.string()),
    fallback: {},
    expected: "an object of glob patterns and paths of model files",
  },
  enabledFor: { schema: v.array(v.string()), fallback: [], expected: "a list of glob patterns" },
  depth: {
    schema: v.pipe(number(0, 1000), v.integer()),
    fallback: 50,
    expected: "a whole number from 0 to 1000",
  },
  method: oneOf("gradient", "gated", "integrated", "occlusion"),
  objective: oneOf("logprob", "logit", "margin"),
  target: {
    schema: v.pipe(
      byteText(["true", "predicted"]),
      v.transform(
        (t): Target => (t === "true" || t === "predicted" ? t : (parseByte(t) ?? "true")),
      ),
    ),
    fallback: "true",
    expected: "true, predicted, or a byte (0-255 or 0x00-0xff)",
  },
  against: {
    schema: v.pipe(
      byteText([""]),
      v.transform((t) => parseByte(t) ?? null),
    ),
    fallback: null,
    expected: "empty, or a byte (0-255 or 0x00-0xff)",
  },
  thresholdEnabled: { schema: v.boolean(), fallback: false, expected: "true or false" },
  thresholdRule: oneOf("nucleus", "share", "absolute"),
  thresholdScope: oneOf("display", "tracing"),
  thresholdNucleus: {
    schema: number(50, 99.9),
    fallback: 95,
    expected: "a number from 50 to 99.9 (percent)",
  },
  thresholdShare: {
    schema: number(0, 100),
    fallback: 1,
    expected: "a number from 0 to 100 (percent)",
  },
  thresholdAbsolute: {
    schema: number(0, 1e6),
    fallback: 0.001,
    expected: "a number of nats, 0 or more",
  },
  layer: oneOf("trace", "surprise", "gradientNorm", "influence", "neuron"),
  neuron: {
    schema: v.pipe(number(0, 65535), v.integer()),
    fallback: 0,
    expected: "a whole number from 0 to 65535",
  },
  sumBy: oneOf("byte", "word", "line"),
  scale: oneOf("target", "visible", "file", "fixed"),
  fixedScale: { schema: number(1e-9, 1e6), fallback: 0.1, expected: "a number of nats above 0" },
  hoverExplains: oneOf("of", "after"),
  showPrediction: { schema: v.boolean(), fallback: true, expected: "true or false" },
};

/** Whether a value may be written as this setting. */
export function isValid(name: keyof AllSettings, value: unknown): boolean {
  return v.is(RULES[name].schema, value);
}

const LONGEST_QUOTE = 80;

function shortened(words: string): string {
  return words.length <= LONGEST_QUOTE ? words : `${words.slice(0, LONGEST_QUOTE)}\u2026`;
}

export interface ParsedSettings {
  readonly settings: AllSettings;
  /** One sentence a bad setting: its name, what was found, what was expected. */
  readonly problems: readonly string[];
}

/** @param quotes false leaves a bad value out of its sentence: it may be a stranger's */
export function parseSettings(raw: (key: SettingKey) => unknown, quotes: boolean): ParsedSettings {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(RULES)) {
    const key = SETTINGS[name as keyof AllSettings];
    const value = raw(key);
    const parsed = v.safeParse(rule.schema, value);
    settings[name] = parsed.success ? parsed.output : rule.fallback;
    if (!parsed.success && value !== undefined) {
      problems.push(
        `The setting ${SECTION}.${key} ${quotes ? `is ${shortened(JSON.stringify(value))}` : "cannot be used"}, expected ${rule.expected}; its default is used.`,
      );
    }
  }
  return { settings: settings as unknown as AllSettings, problems };
}

/** The threshold in the protocol's terms (shares of one, not percent); null when it is off. */
export function thresholdOf(settings: Settings): Threshold | null {
  if (!settings.thresholdEnabled) return null;
  const value = {
    nucleus: settings.thresholdNucleus / 100,
    share: settings.thresholdShare / 100,
    absolute: settings.thresholdAbsolute,
  }[settings.thresholdRule];
  return { rule: settings.thresholdRule, value, scope: settings.thresholdScope };
}
