// A training run that advances in small pieces: initial weights, chunk, chunk, ... judgement, next epoch. Keeps the
// best weights and recovers from divergence. Not here: gradients, schedules, evaluation.
import type { TrainedCell } from "../kernels/cells/cell";
import type { Weights } from "../kernels/interface";
import { type TrainingWorkspace, tensorNames } from "../kernels/training";
import { InputError } from "../nets/inputError";
import { l10n } from "../protocol/words/l10n";
import { emptyWeights, makeWeights } from "./initialise";
import { Epoch, Evaluation } from "./passes";
import { createRandom } from "./random";
import { type Recipe, recipeFor, type Schedule, scheduleOf } from "./recipe";
import {
  type Counters,
  freshCounters,
  keep,
  putBack,
  type Trainer,
  type TrainingBackends,
  type TrainingOptions,
  type TrainingProgress,
  type TrainingSnapshot,
} from "./types";

/** An epoch is judged only if its running loss is at most this many times the number to beat. */
const WORTH_JUDGING = 1.6;
/** Longer texts are judged only near the target and at the end, since a judgement is a whole forward pass. */
const LONG_TEXT = 65536;
/** After this many divergences a run ends with its best weights. */
const MOST_DIVERGENCES = 8;

export class TrainingRun implements Trainer {
  readonly H: number;
  private readonly cell: TrainedCell;
  /** Makes the initial weights in steps, because large ones take long. */
  private making: Generator<void, Weights> | undefined;
  private kept: Weights;
  private bestBitsPerByte = Number.POSITIVE_INFINITY;
  private readonly recipe: Recipe;
  private readonly schedule: Schedule;
  private readonly workspace: TrainingWorkspace;
  private readonly counters: Counters;
  private readonly epoch: Epoch;
  private judging: Evaluation | undefined;

  constructor(
    private readonly text: Uint8Array,
    private readonly options: TrainingOptions,
    private readonly backends: TrainingBackends,
    start?: TrainingSnapshot,
  ) {
    const { hidden = 128, cell = "tanh", seed = 42, untilBitsPerByte, maxEpochs } = options;
    this.H = hidden;
    this.cell = cell;
    this.recipe = { ...recipeFor(text.length, hidden, cell), ...options.recipe };
    this.schedule = scheduleOf(this.recipe, untilBitsPerByte !== undefined, maxEpochs);
    this.counters = freshCounters();
    this.workspace = backends.training.allocate(hidden, this.recipe, cell);
    this.epoch = new Epoch(this.workspace, text, this.counters);
    if (start) {
      this.kept = start.best;
      this.restore(start);
    } else {
      this.kept = emptyWeights(hidden, cell);
      this.making = makeWeights(hidden, createRandom(seed), this.recipe.scales, cell);
    }
  }

  get best(): Weights {
    this.makeAll();
    return this.kept;
  }

  get progress(): TrainingProgress {
    const { epochs, predictions, running, chunk } = this.counters;
    const descent = this.schedule.descent(epochs);
    return {
      epochs,
      plannedEpochs: Math.min(this.schedule.limit, descent.first + descent.length),
      ofEpoch: chunk / this.epoch.chunks,
      predictions,
      runningBitsPerByte: running,
      bitsPerByte: this.bestBitsPerByte,
      reached: this.reached,
      finished: this.finished,
    };
  }

  private get reached(): boolean {
    const { untilBitsPerByte, maxEpochs } = this.options;
    const unasked = maxEpochs === undefined ? this.recipe.enough : Number.NEGATIVE_INFINITY;
    return this.bestBitsPerByte <= (untilBitsPerByte ?? unasked);
  }

  private get finished(): boolean {
    const { epochs, divergences } = this.counters;
    return (
      this.reached ||
      epochs >= this.schedule.limit ||
      (divergences >= MOST_DIVERGENCES && !this.judging)
    );
  }

  step(milliseconds: number): TrainingProgress {
    const end = performance.now() + milliseconds;
    while (!this.finished) {
      this.advance();
      if (performance.now() >= end) break;
    }
    return this.progress;
  }

  private present(): Weights {
    const weights = emptyWeights(this.H, this.cell);
    this.workspace.read("weights", weights);
    return weights;
  }

