// Weights laid out for the products: panels of a few columns, so that the inner loop reads on and on.
// Only copying, once for each model (or each update of a trainer): no arithmetic.

/** Columns of a panel of the float32 products. */
export const PANEL = 8;
/** Columns of a panel of the float64 recurrence. */
export const WIDE_PANEL = 16;

/**
 * out[panel][k][8] = B[k, 8 panel + c] for a float32 B [K x N] whose element (k, n) lies at
 * `k * rowStep + n * columnStep` elements (so a transposed matrix packs as well); zero outside,
 * up to `paddedK` rows and `panels` panels.
 */
export function packPanels(
  B: usize, rowStep: i32, columnStep: i32, K: i32, N: i32, paddedK: i32, panels: i32, out: usize,
): void {
  for (let panel = 0; panel < panels; panel++)
    for (let k = 0; k < paddedK; k++)
      for (let c = 0; c < PANEL; c++) {
        const n = panel * PANEL + c;
        const inside = k < K && n < N;
        store<f32>(out, inside ? load<f32>(B + ((<usize>(k * rowStep + n * columnStep)) << 2)) : 0);
        out += 4;
      }
}

/** The same in float64 and panels of sixteen columns: out[panel][k][16]. */
export function packWidePanels(
  B: usize, rowStep: i32, columnStep: i32, K: i32, N: i32, paddedK: i32, panels: i32, out: usize,
): void {
  for (let panel = 0; panel < panels; panel++)
    for (let k = 0; k < paddedK; k++)
      for (let c = 0; c < WIDE_PANEL; c++) {
        const n = panel * WIDE_PANEL + c;
        const inside = k < K && n < N;
        store<f64>(out, inside ? <f64>load<f32>(B + ((<usize>(k * rowStep + n * columnStep)) << 2)) : 0);
        out += 8;
      }
}
