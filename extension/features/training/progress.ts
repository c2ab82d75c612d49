// How a run is shown: the status bar item while it runs, which cancels it, and at its end one message, the numbers in the
// log and, on request, the new model's sparsity and growth next to the paper's.
import * as vscode from "vscode";
import { comparisonRequest, type TrainResult } from "../../../server/protocol/wire/training";
import { l10n } from "../../../server/protocol/words/l10n";
import { inform, informModal } from "../../host/notices";
import { connected, type ServerProcess } from "../../host/serverProcess";
import type { TrainOrder } from "../../state/curves";
import { sentenceOf } from "../../state/failures";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { visible } from "../../state/literal";
import type { TrainingRun, TrainingRuns } from "./runs";
import {
  comparisonLines,
  doneWords,
  filesWords,
  progressWords,
  resultLines,
  statusText,
} from "./trainingText";

export class TrainingStatus implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem("sparseDiff.training", vscode.StatusBarAlignment.Right, 111),
  );

  constructor(private readonly runs: TrainingRuns) {
    this.item.name = l10n`Sparse Differentiation: training`;
    this.item.command = COMMANDS.cancelTraining;
    this.disposables.add(runs.onDidChange(() => this.update()));
    this.disposables.add(vscode.window.onDidChangeActiveTextEditor(() => this.update()));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private update(): void {
    const run = runInSight(this.runs);
    if (!run) {
      this.item.hide();
      return;
    }
    const { progress } = run;
    const name = visible(run.order.name);
    const more = this.runs.all.length - 1;
    const words = progress ? progressWords(progress) : l10n`starting`;
    this.item.text = statusText(progress);
    this.item.tooltip = l10n`Training on ${name}: ${words}${more > 0 ? l10n`; ${more} more under way` : ""}. Click to cancel and keep the best model so far.`;
    this.item.accessibilityInformation = {
      label: l10n`Sparse Differentiation: training on ${name}, ${words}. Cancels when activated.`,
      role: "button",
    };
    this.item.show();
  }
}

/** The run of the active file, or else the newest. */
export function runInSight(runs: TrainingRuns): TrainingRun | undefined {
  const key = vscode.window.activeTextEditor?.document.uri.toString();
  return runs.all.find(({ order }) => order.key === key) ?? runs.all.at(-1);
}

export async function tellOutcome(
  server: ServerProcess,
  log: vscode.LogOutputChannel,
  order: TrainOrder,
  result: TrainResult,
): Promise<void> {
  const words = [
    doneWords(result, order.choices.untilBitsPerByte),
    ...filesWords(result, order.leftOut),
  ].join(" ");
  if (!result.kept) {
    log.info(words);
    void inform(words);
    return;
  }
  const lines = resultLines(result, order.name);
  // Measured while the message is being read, so that the details are ready when asked for.
  const compared = compare(server, order, result);
  const logged = compared.then((more) =>
    log.info([words, ...lines, result.outputPath, ...more].join("\n  ")),
  );
  const [details, save] = [l10n`Details`, l10n`Save Model As`];
  const answer = await inform(words, details, save);
  await logged;
  if (answer === save)
    await vscode.commands.executeCommand(COMMANDS.saveModelAs, result.outputPath);
  if (answer === details) {
    const detail = [...lines, "", ...(await compared)].join("\n");
    await informModal(words, { detail });
  }
}

async function compare(
  server: ServerProcess,
  { source }: TrainOrder,
  { outputPath }: TrainResult,
): Promise<string[]> {
  try {
    const client = await connected(server);
    const params = { modelPath: outputPath, source };
    return comparisonLines(await client.ask(comparisonRequest, params));
  } catch (error) {
    return [l10n`Not compared with the paper's model: ${sentenceOf(error)}`];
  }
}
