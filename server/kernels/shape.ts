// The sizes of a net, which follow from its cell, its layers and its hidden size: of a state, an input vector, a step's
// pre-activations; where the parts of a layer lie in them; and which bytes it predicts. Layers are counted from the input,
// 0 to layers - 1, and lie from the readout down: the layer that is read out comes first.
import type { CellName, CellShape } from "./cells/cell";
import { CELLS } from "./cells/table";
import type { Weights } from "./weights";

export interface NetShape {
  readonly name: CellName;
  readonly cell: CellShape;
  /** Hidden size of every layer. */
  readonly H: number;
  readonly layers: number;
  /** Numbers of a state: h, and for an LSTM c, of every layer. */
  readonly stateSize: number;
  /** Numbers of an input vector W_ih e. */
  readonly inputSize: number;
  /** Numbers of D = dL/da of one step. */
  readonly errorSize: number;
  /** Operations of one step of the recurrence, which are those of one step of the trace too. */
  readonly operations: number;
  /** As in Weights; absent: all bytes are in it. */
  readonly alphabet?: Uint8Array;
}

/** @param net its weights, or without any layers on top the H of the paper's net */
export function shapeOf({
  H,
  cell: name = "tanh",
  upper = [],
  alphabet,
}: Pick<Weights, "H" | "cell" | "upper" | "alphabet">): NetShape {
  const cell = CELLS[name];
  const layers = 1 + upper.length;
  return {
    name,
    cell,
    H,
    layers,
    stateSize: layers * cell.parts * H,
    inputSize: cell.gates * H,
    errorSize: layers * cell.width * H,
    operations: 2 * cell.gates * H * H * (2 * layers - 1),
    ...(alphabet && { alphabet }),
  };
}

/** Where the parts of a layer begin that have `size` numbers a layer. */
export function layerAt({ layers }: Pick<NetShape, "layers">, layer: number, size: number): number {
  return (layers - 1 - layer) * size;
}

/** Whether the paper's gradient is defined: the column of a byte and the state have the same numbers. */
export function hasGradient({ cell, layers }: NetShape): boolean {
  return layers === 1 && cell.gates === 1;
}

/** The net of the paper: one layer of tanh. */
export function isPapers({ name, layers }: NetShape): boolean {
  return name === "tanh" && layers === 1;
}

/** What says which bytes a net predicts: its weights or its shape. */
export type Alphabetic = Pick<Weights, "alphabet">;

/** Whether a byte is in the net's alphabet: only such bytes are predicted. All else asks this. */
export function isPredicted({ alphabet }: Alphabetic, byte: number): boolean {
  return alphabet === undefined || alphabet[byte] === 1;
}

/** Those of upper layers are Wi, Wh and bh. */
export type TensorName = "Wx" | "Wi" | "Wh" | "bh" | "Wy" | "by";

/** The byte that a number of a tensor belongs to; undefined in the tensors between input and readout. */
export function byteOfNumber(H: number, name: TensorName, at: number): number | undefined {
  if (name === "Wx") return at % 256;
  if (name === "Wy") return Math.floor(at / H);
  return name === "by" ? at : undefined;
}

/** The same net with each tensor replaced, told its name. */
export function mapTensors(
  { Wx, Wh, bh, Wy, by, upper, ...rest }: Weights,
  map: (tensor: Float32Array, name: TensorName) => Float32Array,
): Weights {
  return {
    ...rest,
    Wx: map(Wx, "Wx"),
    Wh: map(Wh, "Wh"),
    bh: map(bh, "bh"),
    ...(upper && {
      upper: upper.map(({ Wi, Wh, b }) => ({
        Wi: map(Wi, "Wi"),
        Wh: map(Wh, "Wh"),
        b: map(b, "bh"),
      })),
    }),
    Wy: map(Wy, "Wy"),
    by: map(by, "by"),
  };
}
