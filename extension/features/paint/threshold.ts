// Toggle Sparsity Threshold and Set Threshold. Both only write settings, and everything else follows those.

import type { SettingName } from "../../../server/protocol/vocabulary/settings";
import { isWithinLimits, namesOf } from "../../../server/protocol/vocabulary/terms";
import {
  THRESHOLD_RULES,
  THRESHOLD_SCOPES,
  type ThresholdRule,
} from "../../../server/protocol/vocabulary/thresholds";
import type { Commands } from "../../host/commands";
import type { Config } from "../../host/config";
import { ask, mention, pick } from "../../host/notices";
import { COMMANDS, KEYS } from "../../state/ids";
import { thresholdWords } from "../../state/settings";

export interface SettingParts {
  readonly config: Config;
}

export function thresholdCommands(parts: SettingParts): Commands {
  return {
    [COMMANDS.toggleThreshold]: async () => {
      const { config } = parts;
      const isOn = !config.settings.thresholdEnabled;
      await config.update(KEYS.thresholdEnabled, isOn);
      const words = isOn
        ? `Threshold ${thresholdWords(config.settings)}`
        : "Threshold off: all is shown";
      mention(words);
    },
    [COMMANDS.setThreshold]: () => setThreshold(parts),
  };
}

const RULES = namesOf(THRESHOLD_RULES).map((rule) => ({
  label: THRESHOLD_RULES[rule].label,
  description: THRESHOLD_RULES[rule].sentence,
  rule,
}));

const SCOPES = namesOf(THRESHOLD_SCOPES).map((scope) => ({
  label: THRESHOLD_SCOPES[scope].label,
  description: THRESHOLD_SCOPES[scope].sentence,
  scope,
}));

const SETTING_OF = {
  nucleus: "thresholdNucleus",
  share: "thresholdShare",
  absolute: "thresholdAbsolute",
} as const satisfies Readonly<Record<ThresholdRule, SettingName>>;

async function setThreshold({ config }: SettingParts): Promise<void> {
  const title = "Set Threshold";
  const rule = await pick(RULES, { title: `${title} (1/3): rule` });
  if (!rule) return;
  const setting = SETTING_OF[rule.rule];
  const { unit } = THRESHOLD_RULES[rule.rule];
  const value = await ask({
    title: `${title} (2/3): ${rule.label.toLowerCase()}, in ${unit}`,
    prompt: rule.description,
    value: String(config.settings[setting]),
    validateInput: (text) => problemWith(text, rule.rule),
  });
  if (value === undefined) return;
  const scope = await pick(SCOPES, { title: `${title} (3/3): scope` });
  if (!scope) return;
  await config.update(KEYS.thresholdRule, rule.rule);
  await config.update(KEYS[setting], Number(value));
  await config.update(KEYS.thresholdScope, scope.scope);
  await config.update(KEYS.thresholdEnabled, true);
}

function problemWith(text: string, rule: ThresholdRule): string | undefined {
  const { unit, low, high } = THRESHOLD_RULES[rule];
  const fits = text.trim() !== "" && isWithinLimits(Number(text.trim()), THRESHOLD_RULES[rule]);
  return fits ? undefined : `A number from ${low} to ${high} (${unit}).`;
}
