// One thread's part of training on a corpus. Every thread keeps all the weights and takes every step. The gradient of a
// step is a sum over groups of streams; each group is computed by one thread, and every thread adds them in the same
// order, so all hold the same bits however many there are. Pauses often; uses no clock and no files.
import type { Kernels, ModelKernels, Weights } from "../../kernels/interface";
import type { TrainingKernels, TrainingWorkspace } from "../../kernels/training";
import { emptyWeights } from "../initialise";
import { bindToEvaluate, Evaluation } from "../passes";
import { trainableCell } from "../trainable";
import { keep, putBack } from "../types";
import type { Corpus } from "./corpus";
import { type CorpusRecipe, corpusRate, predictionsOf } from "./recipe";
import type { CorpusCounters, CorpusSnapshot, Judgement } from "./snapshot";
import type { Member } from "./team";

export interface CorpusBackends {
  readonly training: TrainingKernels;
  readonly evaluation: Kernels;
}

/** After this many divergences a run ends with its best weights. */
export const MOST_DIVERGENCES = 8;

export class CorpusRun {
  private readonly workspace: TrainingWorkspace;
  private readonly counters: CorpusCounters;
  private readonly judgements: Judgement[];
  /** The weights judged best on the held-out files; before the first judgement, those of the snapshot. */
  best: Weights;
  bestBitsPerByte: number;
  private states: Float32Array;

  constructor(
    private readonly corpus: Corpus,
    private readonly recipe: CorpusRecipe,
    private readonly target: number,
    private readonly backends: CorpusBackends,
    private readonly member: Member,
    snapshot: CorpusSnapshot,
  ) {
    const { best } = snapshot;
    const cell = trainableCell(best, "checkpoint");
    this.workspace = backends.training.allocate(best.H, recipe, cell);
    putBack(this.workspace, snapshot.parameters);
    this.counters = { ...snapshot.counters };
    this.judgements = [...snapshot.judgements];
    this.best = snapshot.best;
    this.bestBitsPerByte = snapshot.bestBitsPerByte;
    this.states = snapshot.states;
  }

  get update(): number {
    return this.counters.update;
  }

  get finished(): boolean {
    return isFinished(this.counters, this.bestBitsPerByte, this.recipe, this.target);
  }

  /** Continues until this many steps are done or the run has ended. @throws TeamBroken */
  *work(until: number): Generator<void> {
    while (!this.finished && this.counters.update < until) {
      yield* this.step();
      const { update, steps, divergences } = this.counters;
      const last = update >= this.recipe.updates || divergences >= MOST_DIVERGENCES;
      if (steps >= this.recipe.judgeEvery || (last && steps > 0)) yield* this.judge();
    }
  }

  snapshot(): CorpusSnapshot {
    return {
      parameters: keep(this.workspace),
      states: this.states.slice(),
      counters: { ...this.counters },
      judgements: [...this.judgements],
      best: this.best,
      bestBitsPerByte: this.bestBitsPerByte,
    };
  }

  /** The current weights and their loss since the last judgement; NaN before a step. */
  present(): { readonly weights: Weights; readonly runningBitsPerByte: number } {
    const { steps, nats } = this.counters;
    const weights = this.zero();
    this.workspace.read("weights", weights);
    return {
      weights,
      runningBitsPerByte: nats / Math.LN2 / (steps * predictionsOf(this.recipe)),
    };
  }

  private zero(): Weights {
    return emptyWeights(this.workspace.H, this.workspace.net.name);
  }

  private *step(): Generator<void> {
    const { workspace, recipe, counters, member, corpus } = this;
    const { update } = counters;
    const { gradients, states, nats } = member.memory;
    // Two alternating sets: one is written while slower threads may still read the other.
    const now = update & 1;
    const rows = recipe.streams * workspace.net.stateSize;
    for (const group of member.mine(recipe.groups)) {
      fillChunk(workspace, corpus.text, recipe, group, update);
      workspace.writeState(this.states.subarray(group * rows, (group + 1) * rows));
      // The mean over the predictions of a step, so that clipping means the same for any shape.
      nats[now][group] = workspace.backpropagate(recipe.length, 1 / predictionsOf(recipe));
      workspace.readState(states[now].subarray(group * rows, (group + 1) * rows));
      gradients[now][group].set(workspace.gradient);
      yield;
    }
    yield* member.meet();
    this.states = states[now];
    addUp(gradients[now], workspace.gradient);
    const rate = corpusRate(recipe, update) * counters.rateFactor;
    const norm = workspace.adam(counters.moments + 1, rate, recipe);
    const loss = nats[now].reduce((sum, part) => sum + part, 0);
    if (Number.isFinite(norm) && Number.isFinite(loss)) {
      counters.moments++;
      counters.nats += loss;
      counters.steps++;
    } else this.recover();
    counters.update++;
  }

