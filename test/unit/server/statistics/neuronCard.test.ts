// The card of a neuron against plain loops in float64, for every cell, several layers and an alphabet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../../../server/attribution/backward";
import { CELLS } from "../../../../server/kernels/cells/table";
import type { Kernels, Weights } from "../../../../server/kernels/interface";
import { referenceKernels } from "../../../../server/kernels/reference";
import { isPredicted } from "../../../../server/kernels/shape";
import type { NeuronCardJson } from "../../../../server/protocol/wire/neuronCardJson";
import { neuronCard } from "../../../../server/statistics/neuronCard/card";
import { stretchesOf } from "../../../../server/statistics/neuronCard/stateCost";
import { backends } from "../../../tools/backends";
import { type NetPlan, netOfPlan } from "../../../tools/randomNets";
import { emptyState, type PlainState, plainLogP, plainStep } from "./plainNet";

const LETTERS = ["a", "b", "c", "d", " "];
const TEXT = new TextEncoder().encode("abc dab cabd zb a cd ab dcab bda cad".repeat(6));

const NETS: readonly NetPlan[] = [
  { cell: "tanh", layers: 1, H: 7, characters: null, seed: 1 },
  { cell: "tanh", layers: 3, H: 5, characters: LETTERS, seed: 2 },
  { cell: "relu", layers: 2, H: 6, characters: null, seed: 13 },
  { cell: "lstm", layers: 2, H: 5, characters: LETTERS, seed: 4 },
  { cell: "gru", layers: 2, H: 6, characters: null, seed: 5 },
  { cell: "gru", layers: 1, H: 5, characters: LETTERS, seed: 6 },
];

const card = (
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  neuron: number,
  layer: number,
): NeuronCardJson => finished(neuronCard(backend, weights, text, { neuron, layer }));

function states(weights: Weights, text: Uint8Array): PlainState[] {
  let state = emptyState(weights);
  return [...text].map((x) => {
    state = plainStep(weights, state, x);
    return state;
  });
}

function close(found: unknown, want: number, what: string, within = 1e-9): void {
  const error = Math.abs(Number(found) - want);
  assert.ok(error <= within * Math.max(1, Math.abs(want)), `${what}: ${found} against ${want}`);
}

const predictionsOf = (weights: Weights, text: Uint8Array) =>
  [...text.keys()].filter((t) => t + 1 < text.length && isPredicted(weights, text[t + 1]!));
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (of: (i: number) => number) => a.reduce((s, _, i) => s + of(i), 0);
  return (
    sum((i) => (a[i]! - ma) * (b[i]! - mb)) /
    Math.sqrt(sum((i) => (a[i]! - ma) ** 2) * sum((i) => (b[i]! - mb) ** 2))
  );
}

