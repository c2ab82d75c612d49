// Where the state moves when an input column moves a little (docs/patterns.md, section 5): (dh_t / d pre_{t-k}) W_x[:, x_{t-k}]
// for all lags of a window, carried forward along the text in float64, and the share of a gradient that lies in the span
// of some of them. For Elman nets of one layer.
import { CELLS } from "../kernels/cells/table";
import { square } from "../kernels/elementary";
import type { Weights } from "../kernels/interface";
import { shapeOf } from "../kernels/shape";

/** Of a column, the part that may be left after projection for it to count as dependent on the others. */
const DEPENDENT = 1e-10;

export class Columns {
  /** [W x H] The column of position s is in row s mod W. */
  private readonly rows: Float64Array;
  private readonly Wh: Float64Array;
  private readonly moved: Float64Array;
  private position = -1;
  private count = 0;

  /** @param W lags of the window, k = 0 .. W - 1 */
  constructor(
    private readonly weights: Weights,
    readonly W: number,
  ) {
    const { H } = weights;
    this.rows = new Float64Array(W * H);
    this.Wh = Float64Array.from(weights.Wh);
    this.moved = new Float64Array(H);
  }

  /** Forgets everything; the next step is that of position t. */
  restart(t: number): void {
    this.position = t - 1;
    this.count = 0;
  }

  /** The last position taken. */
  get at(): number {
    return this.position;
  }

  /** Takes the byte x at the next position, after which the state is h, float64 [H]. */
  step(x: number, h: Float64Array): void {
    const { weights, Wh, rows, moved, W } = this;
    const { H } = weights;
    const cell = CELLS[shapeOf(weights).name];
    const t = ++this.position;
    const tape = { numbers: h, at: 0 };
    for (let k = 1; k <= Math.min(this.count, W - 1); k++) {
      const at = ((t - k) % W) * H;
      for (let i = 0; i < H; i++) {
        const row = i * H;
        let [a, b] = [0, 0];
        let j = 0;
        for (; j + 1 < H; j += 2) {
          a += Wh[row + j] * rows[at + j];
          b += Wh[row + j + 1] * rows[at + j + 1];
        }
        if (j < H) a += Wh[row + j] * rows[at + j];
        moved[i] = a + b;
      }
      cell.tangent(H, tape, moved, { numbers: rows, at });
    }
    for (let i = 0; i < H; i++) moved[i] = weights.Wx[i * 256 + x];
    cell.tangent(H, tape, moved, { numbers: rows, at: (t % W) * H });
    this.count++;
  }

  /** The column of lag k, which must have been taken. */
  lag(k: number): Float64Array {
    if (k >= this.count || k >= this.W) throw new RangeError(`lag ${k} of ${this.count}`);
    const { H } = this.weights;
    const row = (this.position - k) % this.W;
    return this.rows.subarray(row * H, (row + 1) * H);
  }
}

/** ||projection of g on the span of the columns||^2 / ||g||^2; undefined if g is zero. */
export function spanShare(columns: readonly Float64Array[], g: Float64Array): number | undefined {
  const all = dot(g, g);
  if (!(all > 0)) return undefined;
  const basis: Float64Array[] = [];
  let inside = 0;
  for (const column of columns) {
    const size = Math.sqrt(dot(column, column));
    if (!(size > 0)) continue;
    const rest = column.map((value) => value / size);
    // Twice, since once leaves rounding errors of what was taken away.
    for (let round = 0; round < 2; round++) for (const unit of basis) without(rest, unit);
    const left = Math.sqrt(dot(rest, rest));
    if (left < DEPENDENT) continue;
    for (let i = 0; i < rest.length; i++) rest[i] /= left;
    basis.push(rest);
    inside += square(dot(rest, g));
  }
  return Math.min(1, inside / all);
}

function without(v: Float64Array, unit: Float64Array): void {
  const along = dot(v, unit);
  for (let i = 0; i < v.length; i++) v[i] -= along * unit[i];
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
