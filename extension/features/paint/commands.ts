// The commands that choose what is traced and painted: layer, neuron, threshold, method, objective, target. All of them
// only write settings, and everything else follows those.
import { COLOURINGS } from "../../../server/protocol/vocabulary/layers";
import type { SettingName } from "../../../server/protocol/vocabulary/settings";
import { isWithinLimits, namesOf, type Term } from "../../../server/protocol/vocabulary/terms";
import {
  THRESHOLD_RULES,
  THRESHOLD_SCOPES,
  type ThresholdRule,
} from "../../../server/protocol/vocabulary/thresholds";
import { METHODS, OBJECTIVES, TARGETS } from "../../../server/protocol/vocabulary/tracing";
import { parseByte } from "../../../server/protocol/words/byteNames";
import { l10n, translated } from "../../../server/protocol/words/l10n";
import { methodInForce, methodsOffered } from "../../../server/protocol/words/methods";
import { inSentence } from "../../../server/protocol/words/terms";
import { askNeuron, netAtHand } from "../../host/askNeuron";
import type { Commands } from "../../host/commands";
import type { Config } from "../../host/config";
import { ask, mention, pick } from "../../host/notices";
import type { OpenFiles } from "../../host/openFiles";
import { assertNeuron, CannotRun } from "../../state/cannotRun";
import { COMMANDS, KEYS } from "../../state/ids";
import type { OnScreen } from "../../state/onScreen";
import { netOf } from "../../state/phases";
import { thresholdWords } from "../../state/settings";

export interface PaintCommandParts {
  readonly config: Config;
  readonly screen: OnScreen;
  readonly files: OpenFiles;
}

export function paintCommands(parts: PaintCommandParts): Commands {
  const { config } = parts;
  return {
    [COMMANDS.selectLayer]: () => selectLayer(parts),
    [COMMANDS.showNeuron]: (argument) => showNeuron(parts, argument),
    [COMMANDS.toggleThreshold]: () => toggleThreshold(config),
    [COMMANDS.toggleCauses]: () => toggleCauses(config),
    [COMMANDS.setThreshold]: () => setThreshold(config),
    [COMMANDS.selectMethod]: () => selectMethod(parts),
    [COMMANDS.selectObjective]: async () => {
      const { objective } = config.settings;
      const picked = await pickName(
        l10n`Select Objective`,
        OBJECTIVES,
        namesOf(OBJECTIVES),
        objective,
      );
      if (picked) await config.update(KEYS.objective, picked);
    },
    [COMMANDS.selectTarget]: () => selectTarget(config),
  };
}

/** Of those that the net of the text in the editor has. */
async function selectMethod({ config, files, screen }: PaintCommandParts): Promise<void> {
  const document = screen.activeEditor?.document;
  const net = netOf(document && files.get(document));
  const now = methodInForce(config.settings.method, net);
  const picked = await pickName(l10n`Select Method`, METHODS, methodsOffered(net), now);
  if (picked) await config.update(KEYS.method, picked);
}

async function selectLayer(parts: PaintCommandParts): Promise<void> {
  const now = parts.config.settings.layer;
  const items = namesOf(COLOURINGS).map((layer) => ({
    // The dots say that the neuron is asked for next.
    label: `${translated(COLOURINGS[layer].label)}${layer === "neuron" ? "..." : ""}`,
    detail: translated(COLOURINGS[layer].sentence),
    description: layer === now ? l10n`current` : "",
    layer,
  }));
  const picked = await pick(items, { title: l10n`Select Layer` });
  if (picked?.layer === "neuron") await showNeuron(parts, undefined);
  else if (picked) await parts.config.update(KEYS.layer, picked.layer);
}

/** @param argument the neuron, from a link; if absent, the user is asked */
async function showNeuron(
  { config, screen, files }: PaintCommandParts,
  argument: unknown,
): Promise<void> {
  const document = screen.activeEditor?.document;
  if (!document) throw new CannotRun(l10n`Attribution is not on for this text.`);
  const net = netAtHand(files, document);
  const neuron =
    typeof argument === "number"
      ? argument
      : await askNeuron(net, { title: l10n`Show Neuron Over Text` });
  if (neuron === undefined) return;
  assertNeuron(neuron, net);
  await config.update(KEYS.neuron, neuron);
  await config.update(KEYS.layer, "neuron");
}

