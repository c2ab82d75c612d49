// The settings of `sparse-diff lsp`: their names, what each may be, and how those of the command line, of the client's start
// and of a later configuration follow each other. The options of the command line are read in cli/commands/lsp.ts.
import * as v from "valibot";
import { InputError } from "../nets/inputError";
import { NONLINEARITIES, type Nonlinearity } from "../nets/saidOfNets";
import { namesOf } from "../protocol/vocabulary/terms";
import { DEPTH, METHODS, type Method } from "../protocol/vocabulary/tracing";
import type { TraceSettings } from "../protocol/wire/messages";
import { shortened } from "../protocol/words/shortened";
import { chosenAddress, type WantedModel } from "../requests/modelFile";
import { path } from "../requests/schemaParts";
import { whatIsWrong } from "../whatIsWrong";

const bits = v.nullable(v.pipe(v.number(), v.minValue(0)));

/** One check per setting; leaving one out does not compile. */
const FIELDS: { readonly [F in keyof LspSettings]-?: v.GenericSchema } = {
  /** The path of the model. */
  model: path,
  /** What its file leaves open, as on the command line. */
  prefix: v.string(),
  alphabet: path,
  nonlinearity: v.picklist(NONLINEARITIES),
  depth: v.pipe(v.number(), v.integer(), v.minValue(DEPTH.low), v.maxValue(DEPTH.high)),
  method: v.picklist(namesOf(METHODS)),
  /** Whether the hover also says which bytes the prediction rests on. */
  causes: v.boolean(),
  /** Bits above which a character has an inlay hint; null: no character. */
  inlayHints: bits,
  /** Bits above which a character has a diagnostic; null: no character. */
  diagnostics: bits,
};
const schema = v.partial(v.object(FIELDS));

export interface LspSettings {
  readonly model: string;
  readonly prefix?: string;
  readonly alphabet?: string;
  readonly nonlinearity?: Nonlinearity;
  readonly depth: number;
  readonly method: Method;
  readonly causes: boolean;
  readonly inlayHints: number | null;
  readonly diagnostics: number | null;
}

/** Fields that are left out keep what they were. */
export type GivenSettings = Partial<LspSettings>;

/** The key under which a client with the settings of several servers keeps ours. */
export const SECTION = "sparseDiff";

/** @throws InputError naming the field */
function checkedSettings(given: unknown): GivenSettings {
  const unknown = Object.keys(Object(given)).find((key) => !Object.hasOwn(FIELDS, key));
  if (unknown !== undefined)
    throw new InputError(
      `${shortened(unknown)}: not a setting; expected ${Object.keys(FIELDS).join(", ")}`,
    );
  const wrong = whatIsWrong(schema, given, "the settings");
  if (wrong !== undefined) throw new InputError(wrong);
  return given as GivenSettings;
}

/** What a client gave at its start: ours alone, or under our key. @throws InputError */
export function settingsAtStart(options: unknown): GivenSettings {
  if (options === undefined || options === null) return {};
  return sectionOf(options) ?? checkedSettings(options);
}

/** Ours among the settings of several servers; undefined if they hold none. @throws InputError */
export function sectionOf(settings: unknown): GivenSettings | undefined {
  const section = (Object(settings) as Readonly<Record<string, unknown>>)[SECTION];
  return section === undefined || section === null ? undefined : checkedSettings(section);
}

/**
 * A model is one with what is said of it, so that a new one drops what was said of the old.
 * @throws InputError where they choose two nets
 */
export function joined(former: LspSettings, given: GivenSettings): LspSettings {
  const { prefix: _, alphabet: __, nonlinearity: ___, ...kept } = former;
  const isSame = given.model === undefined || given.model === former.model;
  const settings = { ...(isSame ? former : kept), ...given };
  wantedModel(settings);
  return settings;
}

/** @throws InputError where the model's address and the prefix choose two nets */
export function wantedModel({ model, prefix, alphabet, nonlinearity }: LspSettings): WantedModel {
  return {
    ...chosenAddress(model, prefix),
    alphabet,
    nonlinearity,
  };
}

/** The true byte, by its log-probability, as the editor's hover explains it at first. */
export function traceSettings({ depth, method }: LspSettings): TraceSettings {
  return { depth, method, objective: "logprob", target: "true", threshold: null };
}