for (const plan of NETS) {
  const { cell, layers, H } = plan;
  const weights = netOfPlan(plan);
  const name = `${cell}, ${layers} layers${plan.characters ? ", alphabet" : ""}`;
  const all = states(weights, TEXT);
  const predicted = predictionsOf(weights, TEXT);
  for (let layer = 1; layer <= layers; layer++) {
    const neuron = (2 * layer) % H;
    const found = card(referenceKernels, weights, TEXT, neuron, layer);
    const what = `${name}, h${layer}.${neuron}`;
    const h = all.map((state) => state.h[layer - 1]!);
    const own = h.map((row) => row[neuron]!);

    test(`${what}: its activation and the places where it is strongest`, () => {
      const { activation, contexts, outside, predictions } = found;
      close(activation.mean, mean(own), "mean");
      close(
        activation.deviation,
        Math.sqrt(mean(own.map((v) => (v - mean(own)) ** 2))),
        "deviation",
      );
      assert.equal(activation.n, TEXT.length);
      assert.equal(
        activation.histogram.counts.reduce((sum, n) => sum + n, 0),
        TEXT.length,
      );
      if (cell === "relu")
        close(activation.off, own.filter((v) => v === 0).length / own.length, "off");
      else
        close(
          activation.saturated,
          own.filter((v) => Math.abs(v) > 0.99).length / own.length,
          "saturated",
        );
      if (cell === "lstm")
        close(activation.cellState?.mean, mean(all.map((s) => s.c[layer - 1]![neuron]!)), "cell");
      else assert.equal(activation.cellState, null);
      assert.deepEqual(
        [predictions, outside],
        [predicted.length, TEXT.length - 1 - predicted.length],
      );
      for (const [sign, rows] of [
        [1, contexts.positive],
        [-1, contexts.negative],
      ] as const) {
        const left = new Set(own.keys());
        for (const { position, activation, before } of rows) {
          const best = Math.max(...[...left].map((t) => sign * own[t]!));
          close(sign * activation, best, "strongest", 1e-6);
          close(own[position], activation, "at its place", 1e-6);
          assert.equal(before.at(-1), TEXT[position]);
          for (const t of left) if (Math.abs(t - position) < contexts.apart) left.delete(t);
        }
        if (rows.length < 10)
          assert.ok(
            [...left].every((t) => sign * own[t]! <= 0),
            "a place was left out",
          );
      }
    });

    test(`${what}: neurons that move with it`, () => {
      const { partners } = found;
      if (found.activation.isConstant) return assert.equal(partners, null);
      assert.ok(partners);
      assert.equal(partners.rows.length + partners.constant, H - 1);
      for (const { neuron: other, r } of partners.rows)
        close(
          r,
          correlation(
            own,
            h.map((row) => row[other]!),
          ),
          `r of ${other}`,
          1e-6,
        );
      const sizes = partners.rows.map(({ r }) => Math.abs(r));
      assert.deepEqual(
        sizes,
        [...sizes].sort((a, b) => b - a),
      );
      const largest = partners.chance.shifts.map((by) =>
        Math.max(
          ...partners.rows.map(({ neuron: j }) => {
            const r = correlation(
              own.slice(0, -by),
              h.slice(by).map((row) => row[j]!),
            );
            return Math.abs(Number.isNaN(r) ? 0 : r);
          }),
        ),
      );
      close(partners.chance.mean, mean(largest), "chance", 1e-5);
      close(partners.chance.largest, Math.max(...largest), "most by chance", 1e-5);
    });

    test(`${what}: what it reads and writes, with lift`, () => {
      const { reads, writes, tenths } = found;
      const gates = CELLS[cell].gates;
      assert.equal(reads.gates.length, gates);
      for (const [gate, { rows }] of reads.gates.entries()) {
        const row = gate * H + neuron;
        for (const entry of rows as readonly { byte?: number; neuron?: number; weight: number }[])
          assert.equal(
            entry.weight,
            layer === 1
              ? weights.Wx[row * 256 + entry.byte!]
              : weights.upper![layer - 2]!.Wi[row * H + entry.neuron!],
          );
        assert.ok(rows.every(({ weight }, i) => i === 0 || weight <= rows[i - 1]!.weight));
      }
      if (layer > 1) assert.equal(reads.gates[0]?.rows.length, H);
      const known = new Set([...TEXT].filter((byte) => isPredicted(weights, byte)));
      if (reads.kind === "bytes") {
        assert.equal(reads.gates[0]?.rows.length, known.size);
        assert.equal(reads.outside, [...TEXT].filter((byte) => !isPredicted(weights, byte)).length);
      }
      assert.equal(writes === null, layer < layers);
      if (!tenths) return;
      const parts = [
        ["high", tenths.high, (v: number) => Math.fround(v) >= tenths.high.threshold],
        ["low", tenths.low, (v: number) => Math.fround(v) <= tenths.low.threshold],
      ] as const;
      for (const [part, tenth, has] of parts) {
        const inside = [...TEXT.keys()].filter((t) => has(own[t]!));
        assert.equal(tenth.positions, inside.length);
        const lift = (byte: number, ahead: number) => {
          const places = inside.filter((t) => t + ahead < TEXT.length);
          const times = places.filter((t) => TEXT[t + ahead] === byte).length;
          const base = [...TEXT].slice(ahead);
          const share = base.filter((b) => b === byte).length / base.length;
          return { times, lift: times / places.length / share };
        };
        if (reads.kind === "bytes")
          for (const row of reads.gates[0]!.rows) {
            assert.equal(row[part]?.times, lift(row.byte, 0).times);
            close(row[part]?.lift, lift(row.byte, 0).lift, `lift of input ${row.byte}`);
          }
        for (const row of writes?.rows ?? []) {
          assert.equal(row.weight, weights.Wy[row.byte * H + neuron]);
          assert.equal(row[part]?.times, lift(row.byte, 1).times);
          close(row[part]?.lift, lift(row.byte, 1).lift, `lift of output ${row.byte}`);
        }
      }
    });

    test(`${what}: its share of the gradient, by finite differences`, () => {
      const { energy } = found;
      assert.ok(energy);
      assert.deepEqual(
        [energy.n + energy.noGradient, energy.of],
        [predicted.length, predicted.length],
      );
      const shares: number[][] = [];
      const squares: number[][] = [];
      for (const t of predicted) {
        const before = t > 0 ? all[t - 1]! : emptyState(weights);
        const g = h[t]!.map((_, i) => slope(weights, before, TEXT[t]!, TEXT[t + 1]!, layer - 1, i));
        const sum = g.reduce((total, v) => total + v * v, 0);
        if (!(sum > 1e-18)) continue;
        squares.push(g.map((v) => v * v));
        shares.push(g.map((v) => (v * v) / sum));
      }
      const of = (rows: readonly number[][], i: number) => rows.reduce((s, row) => s + row[i]!, 0);
      close(energy.meanShare.value, of(shares, neuron) / shares.length, "mean share", 1e-4);
      const total = [...Array(H).keys()].reduce((sum, i) => sum + of(squares, i), 0);
      close(energy.share.value, of(squares, neuron) / total, "share", 1e-4);
      const first = shares.filter((row) => row.every((v, i) => i === neuron || v < row[neuron]!));
      assert.ok(Math.abs(energy.timesFirst.value - first.length) <= 1);
    });

    test(`${what}: what zeroing it costs, in the readout and in the state`, () => {
      const { cost } = found;
      const silent = (l: number, row: readonly number[]) =>
        l === layer - 1 ? row.map((v, i) => (i === neuron ? 0 : v)) : row;
      const bits = (of: (t: number) => number) => -mean(predicted.map(of)) / Math.LN2;
      const whole = bits((t) => plainLogP(weights, all[t]!.h[layers - 1]!, TEXT[t + 1]!));
      let state = emptyState(weights);
      const held = [...TEXT].map((x) => {
        state = plainStep(weights, state, x, silent);
        return silent(layers - 1, state.h[layers - 1]!);
      });
      const without = bits((t) => plainLogP(weights, held[t]!, TEXT[t + 1]!));
      close(cost?.state?.bitsPerByte, whole, "bits per byte");
      close(cost?.state?.change, without - whole, "in the state");
      close(cost?.state?.again, without - whole, "again from a state 1e-12 away", 1e-7);
      assert.equal(cost?.state?.n, predicted.length);
      if (layer < layers) return assert.equal(cost?.readout, null);
      const zeroed = bits((t) =>
        plainLogP(weights, silent(layers - 1, all[t]!.h[layers - 1]!), TEXT[t + 1]!),
      );
      close(cost?.readout?.change, zeroed - whole, "in the readout");
      assert.equal(cost?.readout?.chance?.neurons, H);
    });

    test(`${what}: the fast backends say the same`, () => {
      for (const backend of backends()) {
        const other = card(backend, weights, TEXT, neuron, layer);
        close(other.activation.mean, found.activation.mean, backend.backend, 1e-6);
        close(other.energy?.meanShare.value, found.energy!.meanShare.value, backend.backend, 1e-4);
        close(other.cost?.state?.change, found.cost!.state!.change, backend.backend, 1e-4);
      }
    });
  }
}

