// Toggle Sparsity Threshold and Set Threshold: both only write settings, which everything else follows.
import type * as vscode from "vscode";
import type { ThresholdRule, ThresholdScope } from "../../server/protocol/wire/traceJson";
import { COMMANDS, SETTINGS } from "../ids";
import { ask, mention, pick } from "../notices";
import { thresholdWords } from "../status/tooltip";
import type { CommandParts, Commands } from "./parts";

export function thresholdCommands(parts: CommandParts): Commands {
  return {
    [COMMANDS.toggleThreshold]: async () => {
      const { config } = parts;
      const isOn = !config.settings.thresholdEnabled;
      await config.update(SETTINGS.thresholdEnabled, isOn);
      const words = isOn
        ? `Threshold ${thresholdWords(config.settings)}`
        : "Threshold off: all is shown";
      mention(words);
    },
    [COMMANDS.setThreshold]: () => setThreshold(parts),
  };
}

interface RuleItem extends vscode.QuickPickItem {
  readonly rule: ThresholdRule;
  readonly setting: "threshold.nucleus" | "threshold.share" | "threshold.absolute";
  readonly low: number;
  readonly high: number;
  readonly unit: string;
}

const RULES: readonly RuleItem[] = [
  {
    label: "Nucleus",
    description: "the fewest neurons that keep this share of \u2016g\u2016\u00b2",
    rule: "nucleus",
    setting: SETTINGS.thresholdNucleus,
    low: 50,
    high: 99.9,
    unit: "percent",
  },
  {
    label: "Share",
    description: "each neuron with at least this share of \u2016g\u2016\u00b2",
    rule: "share",
    setting: SETTINGS.thresholdShare,
    low: 0,
    high: 100,
    unit: "percent",
  },
  {
    label: "Absolute",
    description: "each neuron with at least this |gradient|",
    rule: "absolute",
    setting: SETTINGS.thresholdAbsolute,
    low: 0,
    high: 1e6,
    unit: "nats",
  },
];

const SCOPES: readonly (vscode.QuickPickItem & { readonly scope: ThresholdScope })[] = [
  {
    label: "Display",
    description: "the trace stays exact, only what is shown changes",
    scope: "display",
  },
  {
    label: "While tracing",
    description: "approximate; the hover says by how much",
    scope: "tracing",
  },
];

async function setThreshold({ config }: CommandParts): Promise<void> {
  const title = "Set Threshold";
  const rule = await pick(RULES, { title: `${title} (1/3): rule` });
  if (!rule) return;
  const { settings } = config;
  const now = {
    nucleus: settings.thresholdNucleus,
    share: settings.thresholdShare,
    absolute: settings.thresholdAbsolute,
  }[rule.rule];
  const value = await ask({
    title: `${title} (2/3): ${rule.label.toLowerCase()}, in ${rule.unit}`,
    prompt: rule.description ?? "",
    value: String(now),
    validateInput: (text) => problemWith(text, rule),
  });
  if (value === undefined) return;
  const scope = await pick(SCOPES, { title: `${title} (3/3): scope` });
  if (!scope) return;
  await config.update(SETTINGS.thresholdRule, rule.rule);
  await config.update(rule.setting, Number(value));
  await config.update(SETTINGS.thresholdScope, scope.scope);
  await config.update(SETTINGS.thresholdEnabled, true);
}

function problemWith(text: string, { low, high, unit }: RuleItem): string | undefined {
  const value = Number(text.trim());
  const fits = text.trim() !== "" && Number.isFinite(value) && value >= low && value <= high;
  return fits ? undefined : `A number from ${low} to ${high} (${unit}).`;
}
