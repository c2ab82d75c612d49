// Change a Neuron...: one neuron zeroed, flipped or clamped in the readout of the explained prediction, and of every
// prediction on the screen. The answer is one sentence that stays to be read.
import * as vscode from "vscode";
import {
  activationLimits,
  NEURON_EDITS,
  type NeuronEdit,
} from "../../../server/protocol/vocabulary/neuronEdits";
import { isWithinLimits, type Limits, namesOf } from "../../../server/protocol/vocabulary/terms";
import { type EditorWhatIfNeuron, whatIfNeuronRequest } from "../../../server/protocol/wire/whatIf";
import { l10n, translated } from "../../../server/protocol/words/l10n";
import { neuronName } from "../../../server/protocol/words/neuronNames";
import { percent, signed } from "../../../server/protocol/words/numbers";
import { limitsWords } from "../../../server/protocol/words/terms";
import { targetName } from "../../../server/protocol/words/traceWords";
import { rankSentence, whatIfNeuronSentence } from "../../../server/protocol/words/whatIf";
import { askFor } from "../../host/asking";
import { ask, inform, pick, withProgress } from "../../host/notices";
import { copyJson } from "../../host/readings";
import { answered, assertNeuron } from "../../state/cannotRun";
import { COMMANDS } from "../../state/ids";
import { type CardLink, neuronLink } from "../../state/links";
import { neuronJson } from "./takenAway";
import { linkTo, type Watched, type WhatIfParts, watchedNow } from "./watched";

export async function changeNeuron(parts: WhatIfParts, argument: unknown): Promise<void> {
  const link = neuronLink(argument);
  const watched = await watchedNow(parts, link);
  const { net, trace } = watched.result;
  const neuron = link?.neuron ?? watched.neuron ?? (await chooseNeuron(watched));
  if (neuron === undefined) return;
  assertNeuron(neuron, net);
  const edit = await chooseEdit(watched, neuron);
  if (edit === "card") return showCard(neuron);
  if (!edit) return;
  const asked = { ...watched.params, neuron, edit, ...screenOf(watched.editor) };
  const name = neuronName(neuron, trace);
  const answer = await withProgress(l10n`Running the net with ${name} changed`, (_, token) =>
    askFor(parts.server, whatIfNeuronRequest, asked, token),
  );
  if (answer) void tell(watched, answered(answer));
}

/** The strongest of the trace first. */
async function chooseNeuron({ result }: Watched): Promise<number | undefined> {
  const items = result.trace.neurons.map(({ neuron, gradient, share, activation }) => ({
    label: neuronName(neuron, result.trace),
    description: l10n`gradient ${signed(gradient)} \u00b7 share ${percent(share)} \u00b7 activation ${signed(activation)}`,
    neuron,
  }));
  const title = l10n`Change a neuron in the readout \u00b7 p of ${targetName(result)}`;
  const placeHolder = l10n`The strongest at this step first; the file stays as it is`;
  return (await pick(items, { title, placeHolder }))?.neuron;
}

async function showCard(neuron: number): Promise<void> {
  await vscode.commands.executeCommand(COMMANDS.showNeuronCard, { neuron } satisfies CardLink);
}

async function chooseEdit(
  { result }: Watched,
  neuron: number,
): Promise<NeuronEdit | "card" | undefined> {
  const activation = result.trace.neurons.find((each) => each.neuron === neuron)?.activation ?? 0;
  const name = neuronName(neuron, result.trace);
  const now = l10n`${name} is ${signed(activation)} at this step`;
  const title = l10n`Change ${name} in the readout \u00b7 p of ${targetName(result)}`;
  const items = namesOf(NEURON_EDITS).map((kind) => ({
    // The dots say that the value is asked for next.
    label: `${translated(NEURON_EDITS[kind].label)}${kind === "clamp" ? "..." : ""}`,
    detail: translated(NEURON_EDITS[kind].sentence),
    kindOfEdit: kind,
  }));
  const card = {
    label: l10n`Show Its Card`,
    detail: l10n`What it reads and writes, and what it costs, over the whole text.`,
    kindOfEdit: "card" as const,
  };
  const picked = await pick([...items, card], { title, placeHolder: now, matchOnDetail: true });
  if (!picked) return undefined;
  if (picked.kindOfEdit === "card") return "card";
  if (picked.kindOfEdit !== "clamp") return { kind: picked.kindOfEdit };
  const limits = activationLimits(result.net.nonlinearity);
  const text = await ask({
    title,
    prompt: l10n`Its value in the readout, ${limitsWords(limits)}; ${now}`,
    placeHolder: "0.5",
    validateInput: (typed) =>
      clampOf(typed, limits) === undefined ? l10n`Expected ${limitsWords(limits)}.` : undefined,
  });
  const value = text === undefined ? undefined : clampOf(text, limits);
  return value === undefined ? undefined : { kind: "clamp", value };
}

function clampOf(text: string, limits: Limits): number | undefined {
  const value = Number(text.trim());
  return text.trim() !== "" && isWithinLimits(value, limits) ? value : undefined;
}

/** The lines on the screen, whole. */
function screenOf({ document, visibleRanges }: vscode.TextEditor) {
  const first = visibleRanges[0]?.start.line ?? 0;
  const last = document.lineAt(visibleRanges.at(-1)?.end.line ?? 0).rangeIncludingLineBreak.end;
  return {
    start: { line: first, character: 0 },
    end: { line: last.line, character: last.character },
  };
}

async function tell(watched: Watched, answer: EditorWhatIfNeuron): Promise<void> {
  const { result } = watched;
  const name = neuronName(answer.neuron, result.trace);
  const sentences = [
    `${targetName(result)}: ${whatIfNeuronSentence(name, answer, l10n`on the screen`)}`,
    rankSentence(answer),
    l10n`Only the readout is changed: the recurrence keeps the true state.`,
  ];
  const [json, again, card] = [l10n`Copy as JSON`, l10n`Try Another`, l10n`Show Card`];
  const button = await inform(sentences.join(" "), json, again, card);
  if (button === json)
    await copyJson(neuronJson(result.trace, answer), l10n`what changing ${name} does`);
  if (button === card) await showCard(answer.neuron);
  if (button !== again) return;
  await vscode.commands.executeCommand(COMMANDS.changeNeuron, linkTo(watched));
}
