// sparseDiff/train and sparseDiff/compareWithPaper. Each run has worker threads of its own, so that runs do not delay
// each other or the reading of long documents. Hovers and traces are still answered meanwhile.
import type { CancellationToken, ResponseError } from "vscode-languageserver-protocol";
import { FileError } from "../files";
import type { OwnThreads } from "../jobs/pool";
import { shareBytes, shareWeights } from "../jobs/shared";
import { untilCancelled } from "../jobs/slices";
import { comparisonKind } from "../jobs/trainingJob";
import { Turns } from "../jobs/turns";
import { checkRoom } from "../nets/formats";
import { InputError } from "../nets/inputError";
import type { FailureData } from "../protocol/wire/messages";
import type {
  ComparisonParams,
  ComparisonResult,
  TextSource,
  TrainParams,
  TrainProgress,
  TrainResult,
} from "../protocol/wire/training";
import { l10n } from "../protocol/words/l10n";
import { several } from "../protocol/words/numbers";
import { COMPARED_LAG } from "../protocol/words/paper";
import { shortened } from "../protocol/words/shortened";
import { LeftOutTally } from "../protocol/words/trainedFiles";
import { corpusOf, holdOut } from "../training/corpus/corpus";
import { corpusRecipeFor } from "../training/corpus/recipe";
import { kindOf, trainableCell } from "../training/trainable";
import { cancelled, failure } from "./guard";
import { sha256InSlices } from "./hashing";
import type { Session } from "./session";
import { usedFiles } from "./trainFolder";
import { filesOf, textOf, trainingOptions } from "./trainInput";
import { Run, type RunPlan } from "./trainRun";

/** The loss falls fastest at first. Later, ten notifications a second would only keep the window busy redrawing. */
const PROGRESS_MS = 100;
const OFTEN_MS = 3000;
const SELDOM_MS = 500;
/** Each run has its own threads and weights: several copies of them, gigabytes for large models. */
const MOST_TRAININGS = 4;
/** Further comparisons wait; one takes seconds. */
const MOST_COMPARISONS = 1;
/** Characters quoted of the error that ended a thread. */
const MOST_OF_CAUSE = 240;

export class Trainings {
  private readonly runs = new Set<Run>();
  /** Runs in progress, including those still reading their texts. */
  private trainings = 0;
  private readonly comparisons = new Turns(MOST_COMPARISONS);

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
      const plan = await untilCancelled(this.plan(params), token);
      if (!plan) return cancelledEarly(params);
      const { files, backend } = this.session;
      run = new Run({ files, backend, threads: this.threads }, plan);
    } catch (error) {
      return refusal(error);
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
      return refusal(error, l10n`Training ended early`);
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

  async compare(
    params: ComparisonParams,
    token: CancellationToken,
  ): Promise<ComparisonResult | ResponseError<FailureData>> {
    const work = () => this.compareNow(params, token);
    return (await this.comparisons.inTurn(token, work)) ?? cancelled();
  }

  private async compareNow(
    { modelPath, source }: ComparisonParams,
    token: CancellationToken,
  ): Promise<ComparisonResult | ResponseError<FailureData>> {
    try {
      const model = await untilCancelled(this.session.modelWhileWanted(modelPath, token), token);
      if (!model) return cancelled();
      const text = await atLeastTwo(this.session, source, l10n`the text`);
      const { backend } = this.session.backend;
      const pool = this.threads(1);
      const job = pool.open(comparisonKind, {
        backend,
        weights: shareWeights(model.weights),
        text: shareBytes(text),
        lag: COMPARED_LAG,
      });
      const listening = token.onCancellationRequested(() => job.close());
      if (token.isCancellationRequested) job.close();
      try {
        return (await job.part(null)) ?? cancelled();
      } finally {
        listening.dispose();
        void pool.dispose();
      }
    } catch (error) {
      return refusal(error);
    }
  }

  private async plan(params: TrainParams): Promise<RunPlan> {
    const options = trainingOptions(params);
    const { session } = this;
    const { heldOutPercent } = params.choices;
    if (heldOutPercent !== undefined) return this.corpusPlan(params, heldOutPercent / 100);
    const text = await atLeastTwo(session, params.source, params.textName);
    const { startFrom, outputPath } = params;
    const start = startFrom === undefined ? undefined : (await session.model(startFrom)).weights;
    const cell = start ? trainableCell(start, startFrom ?? "") : options.cell;
    if (params.choices.cell !== undefined && cell !== options.cell)
      throw new InputError(
        l10n`cell: ${params.choices.cell}; the model to continue is ${kindOf(cell)}; expected no cell, or the same`,
      );
    if (start) checkRoom(start, outputPath);
    await session.files.checkWritable(outputPath);
    const hidden = start?.H ?? options.hidden;
    return {
      params,
      text,
      textSha256: await sha256InSlices(session.files, text),
      files: allLearntFrom(params.source, text),
      options: { ...options, hidden, cell },
      start,
    };
  }

  private async corpusPlan(params: TrainParams, share: number): Promise<RunPlan> {
    if (params.startFrom !== undefined)
      throw new InputError(l10n`held out: not where a model is continued; expected no percentage`);
    const { hidden, cell, seed, ...options } = trainingOptions(params);
    const { files } = this.session;
    const split = holdOut(await filesOf(this.session, params.source), share, seed);
    const leftOut = new LeftOutTally();
    const used = usedFiles(split.training, split.heldOut, leftOut);
    const corpus = corpusOf(split.training, split.heldOut, seed, params.textName);
    await files.checkWritable(params.outputPath);
    const { maxEpochs, bpttLength } = params.choices;
    const recipe = corpusRecipeFor(
      corpus.text.length,
      hidden,
      maxEpochs,
      bpttLength,
      corpus.heldOut.length,
      cell,
    );
    return {
      params,
      text: corpus.text,
      textSha256: await sha256InSlices(files, corpus.text),
      files: params.source.kind === "files" ? { used, leftOut: leftOut.list } : null,
      options: { ...options, hidden, cell, seed },
      corpus: { corpus, recipe, hidden, cell, seed, target: options.untilBitsPerByte ?? 0 },
    };
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

/** null if the text is a document. */
function allLearntFrom(source: TextSource, text: Uint8Array): TrainResult["files"] {
  if (source.kind !== "files") return null;
  const learntFrom = { files: source.paths.length, bytes: text.length };
  return { used: { learntFrom, heldOut: { files: 0, ends: 0, bytes: 0 } }, leftOut: [] };
}

/** @throws InputError if the text is too short to predict anything. */
async function atLeastTwo(
  session: Session,
  source: TrainParams["source"],
  name: string,
): Promise<Uint8Array> {
  const text = await textOf(session, source);
  if (text.length >= 2) return text;
  const found = text.length === 1 ? several(1, "byte") : l10n`no bytes`;
  throw new InputError(
    l10n`${shortened(name)}: ${found}; expected at least 2, a byte and one to predict`,
  );
}

/** Turns an error into a failure with its message; anything but bad input or a bad file came from the thread. */
function refusal(error: unknown, what = l10n`Training failed`): ResponseError<FailureData> {
  if (error instanceof FileError) return failure("modelFile", error.message);
  if (error instanceof InputError) return failure("request", error.message);
  return failure(
    "request",
    `${what}: ${shortened(error instanceof Error ? error.message : String(error), MOST_OF_CAUSE)}`,
  );
}
