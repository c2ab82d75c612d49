// The one quick pick before training: go, or change a number first and come back. No form.
import * as vscode from "vscode";
import type { TrainChoices } from "../../server/protocol/wire/training";
import { ask, pick } from "../notices";
import {
  type ChoiceKey,
  type ChoiceRule,
  choicesWords,
  problemWith,
  RULES,
  withChoice,
} from "./choices";

interface Item extends vscode.QuickPickItem {
  readonly rule?: ChoiceRule;
}

export interface Question {
  readonly title: string;
  readonly defaults: TrainChoices;
  /** Where nothing was changed, before the numbers in brackets. */
  readonly go: string;
  /** What this training has no choice of. */
  readonly without?: readonly ChoiceKey[];
}

/** Undefined when the person went away. */
export async function askChoices(question: Question): Promise<TrainChoices | undefined> {
  const { title, defaults, without = [] } = question;
  const rules = RULES.filter(({ key }) => !without.includes(key));
  let choices = defaults;
  for (;;) {
    const picked = await pick(items(question, choices, rules), { title });
    if (!picked) return undefined;
    const { rule } = picked;
    if (!rule) return choices;
    const text = await ask({
      title: `${title}: ${rule.label.toLowerCase()}`,
      prompt: rule.prompt,
      value: String(choices[rule.key] ?? ""),
      validateInput: (typed) => problemWith(typed, rule),
    });
    if (text !== undefined) choices = withChoice(choices, rule.key, text);
  }
}

function items(
  { defaults, go }: Question,
  choices: TrainChoices,
  rules: readonly ChoiceRule[],
): Item[] {
  const words = choicesWords(choices);
  const start = choices === defaults ? go : "Train";
  return [
    { label: `$(play) ${start}${words === "" ? "" : ` (${words})`}` },
    { label: "or change first", kind: vscode.QuickPickItemKind.Separator },
    ...rules.map((rule) => ({
      label: rule.label,
      description: `${choices[rule.key] ?? rule.empty ?? ""}`,
      rule,
    })),
  ];
}
