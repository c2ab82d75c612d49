// The quick pick shown before training: start, or change the cell or a number and come back. There is no form.
import * as vscode from "vscode";
import { CELL_LABELS, type CellKind } from "../../../server/protocol/vocabulary/cells";
import { namesOf } from "../../../server/protocol/vocabulary/terms";
import {
  CELL_CHOICE,
  DEFAULT_CELL,
  TRAIN_CHOICES,
  type TrainChoice,
  type TrainChoices,
} from "../../../server/protocol/vocabulary/training";
import { l10n, translated } from "../../../server/protocol/words/l10n";
import { inSentence } from "../../../server/protocol/words/terms";
import { ask, pick } from "../../host/notices";
import { choicesWords, problemWith, withCell, withChoice } from "./choices";

type Choice = TrainChoice | "cell";

interface Item extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

export interface Question {
  readonly title: string;
  readonly defaults: TrainChoices;
  /** The label of the start item while nothing is changed; the numbers follow in brackets. */
  readonly go: string;
  /** Choices that this training does not offer. */
  readonly without?: readonly Choice[];
}

/** Undefined if the user dismissed the pick. */
export async function askChoices(question: Question): Promise<TrainChoices | undefined> {
  const { title, defaults, without = [] } = question;
  const all: readonly Choice[] = ["cell", ...namesOf(TRAIN_CHOICES)];
  const names = all.filter((name) => !without.includes(name));
  let choices = defaults;
  for (;;) {
    const picked = await pick(items(question, choices, names), { title });
    if (!picked) return undefined;
    const { choice } = picked;
    if (!choice) return choices;
    if (choice === "cell") {
      const cell = await askCell(title, choices.cell);
      if (cell) choices = withCell(choices, cell);
      continue;
    }
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

async function askCell(title: string, now: CellKind = DEFAULT_CELL) {
  const cells = namesOf(CELL_LABELS).map((cell) => ({
    label: CELL_LABELS[cell],
    ...(cell === now ? { description: l10n`chosen` } : {}),
    cell,
  }));
  const { label, prompt } = CELL_CHOICE;
  const options = { title: `${title}: ${inSentence(label)}`, placeHolder: prompt };
  return (await pick(cells, options))?.cell;
}

function items(
  { defaults, go }: Question,
  choices: TrainChoices,
  names: readonly Choice[],
): Item[] {
  const words = choicesWords(choices);
  const start = choices === defaults ? go : l10n`Train`;
  return [
    {
      label: `${start}${words === "" ? "" : ` (${words})`}`,
      iconPath: new vscode.ThemeIcon("play"),
    },
    { label: l10n`or change first`, kind: vscode.QuickPickItemKind.Separator },
    ...names.map((choice) =>
      choice === "cell"
        ? {
            label: translated(CELL_CHOICE.label),
            description: CELL_LABELS[choices.cell ?? DEFAULT_CELL],
            choice,
          }
        : {
            label: translated(TRAIN_CHOICES[choice].label),
            description: `${choices[choice] ?? emptyWords(choice)}`,
            choice,
          },
    ),
  ];
}

function emptyWords(name: TrainChoice): string {
  const choice = TRAIN_CHOICES[name];
  return "empty" in choice ? choice.empty : "";
}
