// Whether the native kernels compute what they should on this machine: small nets of every cell are run, traced and trained,
// and the results compared with numbers of the reference that are stored here (a test makes them anew and compares). It takes
// a few milliseconds. Not here: the binary and what is done without it (native.node.ts).
import type { TrainedCell } from "../cells/cell";
import type { Kernels, Weights } from "../interface";
import { shapeOf } from "../shape";
import type { TrainingKernels } from "../training";

/** Not a multiple of any vector, so that the ends of rows are tried too. */
const H = 21;
const LAGS = 4;
const CELLS: readonly TrainedCell[] = ["tanh", "gru", "lstm"];
/** Relative, for sums of some hundred float32 operations; of numbers below LEAST, relative to that. */
const TOLERANCE = 1e-5;
const LEAST = 0.1;

/** Of each cell: log P of five predictions, the norms and gated shares at the last lag, the loss and the norm of a chunk. */
export const STORED: Readonly<Record<TrainedCell, readonly number[]>> = {
  tanh: [
    -8.200365573, -6.452061038, -6.744911735, -8.144195168, -5.55443605, 0.7344876599, 0.4289036705,
    0.5440016386, 0.8772772943, 0.4955299403, 0.2198459649, -0.0246768497, -0.3030255081,
    -0.07307017124, 0.08156056614, 56.41123868, 2.294376903,
  ],
  gru: [
    -6.161792007, -6.226301683, -6.923567018, -5.547927644, -5.683021275, 0.4148526541,
    0.4882510442, 0.4294932456, 0.442030062, 0.2016751562, 0.09235288672, 0.2251230593,
    -0.1618344113, -0.04354808552, 0.01742927148, 53.71961785, 1.087860579,
  ],
  lstm: [
    -5.559553374, -6.334839802, -5.19724421, -5.785882447, -5.728434923, 0.3375984788, 0.224097092,
    0.2216373993, 0.244673255, 0.2242304697, 0.01957572528, 0.02023083979, -0.1092458263,
    -0.01765871255, 0.01910101613, 49.99350426, 0.6104209166,
  ],
};

/** One sentence if the results differ from the stored numbers, else undefined. */
export function nativeDiffers(kernels: Kernels, training: TrainingKernels): string | undefined {
  for (const cell of CELLS) {
    const found = numbersOf(cell, kernels, training);
    const at = STORED[cell].findIndex(
      (stored, i) =>
        !(Math.abs(found[i] - stored) <= TOLERANCE * Math.max(LEAST, Math.abs(stored))),
    );
    if (at >= 0)
      return `its self-test differs (${cell}, number ${at}: ${found[at]}; expected ${STORED[cell][at]})`;
  }
  return undefined;
}

/** What the self-test compares, of these kernels. */
export function numbersOf(
  cell: TrainedCell,
  kernels: Kernels,
  training: TrainingKernels,
): number[] {
  const weights = netOf(cell);
  return [...ofTraces(weights, kernels), ...ofTraining(cell, weights, training)];
}

/** A net of numbers that look random, the same everywhere. */
function netOf(cell: TrainedCell): Weights {
  let state = 1;
  const numbers = (count: number, size: number) =>
    Float32Array.from({ length: count }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return size * (state / 2 ** 31 - 1);
    });
  const { gates, width } = shapeOf({ H, cell }).cell;
  return {
    ...(cell === "tanh" ? {} : { cell }),
    H,
    Wx: numbers(gates * H * 256, 1),
    Wh: numbers(gates * H * H, 0.4),
    bh: numbers(width * H, 0.2),
    Wy: numbers(256 * H, 1),
    by: numbers(256, 0.2),
  };
}

const TEXT = Uint8Array.from({ length: LAGS + 6 }, (_, t) => (t * 97 + 11) % 256);

function ofTraces(weights: Weights, backend: Kernels): number[] {
  const rows = TEXT.length - LAGS - 1;
  const kernels = backend.bind(weights, { rows, window: TEXT.length });
  kernels.recur(TEXT, 0, LAGS + rows, new Float64Array(kernels.shape.stateSize), 0);
  kernels.readout(LAGS, rows);
  kernels.score(TEXT.subarray(LAGS + 1), rows);
  kernels.outputGradient(rows);
  for (let k = 0; k < LAGS; k++) {
    kernels.lag(LAGS, k, 0, rows);
    kernels.step(0, rows);
  }
  kernels.lag(LAGS, LAGS, 0, rows);
  return [kernels.logP, kernels.norm, kernels.gated].flatMap((of) => [...of.subarray(0, rows)]);
}

function ofTraining(cell: TrainedCell, weights: Weights, backend: TrainingKernels): number[] {
  const length = TEXT.length - 1;
  const workspace = backend.allocate(H, { streams: 1, length }, cell);
  workspace.write("weights", weights);
  workspace.inputs.set(TEXT.subarray(0, length));
  workspace.targets.set(TEXT.subarray(1));
  const loss = workspace.backpropagate(length, 1 / length);
  const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 };
  return [loss, workspace.adam(1, 0.001, adam)];
}