/** d log P[y] / d h_i of a layer at this step, everything after it following. */
function slope(
  weights: Weights,
  before: PlainState,
  x: number,
  y: number,
  layer: number,
  i: number,
): number {
  const top = (weights.upper ?? []).length;
  const at = (by: number) => {
    // The change is for what is above, at this step; the step before is as it was.
    const after = plainStep(weights, before, x, (l, h) => {
      const isOwn = l === layer && h !== before.h[l];
      return isOwn ? h.map((v, j) => (j === i ? v + by : v)) : h;
    });
    const h = after.h[top]!;
    const moved = layer === top ? h.map((v, j) => (j === i ? v + by : v)) : h;
    return plainLogP(weights, moved, y);
  };
  const step = 1e-5;
  return (at(step) - at(-step)) / (2 * step);
}

test("a text of two bytes, a constant one, and one of which nothing is predicted have no NaN", () => {
  const encode = (text: string) => new TextEncoder().encode(text);
  for (const plan of NETS)
    for (const text of [
      "ab",
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "zz",
      "zzzzzzzz".repeat(12),
      "a".repeat(400),
    ]) {
      const found = card(referenceKernels, netOfPlan(plan), encode(text), 0, 1);
      const numbers = JSON.stringify(found, (_, value) => {
        if (typeof value === "number") assert.ok(Number.isFinite(value), `${text}: ${value}`);
        return value;
      });
      assert.ok(numbers.length > 0);
      if (text.length < 20) assert.deepEqual([found.tenths, found.partners], [null, null]);
    }
});