  /** After NaN or infinity, returns to the best weights, with zero moments and half the rate. */
  private recover(): void {
    const { counters, workspace } = this;
    const zero = this.zero();
    putBack(workspace, { weights: this.best, mean: zero, square: zero });
    this.states = new Float32Array(this.states.length);
    counters.moments = 0;
    counters.divergences++;
    counters.rateFactor /= 2;
  }

  /** Measures bits per byte of the held-out files, each from a zero state, and keeps the best weights. */
  private *judge(): Generator<void> {
    const { corpus, member, counters, judgements } = this;
    const { evaluation: kernels } = this.backends;
    const { weights, runningBitsPerByte } = this.present();
    const { judged } = member.memory;
    const mine = [...member.mine(judged.length)];
    const texts = mine.map((file) =>
      corpus.heldOut.subarray(corpus.starts[file], corpus.starts[file + 1]),
    );
    const longest = texts.reduce((most, { length }) => Math.max(most, length), 2);
    let model: ModelKernels | undefined;
    for (const [i, file] of mine.entries()) {
      model ??= yield* bindToEvaluate(kernels, weights, longest);
      const evaluation = new Evaluation(kernels, weights, texts[i], model);
      while (!evaluation.finished) {
        evaluation.advance();
        yield;
      }
      judged[file] = evaluation.nats;
    }
    yield* member.meet();
    const predictions = corpus.heldOut.length - judged.length;
    const heldOut = judged.reduce((sum, nats) => sum + nats, 0) / Math.LN2 / predictions;
    judgements.push({
      update: counters.update,
      runningBitsPerByte,
      heldOutBitsPerByte: heldOut,
    });
    counters.waited++;
    if (heldOut < this.bestBitsPerByte) {
      this.bestBitsPerByte = heldOut;
      this.best = weights;
      counters.waited = 0;
    }
    counters.steps = 0;
    counters.nats = 0;
  }
}

function addUp(rows: readonly Float32Array[], into: Float32Array | Float64Array): void {
  const [first, ...others] = rows;
  into.set(first);
  for (const row of others) for (let i = 0; i < row.length; i++) into[i] += row[i];
}

/**
 * At the target, at the end of the schedule, after too many divergences, or after long without a better judgement.
 */
export function isFinished(
  { update, waited, divergences, steps }: CorpusCounters,
  bestBitsPerByte: number,
  recipe: CorpusRecipe,
  target: number,
): boolean {
  const over = update >= recipe.updates || divergences >= MOST_DIVERGENCES;
  // With steps not yet judged, the run goes on, so that the last weights are judged too.
  return bestBitsPerByte <= target || waited >= recipe.patience || (over && steps === 0);
}

/**
 * Fills the inputs and targets of one group's chunk at step `update` (0 first). Streams start evenly spaced and wrap
 * around at the end of the text, so a place depends only on the step.
 * @param text at least 2 bytes
 */
function fillChunk(
  { inputs, targets }: TrainingWorkspace,
  text: Uint8Array,
  { groups, streams: S, length: T }: CorpusRecipe,
  group: number,
  update: number,
): void {
  const round = text.length - 1;
  for (let s = 0; s < S; s++) {
    const start = Math.floor(((group * S + s) * round) / (groups * S));
    let at = (start + update * T) % round;
    for (let t = 0; t < T; t++) {
      inputs[t * S + s] = text[at];
      targets[t * S + s] = text[at + 1];
      at = at + 1 === round ? 0 : at + 1;
    }
  }
}
