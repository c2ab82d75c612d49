// A training run as a machine that moves in small pieces: chunk, chunk, ... judgement, next epoch.
// Keeps the best weights and recovers from divergence. Not here: gradients, schedules, evaluation.
import type { Weights } from "../kernels/interface";
import type { TrainingWorkspace } from "../kernels/training";
import { Epoch } from "./epoch";
import { Evaluation } from "./evaluation";
import { emptyWeights, initialWeights } from "./initialise";
import { createRandom } from "./random";
import { type Recipe, recipeFor } from "./recipe";
import { rateAt, type Schedule, scheduleOf } from "./schedule";
import { type Counters, keep, putBack, type TrainingSnapshot } from "./snapshot";
import type { Trainer, TrainingBackends, TrainingOptions, TrainingProgress } from "./trainer";

/** An epoch is judged only when its running loss is at most this many times the number to beat. */
const WORTH_JUDGING = 1.6;
/** After so many divergences a run ends with the best it had. */
const MOST_DIVERGENCES = 8;

export class TrainingRun implements Trainer {
  readonly H: number;
  readonly seed: number;
  best: Weights;
  private bestBitsPerByte = Number.POSITIVE_INFINITY;
  private readonly recipe: Recipe;
  private readonly schedule: Schedule;
  private readonly workspace: TrainingWorkspace;
  private readonly counters: Counters;
  private readonly epoch: Epoch;
  private judging: Evaluation | undefined;
  private stopped = false;

  constructor(
    private readonly text: Uint8Array,
    private readonly options: TrainingOptions,
    private readonly backends: TrainingBackends,
  ) {
    const { hidden = 128, seed = 42, untilBitsPerByte, maxEpochs } = options;
    this.H = hidden;
    this.seed = seed;
    this.recipe = { ...recipeFor(text.length, hidden), ...options.recipe };
    this.schedule = scheduleOf(this.recipe, untilBitsPerByte !== undefined, maxEpochs);
    this.counters = {
      epochs: 0,
      updates: 0,
      predictions: 0,
      running: Number.NaN,
      rateFactor: 1,
      divergences: 0,
      chunk: 0,
      epochPredictions: 0,
      epochNats: 0,
    };
    this.best = initialWeights(hidden, createRandom(seed), this.recipe.scales);
    this.workspace = backends.training.allocate(hidden, this.recipe);
    this.workspace.write("weights", this.best);
    this.epoch = new Epoch(this.workspace, text, this.counters);
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
    return this.bestBitsPerByte <= (this.options.untilBitsPerByte ?? Number.NEGATIVE_INFINITY);
  }

  private get finished(): boolean {
    const { epochs, divergences } = this.counters;
    return (
      this.stopped ||
      this.reached ||
      epochs >= this.schedule.limit ||
      divergences >= MOST_DIVERGENCES
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

  stop(): TrainingProgress {
    if (!this.finished && this.bestBitsPerByte === Number.POSITIVE_INFINITY) {
      this.judging ??= this.judgement();
      while (this.judging) this.judge(this.judging);
    }
    this.stopped = true;
    return this.progress;
  }

  private advance(): void {
    if (this.judging) this.judge(this.judging);
    else if (this.epoch.finished) this.endEpoch();
    else this.learn();
  }

  /** One chunk and one step of the weights. */
  private learn(): void {
    const { counters, epoch, recipe } = this;
    const { first, length } = this.schedule.descent(counters.epochs);
    const done = (counters.epochs - first + counters.chunk / epoch.chunks) / length;
    const rate = rateAt(done, recipe) * counters.rateFactor;
    const nats = epoch.advance();
    const norm = this.workspace.adam(counters.updates + 1, rate, recipe);
    if (Number.isFinite(nats) && Number.isFinite(norm)) counters.updates++;
    else this.recover();
  }

  /** From NaN or infinity back to the best weights, with fresh moments and half the rate. */
  private recover(): void {
    const { counters, workspace, epoch } = this;
    const zero = emptyWeights(this.H);
    putBack(workspace, { weights: this.best, mean: zero, square: zero });
    counters.updates = 0;
    counters.divergences++;
    counters.rateFactor /= 2;
    epoch.forget();
  }

  private endEpoch(): void {
    this.counters.running = this.epoch.bitsPerByte;
    if (this.worthJudging()) this.judging = this.judgement();
    else this.nextEpoch();
  }

  /** A judgement costs a forward pass: skipped while the running loss is far from anything to gain. */
  private worthJudging(): boolean {
    const { epochs, running } = this.counters;
    const toBeat = Math.min(
      this.bestBitsPerByte,
      this.options.untilBitsPerByte ?? Number.POSITIVE_INFINITY,
    );
    return running <= WORTH_JUDGING * toBeat || epochs + 1 >= this.schedule.limit;
  }

  private judgement(): Evaluation {
    const candidate = emptyWeights(this.H);
    this.workspace.read("weights", candidate);
    return new Evaluation(this.backends.evaluation, candidate, this.text);
  }

  private judge(evaluation: Evaluation): void {
    evaluation.advance();
    if (!evaluation.finished) return;
    this.judging = undefined;
    if (evaluation.bitsPerByte < this.bestBitsPerByte) {
      this.bestBitsPerByte = evaluation.bitsPerByte;
      this.best = evaluation.weights;
    }
    if (this.epoch.finished) this.nextEpoch();
  }

  private nextEpoch(): void {
    this.counters.epochs++;
    this.epoch.restart();
  }

  snapshot(): TrainingSnapshot {
    const state = new Float32Array(this.recipe.streams * this.H);
    this.workspace.readState(state);
    return {
      parameters: keep(this.workspace),
      state,
      counters: { ...this.counters },
      best: this.best,
      bestBitsPerByte: this.bestBitsPerByte,
    };
  }

  restore(snapshot: TrainingSnapshot): void {
    putBack(this.workspace, snapshot.parameters);
    this.workspace.writeState(snapshot.state);
    Object.assign(this.counters, snapshot.counters);
    this.best = snapshot.best;
    this.bestBitsPerByte = snapshot.bestBitsPerByte;
  }
}
