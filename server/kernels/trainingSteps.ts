// A chunk's recurrence on WebAssembly SIMD, forward and back: the paper's net fused into one call, every other cell step by
// step. Only addresses and the order of the calls are here; what comes before and after is in trainingSimd.ts.
import type { TrainedCell } from "./cells/cell";
import { SIMD_CELLS } from "./cells/simdTable";
import { PANEL } from "./layout";
import { isPapers } from "./shape";
import type { TrainingLayout } from "./trainingLayout";

/** Addresses and counts, in the order of assembly/training*.ts. */
type Operation = (...args: number[]) => number;
type Stepped = Exclude<TrainedCell, "tanh">;
export type StepExports = Readonly<
  Record<
    | "addColumns"
    | "addProduct"
    | "addRows"
    | "backwardChunk"
    | "clearRows"
    | "copyRows"
    | "forwardChunk"
    | "product"
    | `${Stepped}Forward32`
    | `${Stepped}Backward`,
    Operation
  >
>;

export interface Steps {
  /** Sets the states after the first `steps` steps. */
  forward(steps: number): void;
  /** From dL/dh of the readouts in G to D = dL/da. */
  backward(steps: number): void;
}

export function stepsOf(wasm: StepExports, layout: TrainingLayout, streams: number): Steps {
  return isPapers(layout.shape)
    ? fusedSteps(wasm, layout, streams)
    : cellSteps(wasm, layout, streams);
}

function fusedSteps(wasm: StepExports, { at, offsets, stride }: TrainingLayout, S: number): Steps {
  const panels = stride / PANEL;
  const weight = (offset: number) => at.weights + offset * 4;
  const { Wx, Wh, bh } = offsets;
  return {
    forward(steps) {
      wasm.forwardChunk(at.x, at.h, weight(Wx), weight(bh), at.recurrent, panels, S, steps);
    },
    backward(steps) {
      wasm.backwardChunk(at.h, at.G, at.carried, weight(Wh), panels, S, steps);
    },
  };
}

function cellSteps(wasm: StepExports, layout: TrainingLayout, S: number): Steps {
  const { at, offsets, shape, stride } = layout;
  const name = shape.name as Stepped;
  const [forward, backward] = [wasm[`${name}Forward32`], wasm[`${name}Backward`]];
  const { carries } = SIMD_CELLS[name];
  const weight = (offset: number) => at.weights + offset * 4;
  const [block, state, error, gates, factors] = [
    stride * 4,
    layout.state * 4,
    layout.error * 4,
    layout.gates * 4,
    layout.factors * 4,
  ];
  const hidden = layout.hidden * 4;
  const width = shape.cell.width * block;
  const panels = stride / PANEL;
  return {
    forward(steps) {
      for (let t = 0; t < steps; t++) {
        const row = t * S;
        const [a, h] = [at.D + row * error, at.h + row * state];
        wasm.copyRows(weight(offsets.bh), 0, a, error, width, S);
        const into = a + hidden;
        const all = layout.gates / PANEL;
        wasm.addProduct(h, state, at.recurrent, stride, all, into, error, S);
        wasm.addColumns(weight(offsets.Wx), at.x + row, gates, a + layout.input * 4, error, S);
        const kept = at.factors + row * factors;
        forward(a, error, h, h + S * state, state, kept, factors, block, S);
      }
    },
    backward(steps) {
      if (carries === 1) wasm.clearRows(at.G + (steps - 1) * S * state + block, state, block, S);
      for (let t = steps - 1; t >= 0; t--) {
        const row = t * S;
        const [D, G, kept] = [at.D + row * error, at.G + row * state, at.factors + row * factors];
        // What goes on to the step before joins what its own readout gives, in its rows of G.
        const next = G - S * state;
        const isOwn = carries === 1 && t > 0;
        const [carry, rowCarry] = isOwn ? [next + block, state] : [at.carried, block];
        backward(G, state, kept, factors, D, error, carry, rowCarry, block, S);
        if (t === 0) break;
        if (carries === 0) wasm.addRows(carry, rowCarry, next, state, block, S);
        const W = weight(offsets.Wh);
        wasm.addProduct(D + hidden, error, W, layout.gates, panels, next, state, S);
      }
    },
  };
}
