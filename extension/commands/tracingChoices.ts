// Select Method, Select Objective and Select Target: quick picks over the settings of the same names.
import type { Method, Objective } from "../../server/protocol/wire/traceJson";
import { parseByte } from "../bytes";
import { COMMANDS, SETTINGS, type SettingKey } from "../ids";
import { ask, pick as pickOne } from "../notices";
import type { CommandParts, Commands } from "./parts";

const METHODS: Readonly<Record<Method, string>> = {
  gradient: "the paper's: first-order effect on the hidden state",
  gated: "gradient times input: first-order effect on the pre-activation",
  integrated: "complete for one byte: along the way to the mean byte",
  occlusion: "causal: the change when that one byte is replaced",
};
const OBJECTIVES: Readonly<Record<Objective, string>> = {
  logprob: "log-probability of the target",
  logit: "the target's logit",
  margin: "the target's logit less the best other",
};

export function tracingChoiceCommands({ config }: CommandParts): Commands {
  return {
    [COMMANDS.selectMethod]: async () => {
      const picked = await pick("Select Method", METHODS, config.settings.method);
      if (picked) await config.update(SETTINGS.method, picked);
    },
    [COMMANDS.selectObjective]: async () => {
      const picked = await pick("Select Objective", OBJECTIVES, config.settings.objective);
      if (picked) await config.update(SETTINGS.objective, picked);
    },
    [COMMANDS.selectTarget]: () => selectTarget((key, value) => config.update(key, value)),
  };
}

async function pick<K extends string>(
  title: string,
  choices: Readonly<Record<K, string>>,
  now: K,
): Promise<K | undefined> {
  const items = (Object.entries(choices) as [K, string][]).map(([label, detail]) => ({
    label,
    detail,
    description: label === now ? "current" : "",
  }));
  return (await pickOne(items, { title, matchOnDetail: true }))?.label;
}

async function selectTarget(
  update: (key: SettingKey, value: unknown) => Promise<void>,
): Promise<void> {
  const title = "Select Target";
  const items = [
    { label: "True byte", detail: "the byte that stands in the text", target: "true" },
    { label: "Predicted byte", detail: "the likeliest byte", target: "predicted" },
    { label: "A byte...", detail: "any byte, 0-255 or 0x00-0xff", target: undefined },
    { label: "A byte against another...", detail: "difference of two logits", target: null },
  ];
  const picked = await pickOne(items, { title });
  if (!picked) return;
  const target = picked.target ?? (await askByte(title, "The byte to explain"));
  if (target === undefined) return;
  const against = picked.target === null ? await askByte(title, "The byte it is held against") : "";
  if (against === undefined) return;
  await update(SETTINGS.target, target);
  await update(SETTINGS.against, against);
}

function askByte(title: string, prompt: string): Thenable<string | undefined> {
  const validateInput = (text: string) =>
    parseByte(text) === undefined ? "A byte: 0-255 or 0x00-0xff." : undefined;
  return ask({ title, prompt, placeHolder: "0x6d", validateInput });
}
