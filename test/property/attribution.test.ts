// Properties of thresholds and traces that hold for any model and any text.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { kept, nucleusShownFrom, squares } from "../../server/attribution/sparsity";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { edgesInto } from "../../server/attribution/verification/checks";
import type { Weights } from "../../server/kernels/interface";
import { isShown } from "../../server/protocol/vocabulary/thresholds";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";

const values = fc.float64Array({
  minLength: 1,
  maxLength: 40,
  min: -10,
  max: 10,
  noNaN: true,
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

test("nucleus: the smallest set that holds the share, ties to the lower index", () => {
  fc.assert(
    fc.property(values, share, (v, theta) => {
      const mass = squares(v, v.length);
      const total = mass.reduce((a, b) => a + b, 0);
      const marks = kept({ rule: "nucleus", value: theta }, mass, v);
      const sum = mass.reduce((a, m, i) => a + (marks[i] ? m : 0), 0);
      assert.ok(sum >= theta * total * (1 - 1e-12), "holds the share");
      const inside = [...mass.keys()].filter((i) => marks[i]);
      const outside = [...mass.keys()].filter((i) => !marks[i]);
      for (const i of inside)
        for (const o of outside)
          assert.ok(mass[i] > mass[o] || (mass[i] === mass[o] && i < o), "largest first");
      const least = Math.min(...inside.map((i) => mass[i]));
      if (inside.length > 0)
        assert.ok(sum - least <= theta * total * (1 + 1e-12), "no smaller set");
    }),
  );
});

test("a larger share shows a superset", () => {
  fc.assert(
    fc.property(values, share, share, (v, a, b) => {
      const mass = squares(v, v.length);
      const small = kept({ rule: "nucleus", value: Math.min(a, b) }, mass, v);
      const large = kept({ rule: "nucleus", value: Math.max(a, b) }, mass, v);
      assert.ok(small.every((s, i) => !s || large[i]));
    }),
  );
});

test("the slider's comparison shows what the engine marks", () => {
  fc.assert(
    fc.property(values, share, (v, value) => {
      const mass = squares(v, v.length);
      const total = mass.reduce((a, b) => a + b, 0);
      const from = nucleusShownFrom(mass);
      for (const rule of ["nucleus", "share", "absolute"] as const) {
        const marks = kept({ rule, value }, mass, v);
        for (let i = 0; i < v.length; i++) {
          const item = {
            shownFrom: from[i],
            share: total > 0 ? mass[i] / total : 0,
            magnitude: Math.abs(v[i]),
          };
          assert.equal(isShown(rule, value, item), marks[i], rule);
        }
      }
    }),
  );
});

/** A random model with weights large enough to keep states alive. */
const models = fc.record({ H: fc.integer({ min: 1, max: 37 }), seed: fc.nat() }).map(randomModel);
const texts = fc.uint8Array({ minLength: 2, maxLength: 150 });

for (const backend of backends()) {
  test(`${backend.backend}: a position traced alone has the same bits as in a block`, () => {
    fc.assert(
      fc.property(models, texts, fc.integer({ min: 0, max: 20 }), (weights, text, depth) => {
        const inBlock = new Map<string, [number, number, number]>();
        const n = text.length - 1;
        const block = backend.bind(weights, { rows: n, window: n });
        block.recur(text, 0, n, new Float64Array(weights.H), 0);
        block.readout(0, n);
        block.score(text.subarray(1), n);
        block.outputGradient(n);
        for (let k = 0; k <= Math.min(depth, n - 1); k++) {
          block.lag(0, k, k, n);
          for (let t = k; t < n; t++)
            inBlock.set(`${t},${k}`, [block.gradient[t], block.gated[t], block.norm[t]]);
          block.step(k + 1, n);
        }
        const tracer = new Tracer(backend, weights, depth);
        for (let t = 0; t < text.length - 1; t += 7) {
          const options = { ...defaultOptions, depth };
          const past = pastOf(tracer.kernels, text, t, depth);
          const alone = tracer.trace(past, options);
          const gated = tracer.trace(past, { ...options, method: "gated" });
          for (let k = 0; k <= Math.min(depth, t); k++)
            assert.deepEqual(inBlock.get(`${t},${k}`), [
              alone.attribution[k],
              gated.attribution[k],
              alone.norms[k],
            ]);
        }
      }),
      { numRuns: 25 },
    );
  });

  test(`${backend.backend}: the edges into a neuron sum to its gradient`, () => {
    fc.assert(
      fc.property(models, texts, (weights, text) => {
        const { H } = weights;
        const kernels = backend.bind(weights, { rows: 1, window: 2 });
        const past = pastOf(kernels, text, text.length - 2, 1);
        const L = past.bytes.length - 1;
        kernels.recur(past.bytes, 0, L + 1, past.before.slice(), 0);
        kernels.readout(L, 1);
        kernels.score(Uint8Array.of(text[text.length - 1]), 1);
        kernels.outputGradient(1);
        kernels.lag(L, 0, 0, 1);
        const D = Float64Array.from(kernels.D.subarray(0, H));
        kernels.step(0, 1);
        const scale = Math.hypot(...kernels.G.subarray(0, H)) + 1e-30;
        const tolerance = backend.backend === "reference" ? 1e-12 : 1e-5;
        for (let j = 0; j < H; j++) {
          // Summed from the smallest up, a different order from the kernels' own.
          const edges = edgesInto(weights, D, j).sort((a, b) => Math.abs(a) - Math.abs(b));
          const sum = edges.reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - kernels.G[j]) <= tolerance * scale);
        }
      }),
      { numRuns: 50 },
    );
  });
}

function randomModel({ H, seed }: { H: number; seed: number }): Weights {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const fill = (n: number, scale: number) => Float32Array.from({ length: n }, () => scale * next());
  return {
    H,
    Wx: fill(H * 256, 1),
    Wh: fill(H * H, 2 / Math.sqrt(H)),
    bh: fill(H, 0.2),
    Wy: fill(256 * H, 2),
    by: fill(256, 0.5),
  };
}
