// exp, log, log1p and tanh of kernels/elementary.ts: at most one in the last place from the engine's own, over the whole range of
// float64, and exact where the answer is. That every engine gives the same bits is tested in test/protocol/library.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { exp, log, log1p, tanh } from "../../server/kernels/elementary";

/** The engine's own may be off by one in the last place themselves. */
const TWO_PLACES = 2 * 2 ** -52;

function assertNear(found: number, expected: number, what: string): void {
  if (Object.is(found, expected) || found === expected) return;
  const error = Math.abs(found - expected) / Math.max(Math.abs(expected), 2 ** -1022);
  assert.ok(error <= TWO_PLACES, `${what}: ${found}, ${expected}`);
}

const values = { numRuns: 3000 };

test("tanh is odd, and 1 where nothing is left of the rest", () => {
  assert.ok(Object.is(tanh(0), 0));
  assert.deepEqual([tanh(30), tanh(-30), tanh(Number.POSITIVE_INFINITY)], [1, -1, 1]);
  assert.ok(Number.isNaN(tanh(Number.NaN)));
  const bound = (x: number) =>
    assert.ok(
      Math.abs(tanh(x) - Math.tanh(x)) <= 8 * 2 ** -53 * Math.abs(Math.tanh(x)),
      `tanh ${x}`,
    );
  for (const x of [1e-300, 1e-9, 0.17, 0.18, 21.9, 22.1]) bound(x);
  fc.assert(
    fc.property(fc.double({ min: -23, max: 23, noNaN: true }), (x) => {
      bound(x);
      assert.equal(tanh(-x), -tanh(x));
    }),
    values,
  );
  fc.assert(fc.property(fc.double({ min: -0.5, max: 0.5, noNaN: true }), bound), values);
});

test("exp is e^x", () => {
  for (const [x, e] of [
    [0, 1],
    [-0, 1],
    [Number.NEGATIVE_INFINITY, 0],
    [-746, 0],
    [710, Number.POSITIVE_INFINITY],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  ] as const)
    assert.equal(exp(x), e);
  assert.ok(Number.isNaN(exp(Number.NaN)));
  for (const x of [1, -1, 1e-300, 709.78, -708.4, -744, 0.5 * Math.LN2, -0.5 * Math.LN2])
    assertNear(exp(x), Math.exp(x), `exp ${x}`);
  fc.assert(
    fc.property(fc.double({ min: -708, max: 709, noNaN: true }), (x) =>
      assertNear(exp(x), Math.exp(x), `exp ${x}`),
    ),
    values,
  );
  fc.assert(
    fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (x) =>
      assertNear(exp(x), Math.exp(x), `exp ${x}`),
    ),
    values,
  );
});

test("log is its inverse, of every positive number", () => {
  assert.ok(Object.is(log(1), 0));
  assert.equal(log(0), Number.NEGATIVE_INFINITY);
  assert.equal(log(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(log(-1)) && Number.isNaN(log(Number.NaN)));
  for (const x of [
    2,
    0.5,
    Number.MIN_VALUE,
    2 ** -1022,
    Number.MAX_VALUE,
    1 + 2 ** -52,
    1 - 2 ** -53,
  ])
    assertNear(log(x), Math.log(x), `log ${x}`);
  fc.assert(
    fc.property(fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }), (x) =>
      assertNear(log(x), Math.log(x), `log ${x}`),
    ),
    values,
  );
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 2, noNaN: true }), (x) =>
      assertNear(log(x), Math.log(x), `log ${x}`),
    ),
    values,
  );
});

test("log1p keeps what is too small to change 1", () => {
  assert.equal(log1p(0), 0);
  assert.equal(log1p(-1), Number.NEGATIVE_INFINITY);
  assert.equal(log1p(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(log1p(-2)) && Number.isNaN(log1p(Number.NaN)));
  for (const x of [1e-300, -1e-300, 1e-17, -1e-17, 1e300, -0.5, 0.5, 1e10])
    assertNear(log1p(x), Math.log1p(x), `log1p ${x}`);
  fc.assert(
    fc.property(fc.double({ min: -1, minExcluded: true, max: 1e6, noNaN: true }), (x) =>
      assertNear(log1p(x), Math.log1p(x), `log1p ${x}`),
    ),
    values,
  );
  fc.assert(
    fc.property(fc.double({ min: -0.6, max: 0.6, noNaN: true }), (x) =>
      assertNear(log1p(x), Math.log1p(x), `log1p ${x}`),
    ),
    values,
  );
});
