// The quick pick shown before training: start, or change a number and come back. There is no form.
import * as vscode from "vscode";
import { inSentence, namesOf } from "../../../server/protocol/vocabulary/terms";
import {
  TRAIN_CHOICES,
  type TrainChoice,
  type TrainChoices,
} from "../../../server/protocol/vocabulary/training";
import { ask, pick } from "../../host/notices";
import { choicesWords, problemWith, withChoice } from "./choices";

interface Item extends vscode.QuickPickItem {
  readonly choice?: TrainChoice;
}

export interface Question {
  readonly title: string;
  readonly defaults: TrainChoices;
  /** The label of the start item while nothing is changed; the numbers follow in brackets. */
  readonly go: string;
  /** Choices that this training does not offer. */
  readonly without?: readonly TrainChoice[];
}

/** Undefined if the user dismissed the pick. */
export async function askChoices(question: Question): Promise<TrainChoices | undefined> {
  const { title, defaults, without = [] } = question;
  const names = namesOf(TRAIN_CHOICES).filter((name) => !without.includes(name));
  let choices = defaults;
  for (;;) {
    const picked = await pick(items(question, choices, names), { title });
    if (!picked) return undefined;
    const { choice } = picked;
    if (!choice) return choices;
    const { label, prompt } = TRAIN_CHOICES[choice];
    const text = await ask({
      title: `${title}: ${inSentence(label)}`,
      prompt,
      value: String(choices[choice] ?? ""),
      validateInput: (typed) => problemWith(typed, choice),
    });
    if (text !== undefined) choices = withChoice(choices, choice, text);
  }
}

function items(
  { defaults, go }: Question,
  choices: TrainChoices,
  names: readonly TrainChoice[],
): Item[] {
  const words = choicesWords(choices);
  const start = choices === defaults ? go : "Train";
  return [
    { label: `$(play) ${start}${words === "" ? "" : ` (${words})`}` },
    { label: "or change first", kind: vscode.QuickPickItemKind.Separator },
    ...names.map((choice) => ({
      label: TRAIN_CHOICES[choice].label,
      description: `${choices[choice] ?? emptyWords(choice)}`,
      choice,
    })),
  ];
}

function emptyWords(name: TrainChoice): string {
  const choice = TRAIN_CHOICES[name];
  return "empty" in choice ? choice.empty : "";
}
