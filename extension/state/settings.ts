// Parses the editor's value of each setting against the table of settings. A value that does not fit is replaced by its
// default, with one sentence that says so. Pure: config.ts reads the configuration and passes in the raw values.
import * as v from "valibot";
import { ALPHABETS } from "../../server/protocol/vocabulary/alphabets";
import {
  type AllSettings,
  SETTINGS,
  type Setting,
  type SettingKey,
  type SettingName,
  type Settings,
} from "../../server/protocol/vocabulary/settings";
import { namesOf } from "../../server/protocol/vocabulary/terms";
import type { Threshold } from "../../server/protocol/vocabulary/thresholds";
import { type NamedTarget, TARGETS, type Target } from "../../server/protocol/vocabulary/tracing";
import { parseByte } from "../../server/protocol/words/byteNames";
import { l10n, translated } from "../../server/protocol/words/l10n";
import { percent, three } from "../../server/protocol/words/numbers";
import { shortened } from "../../server/protocol/words/shortened";
import { limitsWords } from "../../server/protocol/words/terms";
import { SECTION } from "./ids";

interface Rule {
  readonly schema: v.GenericSchema<unknown, unknown>;
  readonly expected: string;
}

const aByte = () => l10n`a byte (0-255 or 0x00-0xff)`;
const isNamedTarget = (text: string): text is NamedTarget => text in TARGETS;
const byteText = (isName: (text: string) => boolean) =>
  v.pipe(
    v.string(),
    v.check((text) => isName(text) || parseByte(text) !== undefined),
  );

/** Texts by text: a list is no object here, though its positions are keys. */
const textsByText = (text: v.GenericSchema<unknown, string>) =>
  v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value)),
    v.record(v.string(), text),
  );

function ruleOf(setting: Setting): Rule {
  switch (setting.kind) {
    case "name": {
      const names = namesOf(setting.of);
      return { schema: v.picklist(names), expected: l10n`one of ${names.join(", ")}` };
    }
    case "number": {
      const within = v.pipe(v.number(), v.minValue(setting.low), v.maxValue(setting.high));
      const schema = setting.whole ? v.pipe(within, v.integer()) : within;
      const unit = "unit" in setting ? ` (${translated(String(setting.unit))})` : "";
      return { schema, expected: `${limitsWords(setting)}${unit}` };
    }
    case "flag":
      return { schema: v.boolean(), expected: l10n`true or false` };
    case "path":
      return { schema: v.string(), expected: l10n`the path of a model file, or empty` };
    case "globs":
      return { schema: v.array(v.string()), expected: l10n`a list of glob patterns` };
    case "modelsByGlob":
      return {
        schema: textsByText(v.string()),
        expected: l10n`an object of glob patterns and paths of model files`,
      };
    case "alphabetsByModel":
      return {
        schema: textsByText(v.pipe(v.string(), v.nonEmpty())),
        expected: l10n`an object of model files and their alphabets, each ${namesOf(ALPHABETS).join(", ")} or the path of a JSON file`,
      };
    case "target":
      return {
        schema: v.pipe(
          byteText(isNamedTarget),
          v.transform((t): Target => (isNamedTarget(t) ? t : (parseByte(t) ?? "true"))),
        ),
        expected: l10n`${namesOf(TARGETS).join(", ")}, or ${aByte()}`,
      };
    case "against":
      return {
        schema: v.pipe(
          byteText((text) => text === ""),
          v.transform((t) => parseByte(t) ?? null),
        ),
        expected: l10n`empty, or ${aByte()}`,
      };
  }
}

const RULES = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, setting]) => [name, ruleOf(setting)]),
) as { readonly [S in SettingName]: Rule };

/** Whether a value is valid for this setting. */
export function isValid(name: SettingName, value: unknown): boolean {
  return v.is(RULES[name].schema, value);
}

export interface ParsedSettings {
  readonly settings: AllSettings;
  /** One sentence per bad setting: its name, what was found, what was expected. */
  readonly problems: readonly string[];
}

/** @param quotes false leaves a bad value out of its sentence, because it may come from an untrusted workspace */
export function parseSettings(raw: (key: SettingKey) => unknown, quotes: boolean): ParsedSettings {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(RULES)) {
    const { key, fallback } = SETTINGS[name as SettingName];
    const value = raw(key);
    const parsed = v.safeParse(rule.schema, value);
    settings[name] = parsed.success ? parsed.output : v.parse(rule.schema, fallback);
    if (!parsed.success && value !== undefined) {
      problems.push(
        l10n`The setting ${SECTION}.${key} ${quotes ? `is ${shortened(JSON.stringify(value))}` : l10n`cannot be used`}, expected ${rule.expected}; its default is used.`,
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

export function thresholdWords(settings: Settings): string {
  switch (settings.thresholdRule) {
    case "nucleus":
      return l10n`keeping ${percent(settings.thresholdNucleus / 100)} of \u2016g\u2016\u00b2`;
    case "share":
      return l10n`at a share of ${percent(settings.thresholdShare / 100)}`;
    case "absolute":
      return l10n`at ${three(settings.thresholdAbsolute)} nats`;
  }
}
