// Analyse File: the whole analysis of the active text with its model, as a sheet in a tab beside it, with the words and numbers of
// `sparse-diff report --html`. What was found is kept while the text and the model stay, so that a closed tab costs nothing.
import type * as vscode from "vscode";
import { analyseRequest } from "../../../server/protocol/wire/analysis";
import type { ShownSheet } from "../../../server/protocol/wire/sheetPage";
import { l10n } from "../../../server/protocol/words/l10n";
import { several } from "../../../server/protocol/words/numbers";
import { analysisSheet } from "../../../server/protocol/words/reportSheet";
import type { Commands } from "../../host/commands";
import { eligibleEditor, nameOf } from "../../host/editors";
import { inform } from "../../host/notices";
import { aboutNow, type Sheets } from "../../host/sheets";
import { readyFile } from "../../host/switchedOn";
import { COMMANDS } from "../../state/ids";
import { type MeasureParts, offIn } from "./commands";

export interface AnalysisParts extends MeasureParts {
  readonly sheets: Sheets;
}

export function analysisCommands(parts: AnalysisParts): Commands {
  const analysed = new WeakMap<vscode.TextDocument, ShownSheet>();
  return { [COMMANDS.analyseFile]: () => analyse(parts, analysed) };
}

async function analyse(
  parts: AnalysisParts,
  analysed: WeakMap<vscode.TextDocument, ShownSheet>,
): Promise<void> {
  const { document } = eligibleEditor();
  const name = nameOf(document);
  if (!parts.switchedOn.isOn(document)) throw offIn(name);
  const { phase } = await readyFile(parts, document);
  if (phase.kind !== "ready") return;
  const about = aboutNow(document, phase.model.sha256);
  const before = analysed.get(document);
  if (before?.about.text === about.text && before.about.model === about.model) {
    parts.sheets.show(before);
    return;
  }
  const asked = { uri: about.uri, version: document.version };
  const measure = await parts.measures.run(analyseRequest, "analyse", name, asked);
  if (!measure) return;
  const { json } = measure.result;
  const kept = { sheet: analysisSheet(measure.result, name), json, about };
  analysed.set(document, kept);
  parts.sheets.show(kept);
  void inform(
    l10n`Analysed ${name}: ${json.bitsPerByte.toFixed(4)} bits per byte over ${several(json.predictions, "prediction")}.`,
  );
}
