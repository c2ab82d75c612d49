// One step of a net in float64, forward and forward-mode, for the kernels and the runs of the reference: through the layers
// from the bottom up. What a cell does with its pre-activations is in cells/.
import type { At, Cell } from "./cells/cell";
import { CELLS } from "./cells/table";
import type { Weights } from "./interface";
import { layerAt, type NetShape, shapeOf } from "./shape";

export class ReferenceRecurrence {
  readonly cell: Cell;
  readonly shape: NetShape;
  /** Numbers that backward() needs of a step. */
  readonly tapeSize: number;
  /** [gates H] W_ih e of the next step. */
  private readonly input: Float64Array;
  private readonly a: Float64Array;

  constructor(private readonly w: Weights) {
    this.shape = shapeOf(w);
    this.cell = CELLS[this.shape.name];
    this.tapeSize = this.shape.layers * this.cell.kept * w.H;
    this.input = new Float64Array(this.shape.inputSize);
    this.a = new Float64Array(this.cell.width * w.H);
  }

  /** W_h of a layer. */
  hidden(layer: number): Float32Array {
    return layer === 0 ? this.w.Wh : (this.w.upper ?? [])[layer - 1].Wh;
  }

  takeByte(x: number): void {
    const { Wx } = this.w;
    for (let i = 0; i < this.input.length; i++) this.input[i] = Wx[i * 256 + x];
  }

  takeVector(v: Float64Array): void {
    this.input.set(v);
  }

  /** The state goes on by one step, from the bottom layer up. */
  step(state: At, tape: At): void {
    const { a, cell, input, shape, w } = this;
    const { H } = w;
    for (let layer = 0; layer < shape.layers; layer++) {
      const at = state.at + layerAt(shape, layer, cell.parts * H);
      const upper = layer === 0 ? undefined : (w.upper ?? [])[layer - 1];
      a.fill(0);
      if (!upper)
        for (const [gate, place] of cell.input.entries())
          for (let i = 0; i < H; i++) a[place * H + i] = input[gate * H + i];
      addTo(a, upper?.b ?? w.bh);
      // h of the layer below, as this step has left it.
      if (upper) this.addProduct(upper.Wi, cell.input, state.numbers, at + cell.parts * H);
      this.addProduct(this.hidden(layer), cell.hidden, state.numbers, at);
      const kept = { numbers: tape.numbers, at: tape.at + layer * cell.kept * H };
      cell.forward(H, a, { numbers: state.numbers, at }, kept);
    }
  }

  tangent(tape: At, u: Float64Array): void {
    const { a, cell, shape, w } = this;
    const { H } = w;
    for (let layer = 0; layer < shape.layers; layer++) {
      const at = layerAt(shape, layer, cell.parts * H);
      a.fill(0);
      if (layer > 0)
        this.addProduct((w.upper ?? [])[layer - 1].Wi, cell.input, u, at + cell.parts * H);
      this.addProduct(this.hidden(layer), cell.hidden, u, at);
      const kept = { numbers: tape.numbers, at: tape.at + layer * cell.kept * H };
      cell.tangent(H, kept, a, { numbers: u, at });
    }
  }

  /** a += W v, the rows of W [gates H x H] to their places; v is H numbers from `at` on. */
  private addProduct(
    W: Float32Array,
    places: readonly number[],
    v: Float64Array,
    at: number,
  ): void {
    const { a } = this;
    const { H } = this.w;
    for (const [gate, place] of places.entries())
      for (let i = 0; i < H; i++) {
        let sum = a[place * H + i];
        const row = (gate * H + i) * H;
        for (let j = 0; j < H; j++) sum += W[row + j] * v[at + j];
        a[place * H + i] = sum;
      }
  }
}

function addTo(a: Float64Array, b: Float32Array): void {
  for (let i = 0; i < a.length; i++) a[i] += b[i];
}
