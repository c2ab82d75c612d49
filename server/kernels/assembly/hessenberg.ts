// Householder reduction of a real matrix to Hessenberg form, H = Q^T A Q, float64 (Golub and Van Loan, Matrix Computations,
// section 7.4). Q is not kept, since only eigenvalues are asked for. Each step changes the matrix from the left and from the
// right; the change waits and is made while the next step reads the matrix, so that a step goes through it once.
import { madd64, sum64 } from "./vector";

/**
 * Step k of 0 .. n-2, in this order: makes column k zero below the subdiagonal. H [n x ld], ld > n, its columns from n on
 * zero. work [5 x ld]: v, w and u of the change that waits, H - v w^T - u v^T, then the v and w of this step; all zero before
 * step 0. After step n-2 no change waits.
 */
export function hessenbergStep(H: usize, ld: i32, n: i32, k: i32, work: usize): void {
  const row = <usize>ld << 3;
  // The two pairs of v and w take turns.
  const odd = k & 1;
  const v = work + (odd ? 3 * row : 0), w = v + row, u = work + 2 * row;
  const y = work + (odd ? 0 : 3 * row), z = y + row;
  const beta = reflector(H, row, n, k, v, w, u, y);
  memory.fill(z, 0, row);
  const first = <usize>(k + 1) << 3, end = <usize>n << 3;
  let i = 0;
  for (; i + 1 < n; i += 2) twoRows(H + <usize>i * row, row, first, end, v, w, u, y, z, <usize>i << 3);
  if (i < n) oneRow(H + <usize>i * row, first, end, v, w, u, y, z, <usize>i << 3);
  // u = beta H y; w = beta (H^T y - (y . u) y): v w^T then also makes up for what u v^T takes twice.
  let dot: f64 = 0;
  for (let at: usize = 0; at < end; at += 8) {
    const value = beta * load<f64>(u + at);
    store<f64>(u + at, value);
    dot += value * load<f64>(y + at);
  }
  for (let at: usize = 0; at < end; at += 8)
    store<f64>(z + at, beta * (load<f64>(z + at) - dot * load<f64>(y + at)));
}

/** Brings column k up to date; y and the beta of I - beta y y^T, which makes it (.., alpha, 0, .., 0). */
function reflector(H: usize, row: usize, n: i32, k: i32, v: usize, w: usize, u: usize, y: usize): f64 {
  const column = <usize>k << 3;
  const wk = load<f64>(w + column), vk = load<f64>(v + column);
  let rest: f64 = 0;
  for (let i = 0; i < n; i++) {
    const at = <usize>i << 3, element = H + <usize>i * row + column;
    const value = load<f64>(element) - load<f64>(v + at) * wk - load<f64>(u + at) * vk;
    if (i <= k) store<f64>(element, value);
    else if (i > k + 1) {
      store<f64>(element, 0);
      rest += value * value;
    }
    store<f64>(y + at, i <= k ? 0 : value);
  }
  const at = <usize>(k + 1) << 3, element = H + <usize>(k + 1) * row + column;
  const a = load<f64>(y + at);
  if (rest == 0) {
    store<f64>(element, a);
    memory.fill(y, 0, row);
    return 0;
  }
  const alpha = -copysign(sqrt(a * a + rest), a);
  const head = a - alpha;
  store<f64>(element, alpha);
  store<f64>(y + at, head);
  return 2 / (head * head + rest);
}

/** Rows at H and the next: H -= v w^T + u v^T, then u = H y and z += H^T y, of columns from `first` to `end`. */
function twoRows(
  H: usize, row: usize, first: usize, end: usize, v: usize, w: usize, u: usize, y: usize, z: usize, at: usize,
): void {
  const G = H + row;
  const va = f64x2.neg(v128.load_splat<f64>(v + at)), ua = f64x2.neg(v128.load_splat<f64>(u + at));
  const vb = f64x2.neg(v128.load_splat<f64>(v + at, 8)), ub = f64x2.neg(v128.load_splat<f64>(u + at, 8));
  const ya = v128.load_splat<f64>(y + at), yb = v128.load_splat<f64>(y + at, 8);
  let a = f64x2.splat(0), b = a;
  for (let j = first; j < end; j += 16) {
    const wj = v128.load(w + j), vj = v128.load(v + j), yj = v128.load(y + j);
    const h = madd64(ua, vj, madd64(va, wj, v128.load(H + j)));
    const g = madd64(ub, vj, madd64(vb, wj, v128.load(G + j)));
    v128.store(H + j, h);
    v128.store(G + j, g);
    a = madd64(h, yj, a);
    b = madd64(g, yj, b);
    v128.store(z + j, madd64(yb, g, madd64(ya, h, v128.load(z + j))));
  }
  store<f64>(u + at, sum64(a));
  store<f64>(u + at, sum64(b), 8);
}

/** The same of one row. */
function oneRow(H: usize, first: usize, end: usize, v: usize, w: usize, u: usize, y: usize, z: usize, at: usize): void {
  const va = f64x2.neg(v128.load_splat<f64>(v + at)), ua = f64x2.neg(v128.load_splat<f64>(u + at));
  const ya = v128.load_splat<f64>(y + at);
  let a = f64x2.splat(0);
  for (let j = first; j < end; j += 16) {
    const h = madd64(ua, v128.load(v + j), madd64(va, v128.load(w + j), v128.load(H + j)));
    v128.store(H + j, h);
    a = madd64(h, v128.load(y + j), a);
    v128.store(z + j, madd64(ya, h, v128.load(z + j)));
  }
  store<f64>(u + at, sum64(a));
}
