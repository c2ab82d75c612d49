// The status bar item during training: shows the current bits per byte; clicking it cancels.
import * as vscode from "vscode";
import { COMMANDS } from "../../state/ids";
import { Disposables } from "../../state/lifetime";
import { visible } from "../../state/literal";
import type { TrainingRun, TrainingRuns } from "./runs";
import { progressWords, statusText } from "./words";

export class TrainingStatus implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly item = this.disposables.add(
    vscode.window.createStatusBarItem("sparseDiff.training", vscode.StatusBarAlignment.Right, 111),
  );

  constructor(private readonly runs: TrainingRuns) {
    this.item.name = "Sparse Differentiation: training";
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
    const words = progress ? progressWords(progress) : "starting";
    this.item.text = statusText(progress);
    this.item.tooltip = `Training on ${name}: ${words}${more > 0 ? `; ${more} more under way` : ""}. Click to cancel and keep the best model so far.`;
    this.item.accessibilityInformation = {
      label: `Sparse Differentiation: training on ${name}, ${words}. Cancels when activated.`,
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
