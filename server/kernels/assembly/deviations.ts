// Runs that leave a common path, each by one other input, in float32: what is carried is the deviation d = h' - h from
// the path's state h. So an error is relative to the deviation, not to the state, and stays so from step to step.
import { PANEL, product } from "./product";
import { madd32 } from "./vector";

/**
 * `steps` steps. path [steps x stride] float64: h after each of them; leaves [steps] bytes: 1 where a row is added,
 * which leaves the path in this step; change [steps x stride]: by how much its input differs there. Wh: packPanels of
 * W_h^T; deviations, next [rows x stride], up to three rows more than are used; gaps [2 x stride] working space.
 * Rows 0 .. rows go on; returns how many there are then.
 */
export function deviate(
  path: usize, leaves: usize, change: usize, Wh: usize, deviations: usize, next: usize, gaps: usize,
  rows: i32, steps: i32, stride: i32,
): i32 {
  const row = <usize>stride << 2;
  for (; steps > 0; steps--) {
    const leaving = load<u8>(leaves++);
    if (rows > 0 || leaving) {
      gapsOf(path, gaps, row);
      // In whole tiles: a lone row costs more than a row of a tile.
      if (rows > 0) product(deviations, row, Wh, stride, stride / PANEL, 0, next, row, (rows + 3) & ~3);
      for (let r = 0; r < rows; r++) move(next + <usize>r * row, gaps, deviations + <usize>r * row, row);
      if (leaving) {
        move(change, gaps, deviations + <usize>rows * row, row);
        rows++;
      }
    }
    path += row << 1;
    change += row;
  }
  return rows;
}

/**
 * `rows` rows leave the path in the same step: h [stride] float64 is its state after that step, change [rows x stride] by
 * how much the input of each row differs there.
 */
export function leave(h: usize, change: usize, deviations: usize, gaps: usize, rows: i32, stride: i32): void {
  const row = <usize>stride << 2;
  gapsOf(h, gaps, row);
  for (let r = 0; r < rows; r++) move(change + <usize>r * row, gaps, deviations + <usize>r * row, row);
}

/** 1 + h and 1 - h, exact in float64 before they are rounded. */
// @ts-ignore: decorator
@inline
function gapsOf(h: usize, gaps: usize, row: usize): void {
  const one = f64x2.splat(1);
  for (let j: usize = 0; j < row; j += 8) {
    const s = v128.load(h + 2 * j);
    v128.store64_lane(gaps + j, f32x4.demote_f64x2_zero(f64x2.add(one, s)), 0);
    v128.store64_lane(gaps + row + j, f32x4.demote_f64x2_zero(f64x2.sub(one, s)), 0);
  }
}

const LOG2E: f32 = 1.44269504;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;
/** Adding and subtracting it rounds to an integer, which stays in the low bits of the sum. */
const ROUND: f32 = 12582912.0;
/** From here on the other state is 1 or -1 in float32, whatever h is. */
const MOST: f32 = 60;

/**
 * d = tanh(a + D) - tanh(a) with h = tanh(a), p = 1 + h and q = 1 - h: E p q / (q + (1 + E) p), E = expm1(2D). No
 * difference of near numbers is taken, so d is as exact, relatively, as D.
 */
// @ts-ignore: decorator
@inline
function move(D: usize, gaps: usize, d: usize, row: usize): void {
  for (let j: usize = 0; j < row; j += 16) {
    const x = v128.load(D + j);
    const y = f32x4.pmax(f32x4.pmin(f32x4.add(x, x), f32x4.splat(MOST)), f32x4.splat(-MOST));
    const rounded = madd32(y, f32x4.splat(LOG2E), f32x4.splat(ROUND));
    const n = f32x4.sub(rounded, f32x4.splat(ROUND));
    const r = madd32(n, f32x4.splat(-LN2_LOW), madd32(n, f32x4.splat(-LN2_HIGH), y));
    let e = madd32(r, f32x4.splat(1.0 / 5040.0), f32x4.splat(1.0 / 720.0));
    e = madd32(e, r, f32x4.splat(1.0 / 120.0));
    e = madd32(e, r, f32x4.splat(1.0 / 24.0));
    e = madd32(e, r, f32x4.splat(1.0 / 6.0));
    e = madd32(e, r, f32x4.splat(0.5));
    e = madd32(f32x4.mul(r, r), e, r);
    const one = f32x4.splat(1);
    const power = i32x4.add(i32x4.shl(rounded, 23), one);
    const E = madd32(power, e, f32x4.sub(power, one));
    const p = v128.load(gaps + j), q = v128.load(gaps + row + j);
    v128.store(d + j, f32x4.div(f32x4.mul(f32x4.mul(E, p), q), madd32(madd32(power, e, power), p, q)));
  }
}
