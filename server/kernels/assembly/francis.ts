// The eigenvalues of a Hessenberg matrix by Francis's QR iteration with two shifts (Golub and Van Loan, Matrix Computations,
// section 7.5), float64, without vectors: so only the block that is not done yet is changed. The sweep is that of EISPACK's
// hqr. Its reflectors come in groups: close to the diagonal each acts at once, on the long rows and columns a group acts
// together, which reads them once.
import { madd64 } from "./vector";

const EPSILON: f64 = 2.220446049250313e-16;
/** Reflectors of a group. */
const GROUP: i32 = 16;
/** Bytes of a reflector I - (1, q, r) (x, y, z)^T: these five numbers. */
const REFLECTOR: usize = 40;
/** Iterations without an eigenvalue after which the shifts are others. */
const PATIENCE: i32 = 10;

/**
 * Where the block that ends in row `last` begins: the first row above which a subdiagonal element is negligible. If the block
 * has more than two rows, one sweep of iteration `turn`, 0, 1, .. since the last eigenvalue, has been made over it.
 * H [last + 2 x ld], ld > last + 1, its elements outside of the matrix zero; norm of H, of any kind; work: GROUP reflectors.
 */
export function francisStep(H: usize, ld: i32, last: i32, turn: i32, norm: f64, work: usize): i32 {
  const row = <usize>ld << 3, diagonal = row + 8;
  let first = last;
  for (; first > 0; first--) {
    const d = H + <usize>first * diagonal;
    let size = abs(load<f64>(d)) + abs(load<f64>(d - diagonal));
    if (size == 0) size = norm;
    if (abs(load<f64>(d - 8)) <= EPSILON * size) {
      store<f64>(d - 8, 0);
      break;
    }
  }
  if (first < last - 1) sweep(H, row, first, last, turn, work);
  return first;
}

/** The element of row i and column j. */
// @ts-ignore: decorator
@inline
function element(H: usize, row: usize, i: i32, j: i32): f64 {
  return load<f64>(H + <usize>i * row + (<usize>j << 3));
}

function sweep(H: usize, row: usize, first: i32, last: i32, turn: i32, work: usize): void {
  // The shifts: eigenvalues of a 2 x 2 matrix with the diagonal x, y and the product w of the others.
  let x = element(H, row, last, last), y = element(H, row, last - 1, last - 1);
  let w = element(H, row, last, last - 1) * element(H, row, last - 1, last);
  if (turn > 0 && turn % PATIENCE == 0) {
    const up = turn % (2 * PATIENCE) != 0;
    const s = up
      ? abs(element(H, row, first + 1, first)) + abs(element(H, row, first + 2, first + 1))
      : abs(element(H, row, last, last - 1)) + abs(element(H, row, last - 1, last - 2));
    x = 0.75 * s + (up ? element(H, row, first, first) : x);
    y = x;
    w = -0.4375 * s * s;
  }
  // The sweep begins below two small subdiagonal elements in succession, if there are such.
  let p: f64 = 0, q: f64 = 0, r: f64 = 0;
  let m = last - 2;
  for (; ; m--) {
    const d = element(H, row, m, m), below = element(H, row, m + 1, m + 1);
    p = ((x - d) * (y - d) - w) / element(H, row, m + 1, m) + element(H, row, m, m + 1);
    q = below - d - (x - d) - (y - d);
    r = element(H, row, m + 2, m + 1);
    const s = abs(p) + abs(q) + abs(r);
    p /= s;
    q /= s;
    r /= s;
    if (m == first) break;
    const around = abs(element(H, row, m - 1, m - 1)) + abs(d) + abs(below);
    if (abs(element(H, row, m, m - 1)) * (abs(q) + abs(r)) <= EPSILON * abs(p) * around) break;
  }
  for (let from = m; from < last; from += GROUP) {
    const end = min(from + GROUP, last);
    const near = min(end + 2, last);
    for (let k = from; k < end; k++) {
      const c = H + <usize>k * row + (<usize>k << 3) - 8; // column k-1
      let size: f64 = 1;
      if (k > m) {
        p = load<f64>(c);
        q = load<f64>(c + row);
        r = load<f64>(c + 2 * row);
        size = abs(p) + abs(q) + abs(r);
      }
      const reflector = work + <usize>(k - from) * REFLECTOR;
      if (size == 0) {
        memory.fill(reflector, 0, REFLECTOR);
        continue;
      }
      p /= size;
      q /= size;
      r /= size;
      const s = copysign(sqrt(p * p + q * q + r * r), p);
      if (k > m) {
        store<f64>(c, -s * size);
        store<f64>(c + row, 0);
        if (k < last - 1) store<f64>(c + 2 * row, 0);
      } else if (m > first) store<f64>(c, -load<f64>(c));
      p += s;
      store<f64>(reflector, q / p);
      store<f64>(reflector, r / p, 8);
      store<f64>(reflector, p / s, 16);
      store<f64>(reflector, q / s, 24);
      store<f64>(reflector, r / s, 32);
      rowsNear(H + <usize>k * row, row, k, near, reflector);
      columnsNear(H + (<usize>k << 3), row, from, min(k + 3, last), reflector);
    }
    rowsFar(H + <usize>from * row, row, near + 1, last, work, end - from);
    columnsFar(H + (<usize>from << 3), row, first, from, work, end - from);
  }
}