  private get judgedOnce(): boolean {
    return this.bestBitsPerByte < Number.POSITIVE_INFINITY;
  }

  private advance(): void {
    if (this.making) this.make(this.making);
    else if (this.judging) this.judge(this.judging);
    else if (this.epoch.finished) this.endEpoch();
    else this.learn();
  }

  private make(making: Generator<void, Weights>): void {
    const step = making.next();
    if (!step.done) return;
    this.making = undefined;
    this.kept = step.value;
    this.workspace.write("weights", step.value);
  }

  /** For callers that ask before the first chunk. */
  private makeAll(): void {
    while (this.making) this.make(this.making);
  }

  /** One chunk and one update of the weights. */
  private learn(): void {
    const { counters, epoch, recipe } = this;
    const rate =
      this.schedule.rate(counters.epochs + counters.chunk / epoch.chunks) * counters.rateFactor;
    const nats = epoch.advance();
    const norm = this.workspace.adam(counters.updates + 1, rate, recipe);
    if (Number.isFinite(nats) && Number.isFinite(norm)) counters.updates++;
    else this.recover();
  }

  /** After NaN or infinity, returns to the best weights, with zero moments and half the rate. */
  private recover(): void {
    const { counters, workspace, epoch } = this;
    const zero = emptyWeights(this.H, this.cell);
    putBack(workspace, { weights: this.kept, mean: zero, square: zero });
    counters.updates = 0;
    counters.divergences++;
    counters.rateFactor /= 2;
    epoch.forget();
    if (counters.divergences === MOST_DIVERGENCES && !this.judgedOnce)
      this.judging = new Evaluation(this.backends.evaluation, this.kept, this.text);
  }

  private endEpoch(): void {
    const { counters, epoch, backends } = this;
    counters.running = epoch.bitsPerByte;
    const weights = this.present();
    // Until something is judged, a divergence returns to these weights.
    if (!this.judgedOnce && allFinite(weights)) this.kept = weights;
    if (this.worthJudging()) this.judging = new Evaluation(backends.evaluation, weights, this.text);
    else this.nextEpoch();
  }

  /** A judgement costs a forward pass, so it is skipped while the running loss is too high to gain anything. */
  private worthJudging(): boolean {
    const { epochs, running } = this.counters;
    const anything = this.text.length > LONG_TEXT ? 0 : Number.POSITIVE_INFINITY;
    const target = this.options.untilBitsPerByte ?? anything;
    const toBeat = Math.min(this.bestBitsPerByte, target);
    return running <= WORTH_JUDGING * toBeat || epochs + 1 >= this.schedule.limit;
  }

  private judge(evaluation: Evaluation): void {
    evaluation.advance();
    if (!evaluation.finished) return;
    this.judging = undefined;
    if (evaluation.bitsPerByte < this.bestBitsPerByte) {
      this.bestBitsPerByte = evaluation.bitsPerByte;
      this.kept = evaluation.weights;
    }
    this.nextEpoch();
  }

  private nextEpoch(): void {
    this.counters.epochs++;
    this.epoch.restart();
  }

  snapshot(): TrainingSnapshot {
    this.makeAll();
    const state = new Float32Array(this.recipe.streams * this.workspace.net.stateSize);
    this.workspace.readState(state);
    return {
      parameters: keep(this.workspace),
      state,
      counters: { ...this.counters },
      best: this.kept,
      bestBitsPerByte: this.bestBitsPerByte,
    };
  }

  private restore(snapshot: TrainingSnapshot): void {
    const { stateSize } = this.workspace.net;
    const [found, expected] = [snapshot.state.length / stateSize, this.recipe.streams];
    if (found !== expected)
      throw new InputError(
        l10n`checkpoint: ${found} streams of text; this text is trained in ${expected}`,
      );
    putBack(this.workspace, snapshot.parameters);
    this.workspace.writeState(snapshot.state);
    Object.assign(this.counters, snapshot.counters);
    this.kept = snapshot.best;
    this.bestBitsPerByte = snapshot.bestBitsPerByte;
  }
}

function allFinite(weights: Weights): boolean {
  return tensorNames.every((name) => weights[name].every(Number.isFinite));
}
