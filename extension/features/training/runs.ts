// The training runs in progress: starts them on the server, follows their progress, cancels them. The caller decides
// what a run trains on and what happens to the model afterwards.
import * as vscode from "vscode";
import {
  type TrainProgress,
  type TrainResult,
  trainProgressNotification,
  trainRequest,
} from "../../../server/protocol/wire/training";
import { l10n } from "../../../server/protocol/words/l10n";
import { type ProgressStep, withProgress } from "../../host/notices";
import { connected, type ServerConnection, type ServerProcess } from "../../host/serverProcess";
import { CannotRun } from "../../state/cannotRun";
import type { Curves, TrainOrder } from "../../state/curves";
import { isDisconnected, sentenceOf } from "../../state/failures";
import { Disposables, unlessCancelled } from "../../state/lifetime";
import { progressWords, shareDone } from "./trainingText";

export interface TrainingRun {
  readonly order: TrainOrder;
  readonly progress: TrainProgress | null;
}

/** Said if no checkpoint was written. */
const stopped = () =>
  l10n`The attribution server stopped; nothing was kept. Train again once it is back.`;

interface Running extends TrainingRun {
  progress: TrainProgress | null;
  readonly cancel: vscode.CancellationTokenSource;
  report(progress: TrainProgress): void;
}

export class TrainingRuns implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly running = new Map<string, Running>();
  private started = 0;
  /** Fires when a run begins, makes progress or ends. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly server: ServerProcess,
    /** Loss curves of current and past runs. */
    private readonly curves: Curves,
  ) {
    this.disposables.add(server.onDidConnect((client) => this.follow(client)));
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.curves.edited(document);
      }),
    );
  }

  /** Oldest first. */
  get all(): readonly TrainingRun[] {
    return [...this.running.values()];
  }

  isFree(key: string): boolean {
    return this.all.every(({ order }) => order.key !== key);
  }

  /** Throws CannotRun if a run on the same text is in progress. */
  checkFree(key: string): void {
    const before = this.all.find(({ order }) => order.key === key);
    if (before) {
      throw new CannotRun(
        l10n`${before.order.name} is being trained on already; cancel that first.`,
      );
    }
  }

  /**
   * Resolves when the run ends. A notification shows its progress and a cancel button. Undefined if the run was
   * cancelled before it began.
   */
  async train(order: TrainOrder): Promise<TrainResult | undefined> {
    this.checkFree(order.key);
    const { name } = order;
    const title = l10n`Training on ${name}`;
    return withProgress(title, (report, token) => this.run(order, report, token));
  }

  cancel(run: TrainingRun): void {
    for (const running of this.running.values()) if (running === run) running.cancel.cancel();
  }

  dispose(): void {
    for (const { cancel } of this.running.values()) cancel.cancel();
    this.disposables.dispose();
  }

  private async run(
    order: TrainOrder,
    report: (step: ProgressStep) => void,
    token: vscode.CancellationToken,
  ): Promise<TrainResult | undefined> {
    const jobId = `train-${this.started++}`;
    const cancel = new vscode.CancellationTokenSource();
    const link = token.onCancellationRequested(() => cancel.cancel());
    let shown = 0;
    this.running.set(jobId, {
      order,
      progress: null,
      cancel,
      report: (progress) => {
        const share = 100 * shareDone(progress);
        report({ message: progressWords(progress), increment: Math.max(0, share - shown) });
        shown = Math.max(shown, share);
      },
    });
    this.curves.begin(order);
    this.changed.fire();
    let result: TrainResult | undefined;
    let isCancelled = false;
    try {
      const client = await unlessCancelled(connected(this.server), cancel.token);
      isCancelled = client === undefined;
      if (!client) return undefined;
      const { source, name: textName, choices, startFrom, outputPath } = order;
      result = await client.ask(
        trainRequest,
        {
          jobId,
          source,
          textName,
          choices,
          outputPath,
          ...(startFrom === undefined ? {} : { startFrom }),
        },
        cancel.token,
      );
      return result;
    } catch (error) {
      if (error instanceof CannotRun) throw error;
      throw new CannotRun(isDisconnected(error) ? stopped() : sentenceOf(error));
    } finally {
      link.dispose();
      cancel.dispose();
      this.running.delete(jobId);
      this.curves.end(order, result, isCancelled);
      this.changed.fire();
    }
  }

  private follow(client: ServerConnection): void {
    client.onTold(trainProgressNotification, (progress) => {
      const run = this.running.get(progress.jobId);
      if (!run) return;
      run.progress = progress;
      this.curves.progress(run.order, progress);
      run.report(progress);
      this.changed.fire();
    });
  }
}
