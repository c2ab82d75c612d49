// What holding a neuron at zero costs: the net runs again over stretches of the text with all weights that take h_i zeroed,
// in its own layer, in the layer above and in the readout, which is the same as h_i = 0 at every byte. So do a few
// neurons drawn by lot, for the chance level.
import { checkPredictions } from "../../attribution/finite";
import { bindInSteps, type Kernels, type Weights } from "../../kernels/interface";
import { isPredicted, shapeOf } from "../../kernels/shape";
import type { CostJson } from "../../protocol/wire/neuronCardJson";
import { createRandom } from "../../training/random";
import { rowsOf } from "./pass";
import { chanceOf } from "./readoutCost";

/** Predictions measured of a longer text, in so many stretches. */
const MOST = 8192;
const STRETCHES = 16;
/** Predictions of a stretch that are not counted, so that the state is the changed net's own; 0 where it begins the text. */
const RUN_IN = 64;
const OTHERS = 8;
const SEED = 1;
/** How far away the states of a second run begin. */
const NUDGE = 1e-12;

/** Positions t from .. to whose predictions are measured; the net runs from `start` on. */
export interface Stretch {
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

/** The stretches of a text, ascending, by its length alone. */
export function stretchesOf(bytes: number): Stretch[] {
  const predictions = bytes - 1;
  if (predictions <= MOST) return predictions > 0 ? [{ start: 0, from: 0, to: predictions }] : [];
  const size = MOST / STRETCHES;
  return Array.from({ length: STRETCHES }, (_, s) => {
    const from = Math.floor((s * (predictions - size)) / (STRETCHES - 1));
    return { start: Math.max(0, from - RUN_IN), from, to: from + size };
  });
}

/** The same net without whatever takes h_i of a layer, counted from 0. */
function silenced(weights: Weights, layer: number, i: number): Weights {
  const { H, upper = [] } = weights;
  const without = (tensor: Float32Array) => tensor.map((value, at) => (at % H === i ? 0 : value));
  const changed = upper.map((own, at) => ({
    ...own,
    ...(at + 1 === layer ? { Wh: without(own.Wh) } : {}),
    ...(at === layer ? { Wi: without(own.Wi) } : {}),
  }));
  return {
    ...weights,
    ...(layer === 0 ? { Wh: without(weights.Wh) } : {}),
    ...(layer === upper.length ? { Wy: without(weights.Wy) } : {}),
    ...(weights.upper ? { upper: changed } : {}),
  };
}

/**
 * Yields the fraction done.
 * @param layer counted from 0
 * @param before [stretches][stateSize] the state before each stretch
 * @param predictions of the whole text
 * @returns null if nothing is predicted in the stretches
 */
export function* stateCost(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  layer: number,
  neuron: number,
  before: Float64Array,
  predictions: number,
): Generator<number, CostJson | null> {
  const others = drawn(weights.H, neuron);
  const runs = 3 + others.length;
  const run = function* (net: Weights, done: number, nudge = 0) {
    const from = before.map((value) => value + nudge);
    const found = overStretches(backend, net, text, from);
    for (;;) {
      const step = found.next();
      if (step.done) return step.value;
      yield (done + step.value) / runs;
    }
  };
  const own = yield* run(weights, 0);
  if (own.n === 0) return null;
  const changeOf = ({ bits }: { readonly bits: number }) => (bits - own.bits) / own.n;
  const without = silenced(weights, layer, neuron);
  const changes = [changeOf(yield* run(without, 1))];
  const again = changeOf(yield* run(without, 2, NUDGE));
  for (const [at, i] of others.entries())
    changes.push(changeOf(yield* run(silenced(weights, layer, i), 3 + at)));
  return {
    n: own.n,
    of: predictions,
    bitsPerByte: own.bits / own.n,
    change: changes[0],
    again,
    chance: chanceOf(own.n, changes, 0),
  };
}

/** Yields the fraction done; the bits of all predictions together. */
function* overStretches(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  before: Float64Array,
): Generator<number, { readonly n: number; readonly bits: number }> {
  const shape = shapeOf(weights);
  const rows = rowsOf(shape);
  const binding = bindInSteps(backend, weights, { rows, window: rows });
  let bound = binding.next();
  for (; !bound.done; bound = binding.next()) yield 0;
  const kernels = bound.value;
  const stretches = stretchesOf(text.length);
  let [n, nats] = [0, 0];
  for (const [s, { start, from, to }] of stretches.entries()) {
    const state = before.slice(s * shape.stateSize, (s + 1) * shape.stateSize);
    for (let t0 = start; t0 < to; t0 += rows) {
      const count = Math.min(rows, to - t0);
      kernels.recur(text, t0, count, state, 0);
      kernels.readout(0, count);
      kernels.score(text.subarray(t0 + 1, t0 + 1 + count), count);
      checkPredictions(kernels, t0, count);
      for (let i = Math.max(0, from - t0); i < count; i++) {
        if (!isPredicted(weights, text[t0 + i + 1])) continue;
        n++;
        nats -= kernels.logP[i];
      }
      yield (s + (t0 + count - start) / (to - start)) / stretches.length;
    }
  }
  return { n, bits: nats / Math.LN2 };
}

/** Other neurons of a layer, all sets equally likely. */
function drawn(H: number, neuron: number): number[] {
  const { uniform } = createRandom(SEED * 2 ** 32 + neuron);
  const others = Array.from({ length: H }, (_, i) => i).filter((i) => i !== neuron);
  for (let i = 0; i < Math.min(OTHERS, others.length); i++) {
    const j = i + Math.floor(uniform() * (others.length - i));
    [others[i], others[j]] = [others[j], others[i]];
  }
  return others.slice(0, OTHERS);
}
