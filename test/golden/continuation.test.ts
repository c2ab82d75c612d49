// What the paper's model writes on after its own text: the text itself as long as it knows it, with the reference's
// probabilities, and the same samples for a seed on every backend. Only the text comes from outside: the bytes after it
// and those of a seed are what this program wrote, held so that a change is seen (test/property/continuation.test.ts
// compares with the formulas).
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { type Choosing, continuation } from "../../server/attribution/continuation";
import { stateAfter } from "../../server/attribution/forward";
import { predict } from "../../server/attribution/objective";
import type { Kernels } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { createRandom } from "../../server/training/random";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { needsSharedData, paper } from "../tools/sharedData";

function write(backend: Kernels, at: number, count: number, choosing: Choosing) {
  const [weights, text] = [paper.weights(), paper.text()];
  const kernels = backend.bind(weights, { rows: 1, window: 64 });
  const past = pastOf(kernels, text, at, 0);
  const state = stateAfter(kernels, past);
  const tail = text.slice(at - 2, at + 1);
  return finished(continuation(kernels, weights, state, at, tail, count, choosing));
}

const words = (written: readonly { byte: number }[]) =>
  String.fromCharCode(...written.map(({ byte }) => byte));

for (const backend of backends())
  test(
    `${backend.backend}: the likeliest bytes after t = 200 are the text's, with the reference's probabilities`,
    needsSharedData,
    () => {
      const [weights, text] = [paper.weights(), paper.text()];
      const written = write(backend, 200, 16, { kind: "likeliest" });
      assert.equal(words(written), "ml/export-0.3/ h");
      // 13 bytes are the text's own; then the net, with p 0.531 against 0.409, writes '/' where the text has '.'.
      assert.equal(Buffer.from(text.slice(201, 215)).toString(), "ml/export-0.3.");
      const state = new Float64Array(weights.H);
      const kernels = referenceKernels.bind(weights, { rows: 1, window: 1024 });
      kernels.recur(text, 0, 201, state, 0);
      for (const [i, { byte, probability, bits }] of written.slice(0, 14).entries()) {
        const { P } = predict(weights, state);
        assert.ok(Math.abs(probability - P[byte]) < 1e-10, `byte ${i}`);
        assert.ok(Math.abs(bits + Math.log2(P[byte])) < 1e-9, `byte ${i}`);
        kernels.recur(text, 201 + i, 1, state, 0);
      }
    },
  );

const SEEDS = [
  [1, 'ml/export-0.3.xsc" vers/aiten-nase>\nt<g--0"s.rst'],
  [2, 'ml/export-0.3.xsdo saxid:9..emesi6"/xame/ewa.e//'],
] as const;

for (const backend of backends())
  test(`${backend.backend}: a seed draws the same bytes`, needsSharedData, () => {
    for (const [seed, drawn] of SEEDS) {
      const { uniform } = createRandom(seed);
      const choosing = { kind: "sample", temperature: 1, uniform } as const;
      assert.equal(words(write(backend, 200, 48, choosing)), drawn);
    }
  });

test("the same bytes on every backend, likeliest and drawn", needsSharedData, () => {
  // Far on, a net that amplifies rounding errors may tell backends apart (docs/method.md, section 9).
  for (let seed = 0; seed <= 8; seed++) {
    const drawn = backends().map((backend) => {
      const { uniform } = createRandom(seed);
      const sample = { kind: "sample", temperature: 1, uniform } as const;
      return words(write(backend, 200, 64, seed === 0 ? { kind: "likeliest" } : sample));
    });
    for (const other of drawn) assert.equal(other, drawn[0], `seed ${seed}`);
  }
});
