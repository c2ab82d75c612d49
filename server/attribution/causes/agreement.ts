// Whether the gradient and the occlusion of a prediction agree on which lags matter: Spearman's rank correlation of their
// sizes inside the position, and whether both name the same lag first.
import { square } from "../../kernels/elementary";

export interface Agreement {
  /** Of |gradient| and |occlusion| over the lags; null with fewer than two lags, or if one of them is constant. */
  readonly spearman: number | null;
  /** By chance this is so once in L + 1 times. */
  readonly topLagAgrees: boolean;
}

export function agreementOf(
  attribution: ArrayLike<number>,
  occlusion: ArrayLike<number>,
): Agreement {
  const sizes = [attribution, occlusion].map((values) => Array.from(values, Math.abs));
  const [a, b] = sizes;
  const top = (values: readonly number[]) => values.indexOf(Math.max(...values));
  return { spearman: spearman(a, b), topLagAgrees: top(a) === top(b) };
}

/** Pearson's correlation of the ranks; equal values share their mean rank. Null where it is not defined. */
export function spearman(a: readonly number[], b: readonly number[]): number | null {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    xx += square(x[i] - middle);
    yy += square(y[i] - middle);
    xy += (x[i] - middle) * (y[i] - middle);
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

function ranks(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((i, j) => values[i] - values[j]);
  const rank = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) to++;
    for (let at = from; at <= to; at++) rank[order[at]] = (from + to) / 2;
    from = to + 1;
  }
  return rank;
}
