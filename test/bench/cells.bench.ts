// One layer of each cell beside the paper's net, in one run and in turns, operation by operation, so that a busy machine
// disturbs all alike: a lag of a block, a single trace, the recurrence, runs. Nothing is asserted. Run by `npm run bench`.
import { finished, traceBack } from "../../server/attribution/backward";
import { benchText, benchWeights } from "../../server/cli/measure";
import type { Kernels } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { bindRuns, selectKernels } from "../../server/kernels/select";
import { isPapers, shapeOf } from "../../server/kernels/shape";
import { namesOf } from "../../server/protocol/vocabulary/terms";
import { TRAINED_CELLS } from "../../server/training/trainable";

const H = 128;
const DEPTH = 50;
const ROUNDS = 60;
/** Rows of a block as attribution/blocks.ts chooses them. */
const rowsOf = { paper: 64, others: 32, reference: 2 };
const text = benchText(2048);
const kernels = selectKernels();

interface Task {
  readonly label: string;
  /** Runs several times and adds the milliseconds of each. */
  readonly run: (times: number[]) => void;
  readonly shown: (milliseconds: number) => string;
}

function timed(times: number[], piece: () => void): void {
  const start = performance.now();
  piece();
  times.push(performance.now() - start);
}

const tasks = namesOf(TRAINED_CELLS).flatMap((name): Task[] => {
  const weights = benchWeights(H, TRAINED_CELLS[name]);
  const shape = shapeOf(weights);
  const rows = isPapers(shape) ? rowsOf.paper : rowsOf.others;
  const bound = (backend: Kernels, count: number, window: number) => {
    const k = backend.bind(weights, { rows: count, window });
    k.recur(text, 0, window, new Float64Array(shape.stateSize), 0);
    k.readout(DEPTH, count);
    k.score(text, count);
    return k;
  };
  const lag = (backend: Kernels, count: number, lags: number): Task => {
    const k = bound(backend, count, 1024 + DEPTH);
    let t = DEPTH;
    return {
      label: `${name}: a lag of ${count} rows, GFLOP/s, ${backend.backend}`,
      run(times) {
        t = t + 2 * count <= 1024 ? t + count : DEPTH;
        k.outputGradient(count);
        for (let i = 0; i < lags; i++)
          timed(times, () => {
            k.lag(t, i, 0, count);
            k.step(0, count);
          });
      },
      shown: (ms) => ((count * shape.operations) / ms / 1e6).toFixed(1),
    };
  };
  const one = bound(kernels, 1, DEPTH + 1);
  const reader = bound(kernels, 64, 128);
  const state = new Float64Array(shape.stateSize);
  const runs = finished(bindRuns(kernels, weights, { rows: 8, steps: 4 }));
  const inputs = Uint16Array.from(text.subarray(0, 4));
  return [
    lag(kernels, rows, DEPTH),
    lag(referenceKernels, rowsOf.reference, 3),
    {
      label: `${name}: single trace, g_t included, us`,
      run(times) {
        for (let i = 0; i < 10; i++)
          timed(times, () => {
            one.score(text, 1);
            one.outputGradient(1);
            traceBack(one, DEPTH, DEPTH);
          });
      },
      shown: (ms) => (1000 * ms).toFixed(1),
    },
    {
      label: `${name}: recurrence alone, KB/s`,
      run(times) {
        for (let i = 0; i < 10; i++) timed(times, () => reader.recur(text, 16 * i, 16, state, 0));
      },
      shown: (ms) => (16 / ms).toFixed(1),
    },
    {
      label: `${name}: forward pass with predictions, KB/s`,
      run(times) {
        for (let i = 0; i < 5; i++)
          timed(times, () => {
            reader.recur(text, 32 * i, 32, state, 0);
            reader.readout(0, 32);
            reader.score(text.subarray(32 * i + 1), 32);
          });
      },
      shown: (ms) => (32 / ms).toFixed(1),
    },
    {
      label: `${name}: runs of 8 states, us a state and step`,
      run(times) {
        for (let i = 0; i < 10; i++) timed(times, () => runs.recur(inputs, 0, 4, 0, 8));
      },
      shown: (ms) => ((1000 * ms) / 32).toFixed(2),
    },
  ];
});

const times = tasks.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++)
  for (const [i, task] of tasks.entries()) task.run(times[i]);
console.log(`${"".padEnd(52)}   best 2 %    median`);
for (const [i, { label, shown }] of tasks.entries()) {
  const sorted = times[i].sort((a, b) => a - b);
  const at = (part: number) => shown(sorted[Math.floor(part * sorted.length)]).padStart(10);
  console.log(label.padEnd(52), at(0.02), at(0.5));
}
