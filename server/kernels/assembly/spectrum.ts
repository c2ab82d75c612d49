// Entry: what the eigenvalues and the largest singular value of a matrix need, float64. The order of the calls, memory and
// its layout belong to the caller (spectrum.ts).
import { madd64, sum64 } from "./vector";

export { hessenbergStep } from "./hessenberg";
export { francisStep } from "./francis";

/** y = A x; A [n x ld] with its columns from n on zero, ld even, x and y [ld]. */
export function times(A: usize, ld: i32, n: i32, x: usize, y: usize): void {
  const row = <usize>ld << 3;
  for (let i = 0; i < n; i++) {
    let a = f64x2.splat(0), b = a;
    for (let j: usize = 0; j < row; j += 32) {
      a = madd64(v128.load(A + j), v128.load(x + j), a);
      b = madd64(v128.load(A + j, 16), v128.load(x + j, 16), b);
    }
    store<f64>(y, sum64(f64x2.add(a, b)));
    A += row;
    y += 8;
  }
}

/** y = A^T x. */
export function timesTransposed(A: usize, ld: i32, n: i32, x: usize, y: usize): void {
  const row = <usize>ld << 3;
  memory.fill(y, 0, row);
  for (let i = 0; i < n; i++) {
    const s = v128.load_splat<f64>(x);
    for (let j: usize = 0; j < row; j += 16) v128.store(y + j, madd64(s, v128.load(A + j), v128.load(y + j)));
    A += row;
    x += 8;
  }
}
