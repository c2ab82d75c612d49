// What If This Byte Were...: one past byte of the explained prediction, and a list of what the prediction would be with each
// of its 256 values. The text is never touched: the row moved to is told on a label at the byte, and goes with the list.
// Change a Neuron... is in neuron.ts.
import * as vscode from "vscode";
import { CAUSE_LAGS } from "../../../server/protocol/vocabulary/tracing";
import { type EditorWhatIfByte, whatIfByteRequest } from "../../../server/protocol/wire/whatIf";
import { l10n } from "../../../server/protocol/words/l10n";
import { targetName } from "../../../server/protocol/words/traceWords";
import { whatIfByteSentence } from "../../../server/protocol/words/whatIf";
import { askFor } from "../../host/asking";
import type { ByteMark } from "../../host/byteMark";
import type { Commands } from "../../host/commands";
import { list } from "../../host/list";
import { inform } from "../../host/notices";
import { copyJson, showReading } from "../../host/readings";
import { answered, CannotRun } from "../../state/cannotRun";
import { lagsAt } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import { byteLink } from "../../state/links";
import { changeNeuron } from "./neuron";
import { labelWords, type ValueRow, valueRows, windowRows } from "./rows";
import { byteJson, valueTable } from "./takenAway";
import { linkTo, untilChanged, type Watched, type WhatIfParts, watchedNow } from "./watched";

export interface ByteParts extends WhatIfParts {
  readonly mark: ByteMark;
}

export function whatIfCommands(parts: ByteParts): Commands {
  return {
    [COMMANDS.whatIf]: (argument) => whatIf(parts, argument),
    [COMMANDS.changeNeuron]: (argument) => changeNeuron(parts, argument),
  };
}

async function whatIf(parts: ByteParts, argument: unknown): Promise<void> {
  const link = byteLink(argument);
  const watched = await watchedNow(parts, link);
  const asked = link ? link.lag : lagAtCaret(watched);
  if (asked !== undefined) assertWithin(watched, asked);
  const current = untilChanged(watched);
  try {
    const found = await fromByteToValue(parts, watched, asked, current.signal);
    if (found) void keep(watched, found);
  } finally {
    current.dispose();
    parts.mark.clear();
  }
}

interface Found {
  readonly answer: EditorWhatIfByte;
  readonly value: number;
}

/** From the byte to the value; back leads to the bytes again. */
async function fromByteToValue(
  parts: ByteParts,
  watched: Watched,
  asked: number | undefined,
  signal: AbortSignal,
): Promise<Found | undefined> {
  for (let lag = asked; ; lag = undefined) {
    lag ??= await chooseByte(parts, watched, signal);
    if (lag === undefined) return undefined;
    const chosen = await chooseValue(parts, watched, lag, signal);
    if (chosen !== "back") return chosen;
  }
}

/** The byte at the caret, if it is one byte of the window and does not belong to the explained character. */
function lagAtCaret({ editor, focus, result }: Watched): number | undefined {
  const caret = editor.document.offsetAt(editor.selection.active);
  const lags = lagsAt(result, caret);
  return lags.length === 1 && caret !== focus.utf16 ? lags[0] : undefined;
}

function assertWithin({ result }: Watched, lag: number): void {
  const last = Math.min(CAUSE_LAGS, result.trace.offsets.length - 1);
  if (Number.isInteger(lag) && lag >= 0 && lag <= last) return;
  const window = l10n`the window of ${targetName(result)}, k 0 to ${last}`;
  throw new CannotRun(l10n`The byte at k ${lag} is outside ${window}.`);
}

async function chooseByte(
  { causes, mark }: ByteParts,
  { editor, focus, result }: Watched,
  signal: AbortSignal,
): Promise<number | undefined> {
  const here = lagsAt(result, editor.document.offsetAt(editor.selection.active));
  const chosen = await list({
    title: l10n`What if a byte were another \u00b7 p of ${targetName(result)}`,
    placeholder: l10n`The byte to vary, by its name, k or byte number; the file stays as it is`,
    matchOnDescription: true,
    rows: () => windowRows(result, causes.of(editor.document, focus)),
    isFirst: ({ lag }) => lag === here.at(-1),
    moved: ({ lag }) => {
      const span = result.offsetSpans[lag];
      if (span) mark.show(editor, span, "");
    },
    signal,
  });
  return chosen === "back" ? undefined : chosen?.lag;
}

async function chooseValue(
  parts: ByteParts,
  watched: Watched,
  lag: number,
  signal: AbortSignal,
): Promise<Found | "back" | undefined> {
  const { editor, result, params } = watched;
  const target = targetName(result);
  const span = result.offsetSpans[lag];
  if (span) parts.mark.show(editor, span, "");
  let answer: EditorWhatIfByte | undefined;
  const chosen = await list<ValueRow>({
    title: l10n`What if ${result.names.offsets[lag]} (k ${lag}) were... \u00b7 p of ${target}`,
    placeholder: l10n`Another value, by its name, hexadecimal or decimal; the file stays as it is`,
    rows: async (token) => {
      const found = await askFor(parts.server, whatIfByteRequest, { ...params, lag }, token);
      answer = found && answered(found);
      return answer && valueRows(answer);
    },
    isFirst: ({ isInText }) => !isInText,
    moved: ({ value }) => {
      if (answer && span) parts.mark.show(editor, span, labelWords(answer, value));
    },
    hasBack: true,
    buttons: [
      { icon: "copy", tooltip: l10n`Copy as JSON`, run: () => answer && copy(watched, answer) },
      {
        icon: "open-preview",
        tooltip: l10n`Open All Values as Text`,
        run: () => answer && read(answer, target),
      },
    ],
    signal,
  });
  if (chosen === "back" || !chosen || !answer) return chosen === "back" ? "back" : undefined;
  return { answer, value: chosen.value };
}

/** What was chosen stays to be read, with a way to the other values. */
async function keep(watched: Watched, { answer, value }: Found): Promise<void> {
  const [json, again] = [l10n`Copy as JSON`, l10n`Another Value`];
  const said = whatIfByteSentence(answer, answer.names, value);
  const words = l10n`${targetName(watched.result)}: ${said} The file is as it was.`;
  const button = await inform(words, json, again);
  if (button === json) await copy(watched, answer);
  if (button !== again) return;
  const link = linkTo(watched);
  await vscode.commands.executeCommand(COMMANDS.whatIf, link && { ...link, lag: answer.lag });
}

function copy({ result }: Watched, answer: EditorWhatIfByte): Promise<void> {
  const name = answer.names[answer.value];
  return copyJson(byteJson(result.trace, answer), l10n`all values of ${name} (k ${answer.lag})`);
}

function read(answer: EditorWhatIfByte, target: string): Promise<void> {
  const { position, lag } = answer;
  const title = l10n`Byte ${position - lag} with other values, for byte ${position + 1}`;
  return showReading(title, valueTable(answer, target));
}
