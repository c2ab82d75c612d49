// Cards of the paper's neurons on the paper's text: what docs/method.md says they cost, which of them lead by which criterion,
// and that the mean over all neurons is that of every one by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { neuronOverText } from "../../server/attribution/causes/neuronEdit";
import { referenceKernels } from "../../server/kernels/reference";
import type { NeuronCardJson } from "../../server/protocol/wire/neuronCardJson";
import { neuronCard } from "../../server/statistics/neuronCard/card";
import { backends } from "../tools/backends";
import { needsSharedData, paper } from "../tools/sharedData";

/** Bits per byte more with the neuron zeroed in the readout. */
const ZEROED = [
  [8, "+0.0348"],
  [56, "+0.0250"],
  [68, "+0.0245"],
  [99, "+0.0198"],
  [15, "+0.0196"],
  [52, "+0.0175"],
  [76, "+0.0172"],
] as const;
const BY_ENERGY = [56, 53, 15, 99, 8, 61, 17, 68];
const BY_TIMES_FIRST = [8, 56, 52, 99, 50, 76, 68, 15];

// The reference, which takes seconds for a card, is held to the loops of the unit test.
for (const backend of backends().filter((one) => one !== referenceKernels)) {
  const made = new Map<number, NeuronCardJson>();
  const card = (neuron: number) => {
    const found =
      made.get(neuron) ?? finished(neuronCard(backend, paper.weights(), paper.text(), { neuron }));
    made.set(neuron, found);
    return found;
  };

  test(
    `${backend.backend}: what the paper's neurons cost, and their ranks`,
    needsSharedData,
    () => {
      for (const [at, [neuron, want]] of ZEROED.entries()) {
        const readout = card(neuron).cost?.readout;
        assert.equal(`+${readout?.change.toFixed(4)}`, want, `h${neuron}`);
        assert.equal(readout?.bitsPerByte.toFixed(4), "0.0792");
        assert.deepEqual([readout?.n, readout?.of, readout?.chance?.n], [1023, 1023, 1023]);
        assert.deepEqual([readout?.chance?.rank, readout?.chance?.neurons], [at + 1, 128]);
      }
    },
  );

  test(
    `${backend.backend}: which neurons lead, by energy and by times first`,
    needsSharedData,
    () => {
      for (const [at, neuron] of BY_ENERGY.entries())
        assert.equal(card(neuron).energy?.share.rank, at + 1, `h${neuron}`);
      for (const [at, neuron] of BY_TIMES_FIRST.entries())
        assert.equal(card(neuron).energy?.timesFirst.rank, at + 1, `h${neuron}`);
    },
  );
}

test("the mean of the others is that of each by itself", needsSharedData, () => {
  const [weights, text] = [paper.weights(), paper.text()];
  const kernels = referenceKernels.bind(weights, { rows: 64, window: 64 });
  const zero = { kind: "zero" } as const;
  let [sum, largest] = [0, 0];
  for (let i = 0; i < weights.H; i++) {
    if (i === 99) continue;
    const before = new Float64Array(weights.H);
    const change =
      finished(neuronOverText(kernels, weights, text, before, i, zero))?.change ?? Number.NaN;
    sum += change;
    largest = Math.max(largest, change);
  }
  const { cost } = finished(neuronCard(referenceKernels, weights, text, { neuron: 99 }));
  const chance = cost?.readout?.chance;
  assert.ok(Math.abs(Number(chance?.mean) - sum / 127) < 1e-12);
  assert.ok(Math.abs(Number(chance?.largest) - largest) < 1e-12);
});

test("h99 is on before 'a' of namespace, and off after the i of mediawiki", needsSharedData, () => {
  const { contexts, writes, reads } = finished(
    neuronCard(referenceKernels, paper.weights(), paper.text(), { neuron: 99 }),
  );
  assert.equal(contexts.positive.length, 10);
  assert.equal(contexts.positive[0]?.position, 573);
  // Many activations are 1 to the last digit of float32, so that which ten are listed is not the same everywhere.
  assert.ok(contexts.positive.filter(({ before }) => before.at(-1) === 0x6e).length >= 8);
  assert.ok(contexts.negative.some(({ position }) => position === 8));
  assert.deepEqual([writes?.rows.length, writes?.absent, writes?.n], [52, 204, 1023]);
  assert.equal(reads.kind === "bytes" && reads.gates[0]?.rows[0]?.byte, 0x6e);
  const a = writes?.rows.find(({ byte }) => byte === 0x61);
  assert.deepEqual([a?.times, a?.high?.times, a?.low?.times], [89, 42, 0]);
  assert.equal(a?.high?.lift.toFixed(2), "4.78");
});
