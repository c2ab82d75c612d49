// The kernels of many runs: a state has the bits of the single recurrence whatever moves beside it, the readout those of
// plain float64, and the quick look at runs that leave a path is close to what float64 says of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { predict } from "../../server/attribution/objective";
import type { CellName } from "../../server/kernels/cells/cell";
import { referenceKernels } from "../../server/kernels/reference";
import { REPLACED, type Runs } from "../../server/kernels/runs";
import { bindRuns } from "../../server/kernels/select";
import { shapeOf } from "../../server/kernels/shape";
import { backends } from "../tools/backends";
import {
  anyNet,
  fastBackends,
  hiddenSizes,
  randomNet,
  randomNumbers,
  randomText,
  randomWeights,
} from "./kernelsModels";

const papersNet = fc.record({
  cell: fc.constant<CellName>("tanh"),
  layers: fc.constant(1),
  H: fc.oneof(fc.integer({ min: 1, max: 67 }), fc.constant(128)),
  seed: fc.nat(1e6),
  gain: fc.constantFrom(0.5, 1, 5),
});
const cases = fc.record({
  net: fc.oneof(papersNet, anyNet),
  rows: fc.integer({ min: 1, max: 21 }),
  first: fc.nat(4),
});

for (const backend of backends())
  test(`${backend.backend}: a state has the bits of the single recurrence, whatever moves beside it`, () => {
    fc.assert(
      fc.property(cases, ({ net, rows, first }) => {
        const weights = randomNet(net);
        const { stateSize, inputSize } = shapeOf(weights);
        const { seed } = net;
        const runs = finished(bindRuns(backend, weights, { rows: first + rows + 1, steps: 9 }));
        const single = backend.bind(weights, { rows: 1, window: 1 });
        const text = randomText(9, seed);
        const next = randomNumbers(seed);
        const v = Float64Array.from({ length: inputSize }, next);
        runs.replacement.set(v);
        const inputs = Uint16Array.from(text, (x, s) => (s % 4 === 2 ? REPLACED : x));
        const begun = Array.from({ length: first + rows + 1 }, () =>
          Float64Array.from({ length: stateSize }, next),
        );
        for (const [row, h] of begun.entries()) runs.states.set(h, row * runs.stride);
        runs.recur(inputs, 1, 3, first, first + rows);
        runs.recur(inputs, 4, 5, first, first + rows);
        runs.readout(first, first + rows);
        for (const [row, h] of begun.entries()) {
          const state = runs.states.subarray(row * runs.stride, (row + 1) * runs.stride);
          if (row >= first && row < first + rows) {
            for (let s = 1; s < 9; s++)
              if (inputs[s] === REPLACED) single.recurVector(v, h, 0);
              else single.recur(text, s, 1, h, 0);
            const logits = runs.logits.subarray(row * 256, (row + 1) * 256);
            assert.deepEqual(
              logits,
              predict(weights, h.subarray(0, net.H)).Z,
              `logits of row ${row}`,
            );
          }
          assert.deepEqual(state.subarray(0, stateSize), h, `row ${row} of ${first} and ${rows}`);
          assert.ok(state.subarray(stateSize).every((padding) => padding === 0));
        }
      }),
      { numRuns: 120 },
    );
  });

/** Runs a text that leaves its own path at every step once, by the input `v`, with the quick look and in float64. */
function shiftsOf(
  runs: Runs,
  exact: Runs,
  weights: ReturnType<typeof randomWeights>,
  text: Uint8Array,
) {
  const { screen, stride } = runs;
  assert.ok(screen);
  const { H, Wx } = weights;
  const steps = text.length;
  const v = Float64Array.from({ length: H }, randomNumbers(steps));
  exact.replacement.set(v);
  const inputs = Uint16Array.from(text);
  const begin = (row: number, h: ArrayLike<number>) => exact.states.set(h, row * exact.stride);
  const state = () => exact.states.slice(0, H);
  begin(0, new Float64Array(H));
  const before: Float64Array[] = [];
  for (let s = 0; s < steps; s++) {
    before.push(state());
    exact.recur(inputs, s, 1, 0, 1);
    screen.path.set(state(), s * stride);
    for (let i = 0; i < H; i++) screen.change[s * stride + i] = v[i] - Wx[i * 256 + text[s]];
  }
  exact.readout(0, 1);
  const base = exact.logits.slice(0, 256);
  return before.map((h, s) => {
    begin(0, h);
    inputs[s] = REPLACED;
    exact.recur(inputs, s, steps - s, 0, 1);
    inputs[s] = text[s];
    exact.readout(0, 1);
    return base.map((z, o) => exact.logits[o] - z);
  });
}

