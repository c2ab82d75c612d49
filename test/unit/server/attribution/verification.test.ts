// The numerical checks can fail: a fault in one operation of a backend is found by the right check.
import assert from "node:assert/strict";
import { test } from "node:test";
import { verify } from "../../../../server/attribution/verification/verify";
import type { Kernels, ModelKernels, Weights } from "../../../../server/kernels/interface";
import { referenceKernels } from "../../../../server/kernels/reference";
import { initialWeights } from "../../../../server/training/initialise";
import { createRandom } from "../../../../server/training/random";

const H = 12;
const weights: Weights = initialWeights(H, createRandom(5), {
  recurrent: 0.9,
  input: 0.7,
  output: 0.5,
});
const text = new TextEncoder().encode("a text of some length, with a past worth tracing");

/** The reference with a fault added after one operation. */
function broken(fault: (kernels: ModelKernels) => void, operation: "step" | "lag"): Kernels {
  return {
    backend: "simd",
    bind: (w, capacity) => {
      const kernels = referenceKernels.bind(w, capacity);
      const right = kernels[operation].bind(kernels) as (...args: number[]) => void;
      (kernels as unknown as Record<string, unknown>)[operation] = (...args: number[]) => {
        right(...args);
        fault(kernels);
      };
      return kernels;
    },
  };
}

function failures(backend: Kernels): string[] {
  const work = verify(backend, weights, text);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value.filter((c) => !c.passed).map((c) => c.name.split(":")[0]);
  }
}

test("a sound backend passes every check", () => {
  assert.deepEqual(failures(referenceKernels), []);
});

test("a wrong step breaks conservation and the agreement with the reference", () => {
  const fault = (k: ModelKernels) => {
    k.G[3] *= 1.001;
  };
  assert.deepEqual(failures(broken(fault, "step")), [
    "edge conservation",
    "simd kernels against the float64 reference",
  ]);
});

test("a wrong attribution breaks the agreement with the reference", () => {
  const fault = (k: ModelKernels) => {
    k.gradient[0] += 1e-3 * k.norm[0];
  };
  assert.deepEqual(failures(broken(fault, "lag")), ["simd kernels against the float64 reference"]);
});

test("a text of two bytes has nothing to conserve and still passes", () => {
  const work = verify(referenceKernels, weights, text.subarray(0, 2));
  let step = work.next();
  while (!step.done) step = work.next();
  assert.ok(step.value.every((c) => c.passed));
  assert.equal(step.value.find((c) => c.name.startsWith("edge"))?.samples, 0);
});
