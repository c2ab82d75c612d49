// What is asked of the library, checked: every option of a question, with one sentence where it is none. The names are those of
// the command line, as JavaScript writes them.
import * as v from "valibot";
import { MOST_CAUSE_LAGS } from "../answers/causesAnswer";
import { InputError } from "../nets/inputError";
import { PATTERNS } from "../protocol/vocabulary/patterns";
import { REPORT } from "../protocol/vocabulary/report";
import { type Limits, namesOf } from "../protocol/vocabulary/terms";
import type { Threshold } from "../protocol/vocabulary/thresholds";
import {
  BASELINES,
  type Baseline,
  METHODS,
  type Method,
  OBJECTIVES,
  type Objective,
  TARGETS,
  type Target,
} from "../protocol/vocabulary/tracing";
import { shortened } from "../protocol/words/shortened";
import { thresholdFields, valueOfRule } from "../requests/schemaParts";
import { whatIsWrong } from "../whatIsWrong";
import type { Running } from "./running";

/** How a prediction is traced. What is left out is what the command line takes. */
export interface TraceOptions extends Running {
  /** Largest lag k, in bytes; 50. */
  readonly depth?: number;
  /** The paper's gradient for an Elman net of one layer, otherwise the gated gradient. */
  readonly method?: Method;
  /** What is differentiated; the log-probability. */
  readonly objective?: Objective;
  /** The byte that is explained: the true one, the predicted one, or any byte 0 to 255. */
  readonly target?: Target;
  /** A byte that the target is held against: the difference of their logits. */
  readonly against?: number;
  /** What replaces a byte, with `integrated` and `occlusion`; the mean embedding of the text. */
  readonly baseline?: Baseline;
  /** Marks neurons and lags in the answer, or, while tracing, changes what is computed; the error is in the answer. */
  readonly threshold?: Threshold | null;
}

/** How the bytes that a prediction rests on are looked for. */
export interface CausesOptions extends Running {
  /** Largest lag, in bytes, at most 1,000; 50. The search takes about depth * depth / 2 runs of the net. */
  readonly depth?: number;
  /** What a byte is replaced with; the mean embedding of the text. */
  readonly baseline?: Exclude<Baseline, "average">;
  readonly target?: Target;
}

/** What a report of a whole text has. */
export interface ReportOptions extends Running {
  /** Largest lag of its tables, in bytes; 8, the paper's. */
  readonly depth?: number;
  /** Also the chance levels. */
  readonly controls?: boolean;
  /** Also the bits per byte with the last m bytes only. */
  readonly memory?: boolean;
}

/** Which skip patterns of a text are counted. */
export interface PatternsOptions extends Running {
  /** The largest offset to choose from, 1 to 255; 30. */
  readonly maxOffset?: number;
  /** How many are chosen, 1 to 16; 8, or as many as there are. */
  readonly levels?: number;
  /** Positions at which the net is measured. */
  readonly sample?: number;
}

export interface LoadOptions {
  /** Which net, where the file holds several; "" for the one without a prefix. */
  readonly prefix?: string;
  /**
   * Which characters the rows are, where the file does not say: "printable", "ascii", "bytes", the characters in the order of
   * the rows, or on Node the path of a JSON file.
   */
  readonly alphabet?: string | readonly string[];
  /** Of an Elman net, where the file does not say. */
  readonly nonlinearity?: "tanh" | "relu";
  /** What a model of bytes is called in sentences; "model". */
  readonly name?: string;
}

type Fields<T> = { readonly [F in keyof Required<T>]: v.GenericSchema };

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const byte = v.pipe(whole, v.maxValue(255));
const within = ({ low, high }: Pick<Limits, "low" | "high">) =>
  v.optional(v.pipe(whole, v.minValue(low), v.maxValue(high)));
const flag = v.optional(v.boolean());
const isSignal = (value: unknown) => typeof (value as AbortSignal | null)?.aborted === "boolean";
const running: Fields<Running> = {
  signal: v.optional(v.custom(isSignal, "Expected an AbortSignal")),
  onProgress: v.optional(v.function()),
};
const target = v.optional(v.union([v.picklist(namesOf(TARGETS)), byte]));

const threshold = v.pipe(v.strictObject(thresholdFields), valueOfRule);

export const QUESTIONS = {
  trace: {
    ...running,
    depth: v.optional(whole),
    method: v.optional(v.picklist(namesOf(METHODS))),
    objective: v.optional(v.picklist(namesOf(OBJECTIVES))),
    target,
    against: v.optional(byte),
    baseline: v.optional(v.picklist(BASELINES)),
    threshold: v.nullish(threshold),
  } satisfies Fields<TraceOptions>,
  causes: {
    ...running,
    depth: within({ low: 0, high: MOST_CAUSE_LAGS }),
    baseline: v.optional(v.picklist(["mean", "zero"])),
    target,
  } satisfies Fields<CausesOptions>,
  report: {
    ...running,
    depth: within(REPORT.depth),
    controls: flag,
    memory: flag,
  } satisfies Fields<ReportOptions>,
  patterns: {
    ...running,
    maxOffset: within(PATTERNS.maxOffset),
    levels: within(PATTERNS.levels),
    sample: within(PATTERNS.sample),
  } satisfies Fields<PatternsOptions>,
  loadModel: {
    prefix: v.optional(v.string()),
    alphabet: v.optional(v.union([v.string(), v.array(v.string())])),
    nonlinearity: v.optional(v.picklist(["tanh", "relu"])),
    name: v.optional(v.string()),
  } satisfies Fields<LoadOptions>,
};

/** Checks the options of a question. @throws InputError naming the option */
export function checkOptions(question: keyof typeof QUESTIONS, options: unknown): void {
  const fields: Readonly<Record<string, v.GenericSchema>> = QUESTIONS[question];
  const unknown = Object.keys(Object(options)).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined)
    throw new InputError(
      `${question}: ${shortened(unknown)}: not an option; expected ${Object.keys(fields).join(", ")}`,
    );
  const wrong = whatIsWrong(v.object(fields), options, "the options");
  if (wrong !== undefined) throw new InputError(`${question}: ${wrong}`);
}

/** A position of a text, or of its model's neurons. @throws InputError */
export function checkPosition(question: string, at: unknown, last: number): asserts at is number {
  if (Number.isSafeInteger(at) && (at as number) >= 0 && (at as number) <= last) return;
  const found = shortened(typeof at === "string" ? `'${at}'` : String(at));
  throw new InputError(
    `${question}: at is ${found}; expected a whole number from 0 to ${last}, the last byte of the text`,
  );
}
