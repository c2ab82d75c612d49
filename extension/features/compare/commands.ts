// Compare With git HEAD, Stop Comparing and Show Comparison; and what Compare With Another Model does once a model is chosen.
// The text gets the layer of differences at once; the sum comes as a notification when both sides have been read.
import type * as vscode from "vscode";
import type { Comparison, OtherSide } from "../../../server/protocol/wire/comparison";
import { comparisonHeadline } from "../../../server/protocol/words/comparison";
import { comparisonSheet } from "../../../server/protocol/words/comparisonSheet";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Commands } from "../../host/commands";
import type { Compared, Comparisons } from "../../host/comparisons";
import type { Config } from "../../host/config";
import { eligibleEditor, nameOf } from "../../host/editors";
import { inform, inPercent, withProgress } from "../../host/notices";
import { aboutNow, type Sheets } from "../../host/sheets";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import { CannotRun } from "../../state/cannotRun";
import { COMMANDS, KEYS } from "../../state/ids";
import { textAtHead } from "./gitHead";

export interface CompareParts extends ReadyParts {
  readonly comparisons: Comparisons;
  readonly config: Config;
  readonly sheets: Sheets;
}

const HEAD = "git HEAD";

export function compareCommands(parts: CompareParts): Commands {
  return {
    [COMMANDS.compareWithHead]: async () => {
      const { document } = eligibleEditor();
      await readyFile(parts, document);
      const text = await textAtHead(document);
      await compareWith(parts, document, { kind: "text", name: HEAD, text });
    },
    [COMMANDS.stopComparing]: async () => {
      const { document } = eligibleEditor();
      if (!(await stop(parts, document))) throw nothingCompared(document);
    },
    [COMMANDS.showComparison]: () => showSum(parts, eligibleEditor().document),
  };
}

export async function compareWith(
  parts: CompareParts,
  document: vscode.TextDocument,
  side: OtherSide,
): Promise<void> {
  const { comparisons, config } = parts;
  const summed = await withProgress(l10n`Comparing ${nameOf(document)}`, async (report, token) => {
    const told = inPercent(report);
    told(0);
    const compared = await comparisons.begin(document, side, token);
    if (!compared) return undefined;
    await config.update(KEYS.layer, "difference");
    const sum = await comparisons.whole(document, told, token);
    if (token.isCancellationRequested) await stop(parts, document);
    return sum && { sum, compared };
  });
  if (!summed) return;
  const { sum, compared } = summed;
  const [show, end] = [l10n`Show Comparison`, l10n`Stop Comparing`];
  const answer = await inform(comparisonHeadline(sum.found, compared.names), show, end);
  if (answer === show) await showSum(parts, document);
  else if (answer === end && comparisons.of(document) === compared) await stop(parts, document);
}

/** Returns false if nothing was compared. */
async function stop(
  { comparisons, config }: CompareParts,
  document: vscode.TextDocument,
): Promise<boolean> {
  const isStopped = await comparisons.stop(document);
  // The layer has nothing to show any more.
  if (isStopped && config.settings.layer === "difference") await config.update(KEYS.layer, "trace");
  return isStopped;
}

/** Of the text as it is now, as a sheet beside it. */
async function showSum(parts: CompareParts, document: vscode.TextDocument): Promise<void> {
  const { comparisons } = parts;
  const compared = comparisons.of(document);
  if (!compared) throw nothingCompared(document);
  const sum = await withProgress(l10n`Comparing ${nameOf(document)}`, (report, token) =>
    comparisons.whole(document, inPercent(report), token),
  );
  if (sum) showSheet(parts, document, compared, sum);
}

function showSheet(
  { sheets }: CompareParts,
  document: vscode.TextDocument,
  { names, here, there }: Compared,
  { found }: Comparison,
): void {
  const sheet = comparisonSheet(found, names, {
    text: nameOf(document),
    models: { here: here.sha256, there: there.sha256 },
  });
  sheets.show({ sheet, json: found, about: aboutNow(document, here.sha256) });
}

function nothingCompared(document: vscode.TextDocument): CannotRun {
  return new CannotRun(l10n`Nothing is compared with ${nameOf(document)}.`, {
    label: l10n`Compare With Another Model...`,
    command: COMMANDS.compareModels,
  });
}
