// Select Method, Select Objective and Select Target: quick picks over the settings of the same names.

import type { SettingKey } from "../../../server/protocol/vocabulary/settings";
import { namesOf, type Term } from "../../../server/protocol/vocabulary/terms";
import { METHODS, OBJECTIVES, TARGETS } from "../../../server/protocol/vocabulary/tracing";
import { parseByte } from "../../../server/protocol/words/byteNames";
import type { Commands } from "../../host/commands";
import { ask, pick as pickOne } from "../../host/notices";
import { COMMANDS, KEYS } from "../../state/ids";
import type { SettingParts } from "./threshold";

export function tracingChoiceCommands({ config }: SettingParts): Commands {
  return {
    [COMMANDS.selectMethod]: async () => {
      const picked = await pick("Select Method", METHODS, config.settings.method);
      if (picked) await config.update(KEYS.method, picked);
    },
    [COMMANDS.selectObjective]: async () => {
      const picked = await pick("Select Objective", OBJECTIVES, config.settings.objective);
      if (picked) await config.update(KEYS.objective, picked);
    },
    [COMMANDS.selectTarget]: () => selectTarget((key, value) => config.update(key, value)),
  };
}

async function pick<K extends string>(
  title: string,
  choices: Readonly<Record<K, Term>>,
  now: K,
): Promise<K | undefined> {
  const items = namesOf(choices).map((label) => ({
    label,
    detail: choices[label].sentence,
    description: label === now ? "current" : "",
  }));
  return (await pickOne(items, { title, matchOnDetail: true }))?.label;
}

async function selectTarget(
  update: (key: SettingKey, value: unknown) => Promise<void>,
): Promise<void> {
  const title = "Select Target";
  const items = [
    ...namesOf(TARGETS).map((target) => ({
      label: TARGETS[target].label,
      detail: TARGETS[target].sentence,
      target,
    })),
    { label: "A byte...", detail: "Any byte, 0-255 or 0x00-0xff.", target: undefined },
    { label: "A byte against another...", detail: "Difference of two logits.", target: null },
  ];
  const picked = await pickOne(items, { title });
  if (!picked) return;
  const target = picked.target ?? (await askByte(title, "The byte to explain"));
  if (target === undefined) return;
  const against = picked.target === null ? await askByte(title, "The byte it is held against") : "";
  if (against === undefined) return;
  await update(KEYS.target, target);
  await update(KEYS.against, against);
}

function askByte(title: string, prompt: string): Thenable<string | undefined> {
  const validateInput = (text: string) =>
    parseByte(text) === undefined ? "A byte: 0-255 or 0x00-0xff." : undefined;
  return ask({ title, prompt, placeHolder: "0x6d", validateInput });
}