test("a net of one neuron has no others to stand beside", () => {
  const weights = netOfPlan({ cell: "tanh", layers: 1, H: 1, characters: null, seed: 3 });
  const found = card(referenceKernels, weights, TEXT, 0, 1);
  assert.deepEqual([found.partners, found.cost?.readout?.chance], [null, null]);
  assert.deepEqual(found.energy?.meanShare, { value: 1, rank: 1 });
});

test("the stretches of a long text are apart, and count no byte twice", () => {
  for (const bytes of [8194, 20_000, 1_000_000]) {
    const stretches = stretchesOf(bytes);
    assert.equal(
      stretches.reduce((sum, { from, to }) => sum + to - from, 0),
      8192,
    );
    for (const [s, { start, from, to }] of stretches.entries()) {
      assert.ok(start <= from && to <= bytes - 1);
      if (s > 0) assert.ok(from >= stretches[s - 1]!.to);
    }
  }
  assert.deepEqual(stretchesOf(8193), [{ start: 0, from: 0, to: 8192 }]);
});

test("of a long text the predictions of every n-th block are measured, and stretches of it in the state", () => {
  const plan: NetPlan = { cell: "tanh", layers: 1, H: 4, characters: null, seed: 21 };
  const weights = netOfPlan(plan);
  let seed = 7;
  const text = Uint8Array.from({ length: 2 ** 17 + 5000 }, () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return 97 + (seed >>> 28);
  });
  const all = states(weights, text).map(({ h }) => h[0]!);
  const found = card(referenceKernels, weights, text, 2, 1);
  close(found.activation.mean, mean(all.map((h) => h[2]!)), "mean over every byte");
  const r = found.partners?.rows.find(({ neuron }) => neuron === 1)?.r;
  close(
    r,
    correlation(
      all.map((h) => h[2]!),
      all.map((h) => h[1]!),
    ),
    "r over every byte",
    1e-6,
  );
  const measured = [...all.keys()].filter(
    (t) => Math.floor(t / 64) % 2 === 0 && t + 1 < text.length,
  );
  const bits = (of: (t: number) => readonly number[], at: readonly number[]) =>
    -mean(at.map((t) => plainLogP(weights, of(t), text[t + 1]!))) / Math.LN2;
  const silent = (h: readonly number[]) => h.map((v, i) => (i === 2 ? 0 : v));
  const readout = found.cost?.readout;
  assert.deepEqual([readout?.n, readout?.of], [measured.length, text.length - 1]);
  assert.equal(found.energy?.n, measured.length);
  const whole = bits((t) => all[t]!, measured);
  close(readout?.bitsPerByte, whole, "bits per byte");
  close(readout?.change, bits((t) => silent(all[t]!), measured) - whole, "in the readout");
  const places: number[] = [];
  const held = new Map<number, readonly number[]>();
  for (const { start, from, to } of stretchesOf(text.length)) {
    let state = start > 0 ? { h: [[...all[start - 1]!]], c: [[]] } : emptyState(weights);
    for (let t = start; t < to; t++) {
      state = plainStep(weights, state, text[t]!, (_, h) => silent(h));
      if (t < from) continue;
      places.push(t);
      held.set(t, silent(state.h[0]!));
    }
  }
  assert.equal(found.cost?.state?.n, 8192);
  const without = bits((t) => held.get(t)!, places) - bits((t) => all[t]!, places);
  close(found.cost?.state?.change, without, "in the state");
});