for (const backend of fastBackends) {
  test(`${backend.backend}: deviations from a path, for every hidden size and any division of the steps`, () => {
    for (const H of hiddenSizes)
      for (const gain of [0.5, 1]) {
        const weights = randomWeights(H, H, gain);
        const text = randomText(13, H);
        const capacity = { rows: 13, steps: 13 };
        const runs = finished(bindRuns(backend, weights, capacity));
        const want = shiftsOf(
          runs,
          finished(bindRuns(referenceKernels, weights, capacity)),
          weights,
          text,
        );
        const { screen } = runs;
        assert.ok(screen);
        const all = new Uint8Array(13).fill(1);
        assert.equal(screen.deviate(all, 0, 13, 0, 0), 13);
        screen.readout(0, 13);
        const whole = screen.shifts.slice();
        for (const [row, shift] of want.entries()) {
          const largest = Math.max(...shift.map(Math.abs));
          for (let o = 0; o < 256; o++) {
            const error = Math.abs(whole[row * 256 + o] - shift[o]);
            assert.ok(
              error <= 1e-4 * largest + 1e-12,
              `H = ${H}, row ${row}, logit ${o}: ${error} of ${largest}`,
            );
          }
        }
        // Some rows only, in two calls each: the same bits.
        const some = Uint8Array.from(all, (_, s) => (s % 3 === 1 ? 1 : 0));
        assert.equal(screen.deviate(some, 0, 6, 5, 0), 2);
        assert.equal(screen.deviate(some, 6, 7, 5, 2), 4);
        screen.readout(5, 9);
        for (const [i, row] of [1, 4, 7, 10].entries())
          assert.deepEqual(
            screen.shifts.slice((5 + i) * 256, (6 + i) * 256),
            whole.slice(row * 256, (row + 1) * 256),
          );
        // All in one step, each by its own change: the bits of rows that leave one after the other.
        const { change } = screen;
        const last = change.slice(4 * runs.stride, 5 * runs.stride);
        for (let row = 0; row < 3; row++) change.set(last, row * runs.stride);
        screen.leave(4, 3);
        const none = new Uint8Array(13);
        assert.equal(screen.deviate(none, 5, 8, 0, 3), 3);
        screen.readout(0, 3);
        for (let row = 0; row < 3; row++)
          assert.deepEqual(
            screen.shifts.slice(row * 256, (row + 1) * 256),
            whole.slice(4 * 256, 5 * 256),
          );
      }
  });

  test(`${backend.backend}: a small deviation keeps its digits, a large one its sign`, () => {
    const weights = randomWeights(20, 7, 1);
    const [capacity, text] = [{ rows: 9, steps: 9 }, randomText(9, 7)];
    const runs = finished(bindRuns(backend, weights, capacity));
    shiftsOf(runs, finished(bindRuns(referenceKernels, weights, capacity)), weights, text);
    const { screen, stride } = runs;
    assert.ok(screen);
    const one = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0);
    const change = screen.change.slice();
    const shiftsFor = (scale: number) => {
      for (const [i, d] of change.entries()) screen.change[i] = d * scale;
      screen.deviate(one, 0, 9, 0, 0);
      screen.readout(0, 1);
      return Float64Array.from(screen.shifts.subarray(0, 256));
    };
    // In the limit the shift is proportional to the change: far below the rounding error of a float32 state.
    const [small, smaller] = [shiftsFor(1e-8), shiftsFor(1e-12)];
    const largest = Math.max(...small.map(Math.abs));
    for (let o = 0; o < 256; o++)
      assert.ok(Math.abs(small[o] - 1e4 * smaller[o]) <= 2e-5 * largest, `logit ${o}`);
    // Saturated: h' is 1 or -1, whatever the size.
    assert.deepEqual(shiftsFor(1e6), shiftsFor(1e9));
    assert.ok(shiftsFor(1e9).every(Number.isFinite));
    assert.equal(stride % 16, 0);
  });

  test(`${backend.backend}: what lies outside the capacity is refused`, () => {
    const runs = finished(bindRuns(backend, randomWeights(5, 1), { rows: 3, steps: 4 }));
    const { screen } = runs;
    assert.ok(screen);
    const inputs = new Uint16Array(9);
    const leaves = new Uint8Array(9).fill(1);
    const outside = { name: "RangeError", message: /outside the capacity/ };
    assert.throws(() => runs.recur(inputs, 0, 5, 0, 1), outside);
    assert.throws(() => runs.recur(inputs, 0, 1, 2, 4), outside);
    assert.throws(() => runs.readout(-1, 2), outside);
    assert.throws(() => screen.deviate(leaves, 0, 4, 0, 0), outside);
    assert.throws(() => screen.deviate(leaves, 3, 2, 0, 0), outside);
    assert.throws(() => screen.leave(4, 1), outside);
    assert.throws(() => screen.leave(0, 4), outside);
    assert.throws(() => screen.readout(0, 4), outside);
  });
}
