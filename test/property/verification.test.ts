// The numerical checks on random nets of every cell, 1 to 3 layers, with and without an alphabet: they hold on every backend, and
// a fault in the reference's way back through a cell is found.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { verify } from "../../server/attribution/verification/verify";
import type { Cell } from "../../server/kernels/cells/cell";
import { CELLS } from "../../server/kernels/cells/table";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { hasGradient, shapeOf } from "../../server/kernels/shape";
import { backends } from "../tools/backends";
import { withAlphabet } from "../tools/randomNets";
import { anyNet, cellNames, randomNet, randomText } from "./kernelsModels";

const failed = (backend: Kernels, weights: Weights, text: Uint8Array) =>
  finished(verify(backend, weights, text))
    .filter(({ passed }) => !passed)
    .map(({ check, worst }) => `${check} ${worst}`);

for (const backend of backends())
  test(`${backend.backend}: every check that a net has holds`, () => {
    fc.assert(
      fc.property(
        anyNet.filter(({ H }) => H <= 20),
        fc.option(fc.integer({ min: 1, max: 40 })),
        (net, characters) => {
          const all = randomNet(net);
          const weights = characters === null ? all : withAlphabet(all, characters, net.seed);
          const text = randomText(26, net.seed).map((byte) => byte % 48);
          const results = finished(verify(backend, weights, text));
          const isPlain = hasGradient(shapeOf(weights));
          const names = [
            "output",
            "gradient",
            "gated",
            "completeness",
            "adjoint",
            "edges",
            "agreement",
          ];
          assert.deepEqual(
            results.map(({ check }) => check),
            names.filter((name) => isPlain || (name !== "gradient" && name !== "edges")),
          );
          const predicted = [...text].some((y, at) => at > 0 && weights.alphabet?.[y] !== 0);
          for (const { check, worst, tolerance, samples } of results) {
            assert.ok(worst <= tolerance, `${check}: ${worst}`);
            assert.equal(samples > 0, predicted, check);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

/** With the way back through a cell wrong by a factor. */
function withFault(name: keyof typeof CELLS, factor: number, work: () => void): void {
  const table = CELLS as Record<string, Cell>;
  const right = table[name];
  table[name] = {
    ...right,
    backward(H, tape, g, D, carry) {
      right.backward(H, tape, g, D, carry);
      for (let i = 0; i < right.width * H; i++) D.numbers[D.at + i] *= factor;
    },
  };
  try {
    work();
  } finally {
    table[name] = right;
  }
}

for (const cell of cellNames)
  test(`${cell}: a fault of a thousandth in its way back is found`, () => {
    for (const layers of [1, 2]) {
      const weights = randomNet({ cell, layers, H: 3, seed: 4, gain: 1 });
      const text = randomText(30, 2);
      assert.deepEqual(failed(referenceKernels, weights, text), []);
      withFault(cell, 1.001, () => {
        const found = failed(referenceKernels, weights, text).map((words) => words.split(" ")[0]);
        for (const check of ["gated", "adjoint"])
          assert.ok(found.includes(check), `${check} of ${layers}`);
      });
    }
  });

for (const cell of cellNames)
  test(`${cell}: gradients that are a fifth too large do not add up to the occlusion`, () => {
    const weights = randomNet({ cell, layers: 1, H: 5, seed: 4, gain: 3 });
    const text = randomText(30, 2);
    assert.deepEqual(failed(referenceKernels, weights, text), []);
    withFault(cell, 1.2, () => {
      const found = failed(referenceKernels, weights, text);
      assert.ok(
        found.some((words) => words.startsWith("completeness")),
        found.join("\n"),
      );
    });
  });

test("the words of a check are of the net at hand", () => {
  const text = randomText(26, 1);
  const words = (cell: "tanh" | "lstm", layers: number) =>
    finished(
      verify(referenceKernels, randomNet({ cell, layers, H: 4, seed: 1, gain: 1 }), text),
    ).map(({ name }) => name);
  assert.ok(words("tanh", 1).includes("finite differences: gated, shifting the pre-activation"));
  for (const names of [words("lstm", 1), words("tanh", 2)]) {
    assert.ok(
      names.some((name) => /the input's part of the first layer's pre-activations$/.test(name)),
    );
    assert.ok(names.every((name) => !/neuron|shifting the state/.test(name)));
  }
});
