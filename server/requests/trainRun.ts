// One training run as the server sees it: the work on worker threads, which memorises one text or learns from a corpus,
// the board it is read from, and the file that is kept. Ends by itself or by stop(), which never waits for the thread.
import type { Files } from "../files";
import { type CorpusPlan, trainOnThreads } from "../jobs/corpusJob";
import type { OwnThreads } from "../jobs/pool";
import { shareBytes, shareWeights } from "../jobs/shared";
import { type BoardMemory, createBoard, readProgress, type TakenDown } from "../jobs/trainingBoard";
import { trainingKind } from "../jobs/trainingJob";
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";
import type { TrainParams, TrainProgress, TrainResult } from "../protocol/wire/training";
import { bitsPerByte } from "../training/passes";
import { kindOf } from "../training/trainable";
import { HELD_OUT } from "./modelFile";
import { Checkpoints, modelOn, type Origin } from "./trainCheckpoints";
import type { RunOptions } from "./trainInput";

export interface RunParts {
  readonly files: Files;
  readonly backend: Kernels;
  readonly threads: OwnThreads;
}

export interface RunPlan {
  readonly params: TrainParams;
  /** The text that is learnt from. */
  readonly text: Uint8Array;
  readonly textSha256: string;
  /** The files that make up the text, if it comes from files. */
  readonly files: TrainResult["files"];
  readonly options: RunOptions;
  readonly start?: Weights | undefined;
  /** Set if something is held out: the model is judged by that, and `text` is the corpus' own. */
  readonly corpus?: Omit<CorpusPlan, "backend"> | undefined;
}

/** Up to this much work, a cancelled run's weights are measured at once: about 20 ms. */
const QUICKLY_MEASURED = 4096 * 128 ** 2;

export class Run {
  private readonly board: BoardMemory;
  private readonly work: Work;
  private readonly checkpoints: Checkpoints;
  private readonly began = performance.now();
  private readonly stopped: Promise<undefined>;
  private cancelled = false;
  /** Ends the run now; what is on the board is kept. */
  stop: () => void = () => {};

  constructor(
    private readonly parts: RunParts,
    private readonly plan: RunPlan,
  ) {
    const { params, text, textSha256, options, start, corpus } = plan;
    const { threads } = parts;
    const { backend } = parts.backend;
    const origin: Origin = {
      textName: params.textName,
      textSha256,
      seed: options.seed,
      ...(corpus ? { measuredOn: HELD_OUT } : {}),
    };
    this.board = createBoard(options.hidden, options.cell);
    this.checkpoints = new Checkpoints(parts.files, params.outputPath, this.board, origin);
    this.work = corpus
      ? learn(threads, { ...corpus, backend }, this.board)
      : memorise(threads, backend, text, options, start, this.board);
    this.stopped = new Promise((resolve) => {
      this.stop = () => {
        this.cancelled = true;
        resolve(undefined);
      };
    });
  }

  /**
   * @throws FileError if the model cannot be written, or the error that ended the threads early (the last checkpoint
   * stays).
   */
  async finished(): Promise<TrainResult> {
    try {
      const last = await Promise.race([this.work.finished, this.stopped]);
      return await this.keep(last);
    } finally {
      this.checkpoints.stop();
      this.work.close();
    }
  }

  /** Writes the current model, in case the server stops. */
  async save(): Promise<void> {
    await this.checkpoints.save();
  }

  get progress(): TrainProgress {
    const { epochs, planned, ofEpoch, best, running } = readProgress(this.board);
    const done = planned > 0 ? (epochs + ofEpoch) / planned : 0;
    const seconds = (performance.now() - this.began) / 1000;
    return {
      jobId: this.plan.params.jobId,
      cell: kindOf(this.plan.options.cell),
      hiddenSize: this.plan.options.hidden,
      bytes: this.plan.text.length,
      epoch: Math.min(epochs + 1, Math.ceil(planned)),
      planned: Math.ceil(planned),
      heldOutBytes: this.heldOutBytes,
      bitsPerByte: known(best),
      runningBitsPerByte: known(running),
      secondsLeft: done > 0 && seconds > 0.3 ? (seconds * (1 - done)) / done : null,
    };
  }

  /** 0 if nothing is held out. */
  private get heldOutBytes(): number {
    return this.plan.corpus?.corpus.heldOut.length ?? 0;
  }

  private async keep(last: Ended | undefined): Promise<TrainResult> {
    const { params, text, textSha256, options } = this.plan;
    // Copy once, so that file and result agree: the thread may continue meanwhile.
    const model = this.measured(modelOn(this.board));
    if (model) await this.checkpoints.finish(model);
    return {
      jobId: params.jobId,
      cancelled: this.cancelled,
      kept: model !== undefined,
      outputPath: params.outputPath,
      cell: kindOf(options.cell),
      hiddenSize: options.hidden,
      seed: options.seed,
      epochs: model?.standing.epochs ?? 0,
      bytes: text.length,
      heldOutBytes: this.heldOutBytes,
      files: this.plan.files,
      textSha256,
      bitsPerByte: model?.standing.bitsPerByte ?? null,
      measured: model?.standing.measured ?? false,
      reached: last ? last.reached || options.untilBitsPerByte === undefined : false,
      seconds: (performance.now() - this.began) / 1000,
    };
  }

  /** Replaces a running loss by one measured on the weights themselves, if that is quick. */
  private measured(model: TakenDown | undefined): TakenDown | undefined {
    const { text, options, corpus } = this.plan;
    const work = (text.length * shapeOf({ H: options.hidden, cell: options.cell }).operations) / 2;
    if (!model || model.standing.measured || corpus || work > QUICKLY_MEASURED) return model;
    const bits = bitsPerByte(this.parts.backend, model.weights, text);
    return { ...model, standing: { ...model.standing, bitsPerByte: bits, measured: true } };
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** The outcome of a run that was not closed. */
interface Ended {
  readonly reached: boolean;
}

interface Work {
  /** undefined if closed. */
  readonly finished: Promise<Ended | undefined>;
  /** Ends the work and its threads; what is on the board stays there. */
  close(): void;
}

/** Memorises a text on one thread. */
function memorise(
  threads: OwnThreads,
  backend: BackendName,
  text: Uint8Array,
  options: RunOptions,
  start: Weights | undefined,
  board: BoardMemory,
): Work {
  const pool = threads(1);
  const job = pool.open(trainingKind, {
    backend,
    text: shareBytes(text),
    options,
    start: start && shareWeights(start),
    board,
  });
  return { finished: job.part(null), close: () => void pool.dispose() };
}

/** Learns from a corpus on several threads and is judged by held-out text. */
function learn(threads: OwnThreads, plan: CorpusPlan, board: BoardMemory): Work {
  const pool = threads(plan.recipe.groups);
  const stop = new AbortController();
  const finished = async (): Promise<Ended | undefined> => {
    const work = trainOnThreads(pool, plan, undefined, board, stop.signal);
    let step = await work.next();
    while (!step.done) step = await work.next();
    if (stop.signal.aborted || !step.value) return undefined;
    return { reached: plan.target === 0 || step.value.bestBitsPerByte <= plan.target };
  };
  const close = () => {
    stop.abort();
    void pool.dispose();
  };
  return { finished: finished(), close };
}
