// The forward pass run again with one step's input replaced (method.md, section 2: occlusion and
// integrated): the same recurrence and readout, another vector in place of W_x[:, x_{t-k}].
import type { ModelKernels } from "../kernels/interface";
import { type Aim, objectiveValue } from "./objective";
import type { Past } from "./types";

export class Replay {
  /** h before each step: row k holds h_{t-k-1}, float64. */
  private readonly before: Float64Array[];
  private readonly state: Float64Array;
  private readonly y: Uint8Array;

  /** Runs the unchanged text once; the kernels' window must hold L + 1 rows. */
  constructor(
    private readonly kernels: ModelKernels,
    private readonly past: Past,
    private readonly aim: Aim,
  ) {
    const L = past.bytes.length - 1;
    this.state = past.before.slice();
    this.y = Uint8Array.of(aim.target);
    this.before = new Array<Float64Array>(L + 1);
    for (let k = L; k >= 0; k--) {
      this.before[k] = this.state.slice();
      kernels.recur(past.bytes, L - k, 1, this.state, L - k);
    }
  }

  /** L with the vector v as input of step t-k; leaves the states in rows L-k .. L, the scores in row 0. */
  value(v: Float64Array, k: number): number {
    const L = this.past.bytes.length - 1;
    this.state.set(this.before[k]);
    this.kernels.recurVector(v, this.state, L - k);
    if (k > 0) this.kernels.recur(this.past.bytes, L - k + 1, k, this.state, L - k + 1);
    this.kernels.readout(L, 1);
    this.kernels.score(this.y, 1);
    return objectiveValue(this.kernels, this.aim);
  }
}
