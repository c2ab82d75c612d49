// The cost of tracing sparsely: a sparse attribution against the dense one over the same lags (docs/method.md,
// section 3).

export interface Fidelity {
  /** sum |a' - a| / sum |a|; 0 if both vanish. */
  readonly relativeL1: number;
  /** 1 if both vanish, 0 if only one does. */
  readonly cosine: number;
  readonly topLagAgrees: boolean;
}

export const exact: Fidelity = { relativeL1: 0, cosine: 1, topLagAgrees: true };

export function fidelity(sparse: Float64Array, dense: Float64Array): Fidelity {
  let difference = 0;
  let sum = 0;
  let dot = 0;
  let ss = 0;
  let dd = 0;
  let topSparse = 0;
  let topDense = 0;
  for (let k = 0; k < dense.length; k++) {
    difference += Math.abs(sparse[k] - dense[k]);
    sum += Math.abs(dense[k]);
    dot += sparse[k] * dense[k];
    ss += sparse[k] * sparse[k];
    dd += dense[k] * dense[k];
    if (Math.abs(sparse[k]) > Math.abs(sparse[topSparse])) topSparse = k;
    if (Math.abs(dense[k]) > Math.abs(dense[topDense])) topDense = k;
  }
  return {
    relativeL1: sum > 0 ? difference / sum : difference > 0 ? 1 : 0,
    cosine: ss > 0 && dd > 0 ? dot / Math.sqrt(ss * dd) : ss === dd ? 1 : 0,
    topLagAgrees: topSparse === topDense,
  };
}