/** One reflector from the left, on three rows at H, columns `from` to `to`. */
function rowsNear(H: usize, row: usize, from: i32, to: i32, reflector: usize): void {
  const q = load<f64>(reflector), r = load<f64>(reflector, 8);
  const x = load<f64>(reflector, 16), y = load<f64>(reflector, 24), z = load<f64>(reflector, 32);
  const G = H + row, F = G + row;
  for (let j = <usize>from << 3; j <= <usize>to << 3; j += 8) {
    const p = load<f64>(H + j) + q * load<f64>(G + j) + r * load<f64>(F + j);
    store<f64>(H + j, load<f64>(H + j) - p * x);
    store<f64>(G + j, load<f64>(G + j) - p * y);
    store<f64>(F + j, load<f64>(F + j) - p * z);
  }
}

/** The same from the right, on three columns at H, rows `from` to `to`. */
function columnsNear(H: usize, row: usize, from: i32, to: i32, reflector: usize): void {
  const q = load<f64>(reflector), r = load<f64>(reflector, 8);
  const x = load<f64>(reflector, 16), y = load<f64>(reflector, 24), z = load<f64>(reflector, 32);
  for (let h = H + <usize>from * row, end = H + <usize>to * row; h <= end; h += row) {
    const p = x * load<f64>(h) + y * load<f64>(h, 8) + z * load<f64>(h, 16);
    store<f64>(h, load<f64>(h) - p);
    store<f64>(h, load<f64>(h, 8) - p * q, 8);
    store<f64>(h, load<f64>(h, 16) - p * r, 16);
  }
}

/** `count` reflectors from the left, one row further each, on columns `from` to `to` of the rows at H. */
function rowsFar(H: usize, row: usize, from: i32, to: i32, work: usize, count: i32): void {
  const end = work + <usize>count * REFLECTOR;
  let j = from;
  for (; j + 7 <= to; j += 8) {
    let h = H + (<usize>j << 3);
    let a0 = v128.load(h), a1 = v128.load(h, 16), a2 = v128.load(h, 32), a3 = v128.load(h, 48);
    h += row;
    let b0 = v128.load(h), b1 = v128.load(h, 16), b2 = v128.load(h, 32), b3 = v128.load(h, 48);
    for (let reflector = work; reflector < end; reflector += REFLECTOR) {
      h += row;
      let c0 = v128.load(h), c1 = v128.load(h, 16), c2 = v128.load(h, 32), c3 = v128.load(h, 48);
      const q = v128.load_splat<f64>(reflector), r = v128.load_splat<f64>(reflector, 8);
      const p0 = madd64(r, c0, madd64(q, b0, a0)), p1 = madd64(r, c1, madd64(q, b1, a1));
      const p2 = madd64(r, c2, madd64(q, b2, a2)), p3 = madd64(r, c3, madd64(q, b3, a3));
      const x = v128.load_splat<f64>(reflector, 16), to = h - 2 * row;
      v128.store(to, f64x2.sub(a0, f64x2.mul(p0, x)));
      v128.store(to, f64x2.sub(a1, f64x2.mul(p1, x)), 16);
      v128.store(to, f64x2.sub(a2, f64x2.mul(p2, x)), 32);
      v128.store(to, f64x2.sub(a3, f64x2.mul(p3, x)), 48);
      const y = v128.load_splat<f64>(reflector, 24), z = v128.load_splat<f64>(reflector, 32);
      a0 = f64x2.sub(b0, f64x2.mul(p0, y));
      a1 = f64x2.sub(b1, f64x2.mul(p1, y));
      a2 = f64x2.sub(b2, f64x2.mul(p2, y));
      a3 = f64x2.sub(b3, f64x2.mul(p3, y));
      b0 = f64x2.sub(c0, f64x2.mul(p0, z));
      b1 = f64x2.sub(c1, f64x2.mul(p1, z));
      b2 = f64x2.sub(c2, f64x2.mul(p2, z));
      b3 = f64x2.sub(c3, f64x2.mul(p3, z));
    }
    v128.store(h, b0);
    v128.store(h, b1, 16);
    v128.store(h, b2, 32);
    v128.store(h, b3, 48);
    h -= row;
    v128.store(h, a0);
    v128.store(h, a1, 16);
    v128.store(h, a2, 32);
    v128.store(h, a3, 48);
  }
  if (j <= to)
    for (let reflector = work; reflector < end; reflector += REFLECTOR) {
      rowsNear(H, row, j, to, reflector);
      H += row;
    }
}

