// sparseDiff/train. Each run has worker threads of its own, so that runs do not delay each other or the reading of long
// documents. Hovers and traces are still answered meanwhile. Not here: what a run is given (trainPlan.ts) and what it does
// (trainRun.ts).
import type { CancellationToken, ResponseError } from "vscode-languageserver-protocol";
import type { OwnThreads } from "../jobs/pool";
import { untilCancelled } from "../jobs/slices";
import type { FailureData } from "../protocol/wire/messages";
import type { TrainParams, TrainProgress, TrainResult } from "../protocol/wire/training";
import { l10n } from "../protocol/words/l10n";
import { kindOf } from "../training/trainable";
import { failure } from "./guard";
import type { Session } from "./session";
import { trainingFailure } from "./trainFailure";
import { trainingOptions } from "./trainInput";
import { planOf } from "./trainPlan";
import { Run } from "./trainRun";

/** The loss falls fastest at first. Later, ten notifications a second would only keep the window busy redrawing. */
const PROGRESS_MS = 100;
const OFTEN_MS = 3000;
const SELDOM_MS = 500;
/** Each run has its own threads and weights: several copies of them, gigabytes for large models. */
const MOST_TRAININGS = 4;

export class Trainings {
  private readonly runs = new Set<Run>();
  /** Runs in progress, including those still reading their texts. */
  private trainings = 0;

  constructor(
    private readonly session: Session,
    private readonly threads: OwnThreads,
  ) {}

  async train(
    params: TrainParams,
    token: CancellationToken,
    tell: (progress: TrainProgress) => void,
  ): Promise<TrainResult | ResponseError<FailureData>> {
    if (this.trainings === MOST_TRAININGS)
      return failure(
        "request",
        l10n`${MOST_TRAININGS} trainings are under way, which is as many as run at once; wait until one has ended, or cancel one, and start this one again`,
      );
    this.trainings++;
    try {
      return await this.trainNow(params, token, tell);
    } finally {
      this.trainings--;
    }
  }

  private async trainNow(
    params: TrainParams,
    token: CancellationToken,
    tell: (progress: TrainProgress) => void,
  ): Promise<TrainResult | ResponseError<FailureData>> {
    let run: Run;
    try {
      const plan = await untilCancelled(planOf(this.session, params), token);
      if (!plan) return cancelledEarly(params);
      const { files, backend } = this.session;
      run = new Run({ files, backend, threads: this.threads }, plan);
    } catch (error) {
      return trainingFailure(error);
    }
    this.runs.add(run);
    const listening = token.onCancellationRequested(() => run.stop());
    if (token.isCancellationRequested) run.stop();
    const began = performance.now();
    let told = began;
    const timer = setInterval(() => {
      const { progress } = run;
      const now = performance.now();
      if (progress.planned === 0 || (now - began > OFTEN_MS && now - told < SELDOM_MS)) return;
      told = now;
      tell(progress);
    }, PROGRESS_MS);
    try {
      return await run.finished();
    } catch (error) {
      return trainingFailure(error, l10n`Training ended early`);
    } finally {
      clearInterval(timer);
      listening.dispose();
      this.runs.delete(run);
    }
  }

  /** Called when the client is about to stop the server. */
  async saveAll(): Promise<void> {
    await Promise.allSettled([...this.runs].map((run) => run.save()));
  }
}

/** A training that was cancelled while its texts were read. */
function cancelledEarly(params: TrainParams): TrainResult {
  const { cell, hidden: hiddenSize, seed } = trainingOptions(params);
  const { jobId, outputPath } = params;
  const nothing = { kept: false, bitsPerByte: null, measured: false, reached: false } as const;
  const read = { epochs: 0, bytes: 0, heldOutBytes: 0, files: null, textSha256: "", seconds: 0 };
  return {
    ...{ jobId, cancelled: true, outputPath, cell: kindOf(cell), hiddenSize, seed },
    ...{ ...nothing, ...read },
  };
}
