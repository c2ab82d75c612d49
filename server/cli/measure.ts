// The measurements of `sparse-diff bench`, and the model and text they run on. Each is repeated in many short rounds
// and gives one rate per round: the best is the least disturbed by other programs, the median is what to expect.
import { traceBack } from "../attribution/backward";
import type { Pool } from "../jobs/pool";
import { shareBytes, sharedBuffer, shareWeights } from "../jobs/shared";
import { TraceTiming, traceTimingKind } from "../jobs/tracesJob";
import type { CellName, TrainedCell } from "../kernels/cells/cell";
import { CELLS } from "../kernels/cells/table";
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { selectTraining } from "../kernels/select";
import { type NetShape, shapeOf } from "../kernels/shape";
import { createRandom } from "../training/random";
import { createTrainer } from "../training/trainer";

const SEED = 1;

/** Of the paper's net, or of one layer of another cell. */
export function benchWeights(H: number, cell: CellName = "tanh"): Weights {
  const { uniform } = createRandom(SEED);
  const tensor = (count: number, scale: number) =>
    Float32Array.from({ length: count }, () => scale * (2 * uniform() - 1));
  const { gates, width } = CELLS[cell];
  return {
    cell,
    H,
    Wx: tensor(gates * H * 256, 0.5),
    Wh: tensor(gates * H * H, 2.3 / Math.sqrt(H)),
    bh: tensor(width * H, 0.1),
    Wy: tensor(256 * H, 2 / Math.sqrt(H)),
    by: tensor(256, 0.5),
  };
}

export function benchText(bytes: number): Uint8Array {
  const { uniform } = createRandom(SEED + 1);
  return Uint8Array.from({ length: bytes }, () => 32 + 96 * uniform());
}

/** Operations in the trace of one position (docs/command-line.md, 'bench'): depth steps and g_t. */
export function traceOperations({ H, operations }: NetShape, depth: number): number {
  return depth * operations + 2 * 256 * H;
}

/** One rate per round, in order. */
export type Rates = readonly number[];

/** Short, so that some rounds are undisturbed on a busy machine. */
const ROUND_MS = 40;
const ROUNDS = 40;
const BLOCK = 64;

/** A turn of the event loop, so that Ctrl+C and progress are handled. */
const turn = () => new Promise<void>((resume) => setImmediate(resume));

/** Bytes read per second: the recurrence, all predictions, the target's log-probability. */
export async function forwardRates(kernels: Kernels, w: Weights, text: Uint8Array): Promise<Rates> {
  const k = kernels.bind(w, { rows: BLOCK, window: BLOCK });
  const state = new Float64Array(shapeOf(w).stateSize);
  let at = 0;
  return rounds(() => {
    const count = Math.min(BLOCK, text.length - 1 - at);
    k.recur(text, at, count, state, 0);
    k.readout(0, count);
    k.score(text.subarray(at + 1, at + 1 + count), count);
    at = at + count < text.length - 1 ? at + count : 0;
    return count;
  });
}

/** Single traces per second: g_t from a stored P, then every lag to `depth`, one position at a time. */
export async function singleTraceRates(
  kernels: Kernels,
  w: Weights,
  text: Uint8Array,
  depth: number,
): Promise<Rates> {
  const L = Math.min(depth, text.length - 2);
  const k = kernels.bind(w, { rows: 1, window: L + 1 });
  const y = text.slice(L + 1, L + 2);
  const out = () => new Float64Array(L + 1);
  const lags = { gradient: out(), gated: out(), norms: out() };
  k.recur(text, 0, L + 1, new Float64Array(shapeOf(w).stateSize), 0);
  k.readout(L, 1);
  return rounds(() => {
    k.score(y, 1);
    k.outputGradient(1);
    traceBack(k, L, L, lags);
    return 1;
  });
}

/** Positions traced per second on this thread, with the text cut into stretches of `positions`. */
export async function traceRates(
  kernels: Kernels,
  w: Weights,
  text: Uint8Array,
  depth: number,
  positions: number,
  most = Number.POSITIVE_INFINITY,
): Promise<Rates> {
  const timing = new TraceTiming(kernels, w, text, depth);
  const rates: number[] = [];
  for (const [from, to] of stretches(text, positions, depth).slice(0, most)) {
    const work = timing.run(from, to);
    let step = work.next();
    while (!step.done) step = work.next();
    rates.push((to - from) / step.value);
    await turn();
  }
  return rates;
}

/** The same on all threads of the pool at once: positions of all threads divided by the slowest one's time. */
export async function threadedTraceRates(
  pool: Pool,
  backend: BackendName,
  w: Weights,
  text: Uint8Array,
  depth: number,
  positions: number,
): Promise<Rates> {
  const threads = pool.size;
  const arrived = new Int32Array(sharedBuffer(4));
  const [weights, bytes] = [shareWeights(w), shareBytes(text)];
  const data = { backend, weights, text: bytes, depth, threads, arrived };
  const job = pool.open(traceTimingKind, data);
  try {
    const rates: number[] = [];
    const all = stretches(text, positions, depth);
    const count = Math.max(1, Math.floor(all.length / threads));
    for (let round = 0; round < count; round++) {
      const own = Array.from(
        { length: threads },
        (_, i) => all[(round * threads + i) % all.length],
      );
      const seconds = await Promise.all(own.map(([from, to]) => job.part({ round, from, to })));
      const done = own.reduce((sum, [from, to]) => sum + to - from, 0);
      rates.push(done / Math.max(...seconds.map(Number)));
    }
    return rates;
  } finally {
    job.close();
  }
}

/** Predictions learnt from per second, without any judgement. */
export async function trainRates(
  backend: BackendName,
  evaluation: Kernels,
  hidden: number,
  cell: TrainedCell,
  text: Uint8Array,
): Promise<Rates> {
  const trainer = createTrainer(
    text,
    { hidden, cell, untilBitsPerByte: 0, maxEpochs: 1e6 },
    { training: selectTraining(backend), evaluation },
  );
  // Making large initial weights takes many steps, which must not count towards the rate.
  while (trainer.progress.predictions === 0) {
    trainer.step(0);
    await turn();
  }
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { predictions } = trainer.progress;
    const start = performance.now();
    const after = trainer.step(ROUND_MS).predictions;
    rates.push((after - predictions) / ((performance.now() - start) / 1000));
    await turn();
  }
  return rates;
}

/**
 * Stretches from .. to) of this many positions. Each position has a next byte and, if the text is long enough, a past
 * of `depth` bytes; a remainder is left out.
 */
function stretches(text: Uint8Array, positions: number, depth: number): [number, number][] {
  const predictions = text.length - 1;
  const start = predictions >= depth + positions ? depth : 0;
  const count = Math.max(1, Math.floor((predictions - start) / positions));
  return Array.from({ length: count }, (_, i) => [
    start + i * positions,
    Math.min(predictions, start + (i + 1) * positions),
  ]);
}

/** Runs `piece` repeatedly; it returns how much it did. */
async function rounds(piece: () => number): Promise<Rates> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    let done = 0;
    let spent = 0;
    while (spent < ROUND_MS) {
      for (let i = 0; i < 16; i++) done += piece();
      spent = performance.now() - start;
    }
    rates.push(done / (spent / 1000));
    await turn();
  }
  return rates;
}