async function toggleThreshold(config: Config): Promise<void> {
  const isOn = !config.settings.thresholdEnabled;
  await config.update(KEYS.thresholdEnabled, isOn);
  mention(
    isOn ? l10n`Threshold ${thresholdWords(config.settings)}` : l10n`Threshold off: all is shown`,
  );
}

async function toggleCauses(config: Config): Promise<void> {
  const isOn = !config.settings.causes;
  await config.update(KEYS.causes, isOn);
  mention(isOn ? l10n`Causes on: what predictions rest on is outlined` : l10n`Causes off`);
}

/** The rows of a list, one for each name of these terms. */
const rowsOf = <N extends string>(terms: Readonly<Record<N, Term>>) =>
  namesOf(terms).map((name) => ({
    label: translated(terms[name].label),
    description: translated(terms[name].sentence),
    name,
  }));

const SETTING_OF = {
  nucleus: "thresholdNucleus",
  share: "thresholdShare",
  absolute: "thresholdAbsolute",
} as const satisfies Readonly<Record<ThresholdRule, SettingName>>;

async function setThreshold(config: Config): Promise<void> {
  const title = l10n`Set Threshold`;
  const rule = await pick(rowsOf(THRESHOLD_RULES), { title: l10n`${title} (1/3): rule` });
  if (!rule) return;
  const setting = SETTING_OF[rule.name];
  const { unit } = THRESHOLD_RULES[rule.name];
  const value = await ask({
    title: l10n`${title} (2/3): ${inSentence(THRESHOLD_RULES[rule.name].label)}, in ${translated(unit)}`,
    prompt: rule.description,
    value: String(config.settings[setting]),
    validateInput: (text) => problemWith(text, rule.name),
  });
  if (value === undefined) return;
  const scope = await pick(rowsOf(THRESHOLD_SCOPES), { title: l10n`${title} (3/3): scope` });
  if (!scope) return;
  await config.update(KEYS.thresholdRule, rule.name);
  await config.update(KEYS[setting], Number(value));
  await config.update(KEYS.thresholdScope, scope.name);
  await config.update(KEYS.thresholdEnabled, true);
}

function problemWith(text: string, rule: ThresholdRule): string | undefined {
  const { unit, low, high } = THRESHOLD_RULES[rule];
  const fits = text.trim() !== "" && isWithinLimits(Number(text.trim()), THRESHOLD_RULES[rule]);
  return fits ? undefined : l10n`A number from ${low} to ${high} (${translated(unit)}).`;
}

async function pickName<K extends string>(
  title: string,
  choices: Readonly<Record<K, Term>>,
  offered: readonly K[],
  now: K,
): Promise<K | undefined> {
  const items = offered.map((label) => ({
    label,
    detail: translated(choices[label].sentence),
    description: label === now ? l10n`current` : "",
  }));
  return (await pick(items, { title, matchOnDetail: true }))?.label;
}

async function selectTarget(config: Config): Promise<void> {
  const title = l10n`Select Target`;
  const items = [
    ...namesOf(TARGETS).map((target) => ({
      label: translated(TARGETS[target].label),
      detail: translated(TARGETS[target].sentence),
      target,
    })),
    { label: l10n`A byte...`, detail: l10n`Any byte, 0-255 or 0x00-0xff.`, target: undefined },
    {
      label: l10n`A byte against another...`,
      detail: l10n`Difference of two logits.`,
      target: null,
    },
  ];
  const picked = await pick(items, { title });
  if (!picked) return;
  const target = picked.target ?? (await askByte(title, l10n`The byte to explain`));
  if (target === undefined) return;
  const against =
    picked.target === null ? await askByte(title, l10n`The byte it is held against`) : "";
  if (against === undefined) return;
  await config.update(KEYS.target, target);
  await config.update(KEYS.against, against);
}

function askByte(title: string, prompt: string): Thenable<string | undefined> {
  const validateInput = (text: string) =>
    parseByte(text) === undefined ? l10n`A byte: 0-255 or 0x00-0xff.` : undefined;
  return ask({ title, prompt, placeHolder: "0x6d", validateInput });
}