/** Two elements, a row apart. */
// @ts-ignore: decorator
@inline
function pair(h: usize, row: usize): v128 {
  return v128.load64_lane(h + row, v128.load64_zero(h), 1);
}

// @ts-ignore: decorator
@inline
function storePair(h: usize, row: usize, v: v128): void {
  v128.store64_lane(h, v, 0);
  v128.store64_lane(h + row, v, 1);
}

/** The same from the right, one column further each, on rows `from` to `to` - 1 of the columns at H. */
function columnsFar(H: usize, row: usize, from: i32, to: i32, work: usize, count: i32): void {
  const end = work + <usize>count * REFLECTOR;
  let i = from;
  for (; i + 8 <= to; i += 8) {
    let h = H + <usize>i * row;
    const two = 2 * row, four = 4 * row, six = 6 * row;
    let a0 = pair(h, row), a1 = pair(h + two, row), a2 = pair(h + four, row), a3 = pair(h + six, row);
    h += 8;
    let b0 = pair(h, row), b1 = pair(h + two, row), b2 = pair(h + four, row), b3 = pair(h + six, row);
    for (let reflector = work; reflector < end; reflector += REFLECTOR) {
      h += 8;
      let c0 = pair(h, row), c1 = pair(h + two, row), c2 = pair(h + four, row), c3 = pair(h + six, row);
      const x = v128.load_splat<f64>(reflector, 16), y = v128.load_splat<f64>(reflector, 24);
      const z = v128.load_splat<f64>(reflector, 32);
      const p0 = madd64(z, c0, madd64(y, b0, f64x2.mul(x, a0))), p1 = madd64(z, c1, madd64(y, b1, f64x2.mul(x, a1)));
      const p2 = madd64(z, c2, madd64(y, b2, f64x2.mul(x, a2))), p3 = madd64(z, c3, madd64(y, b3, f64x2.mul(x, a3)));
      const to = h - 16;
      storePair(to, row, f64x2.sub(a0, p0));
      storePair(to + two, row, f64x2.sub(a1, p1));
      storePair(to + four, row, f64x2.sub(a2, p2));
      storePair(to + six, row, f64x2.sub(a3, p3));
      const q = v128.load_splat<f64>(reflector), r = v128.load_splat<f64>(reflector, 8);
      a0 = f64x2.sub(b0, f64x2.mul(p0, q));
      a1 = f64x2.sub(b1, f64x2.mul(p1, q));
      a2 = f64x2.sub(b2, f64x2.mul(p2, q));
      a3 = f64x2.sub(b3, f64x2.mul(p3, q));
      b0 = f64x2.sub(c0, f64x2.mul(p0, r));
      b1 = f64x2.sub(c1, f64x2.mul(p1, r));
      b2 = f64x2.sub(c2, f64x2.mul(p2, r));
      b3 = f64x2.sub(c3, f64x2.mul(p3, r));
    }
    storePair(h, row, b0);
    storePair(h + two, row, b1);
    storePair(h + four, row, b2);
    storePair(h + six, row, b3);
    h -= 8;
    storePair(h, row, a0);
    storePair(h + two, row, a1);
    storePair(h + four, row, a2);
    storePair(h + six, row, a3);
  }
  if (i < to)
    for (let reflector = work; reflector < end; reflector += REFLECTOR) {
      columnsNear(H, row, i, to - 1, reflector);
      H += 8;
    }
}
