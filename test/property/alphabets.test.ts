// A net over an alphabet of n characters is the same net over 256 bytes of which the others are never predicted: the same
// traces, runs, memory and report, to the bit, on every backend. And nothing that a block leaves unused gets into what it gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { byteCurve } from "../../server/attribution/causes/byteCurve";
import { memoryCurve } from "../../server/attribution/causes/memory";
import { neuronOverText } from "../../server/attribution/causes/neuronEdit";
import { causesOf } from "../../server/attribution/causes/sets";
import { WindowRuns } from "../../server/attribution/causes/window";
import { continuation } from "../../server/attribution/continuation";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../server/attribution/types";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { bindRuns } from "../../server/kernels/select";
import { hasGradient, isPredicted, shapeOf } from "../../server/kernels/shape";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import { runReport } from "../golden/report";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { withAlphabet } from "../tools/randomNets";
import { anyNet, randomNet, randomText } from "./kernelsModels";

const LENGTH = 24;
const DEPTH = 6;
/** Far below what even a growing state of ReLU gives, so that its exponential is 0. */
const NEVER = -1e25;

const small = anyNet.filter(({ H }) => H <= 40);
const characters = fc.integer({ min: 1, max: 60 });

/** The net with its alphabet, the same over 256 bytes, and a text that both predict. */
function pair(net: Parameters<typeof randomNet>[0], count: number) {
  const narrow = withAlphabet(randomNet(net), count, net.seed);
  const { alphabet = new Uint8Array(256), ...rest } = narrow;
  const wide: Weights = { ...rest, by: rest.by.map((b, x) => (alphabet[x] ? b : NEVER)) };
  const inside = [...alphabet.keys()].filter((byte) => alphabet[byte]);
  const text = randomText(LENGTH, net.seed).map((byte) => inside[byte % inside.length]);
  return { narrow, wide, text, inside };
}

function optionsOf(weights: Weights): Partial<TraceOptions>[] {
  const threshold = { rule: "nucleus", value: 0.9, scope: "tracing" } as const;
  return [
    { method: "gated" },
    { method: "gated", objective: "margin" },
    { method: "gated", target: "predicted", threshold },
    { method: "occlusion" },
    { method: "occlusion", baseline: "zero", objective: "logit" },
    ...(hasGradient(shapeOf(weights)) ? [{ method: "gradient", threshold } as const] : []),
  ];
}

/** All that is found of a net on a text. */
function foundOf(backend: Kernels, weights: Weights, text: Uint8Array, inside: readonly number[]) {
  const at = LENGTH - 3;
  const v0 = meanEmbedding(weights, byteCounts(text));
  const tracer = new Tracer(backend, weights, DEPTH);
  const past = pastOf(tracer.kernels, text, at, DEPTH);
  const traces = optionsOf(weights)
    .filter(({ objective }) => objective !== "margin" || inside.length > 1)
    .map((options) => {
      const trace = tracer.trace(past, { ...defaultOptions, depth: DEPTH, ...options }, v0);
      // Fewer likeliest bytes where the alphabet has fewer.
      return {
        ...trace,
        topPredictions: trace.topPredictions.filter(({ probability }) => probability > 0),
      };
    });
  const windows = finished(WindowRuns.make(backend, weights, DEPTH));
  const causes = finished(causesOf(windows.aim(past, text[at + 1], v0)));
  const runs = finished(bindRuns(backend, weights, { rows: 4, steps: DEPTH + 1 }));
  const curve = finished(byteCurve(runs, weights, past, 2, text[at + 1]));
  const kernels = backend.bind(weights, { rows: 4, window: 8 });
  const start = () => new Float64Array(kernels.shape.stateSize);
  const edit = { kind: "flip" } as const;
  return {
    traces,
    causes,
    bits: curve.bits,
    memory: finished(memoryCurve(backend, weights, text)),
    report: runReport(backend, weights, text, DEPTH),
    edited: finished(neuronOverText(kernels, weights, text, start(), 0, edit)),
    written: finished(
      continuation(kernels, weights, start(), 2, text.subarray(0, 3), 5, { kind: "likeliest" }),
    ).map(({ byte, bits }) => ({ byte, bits })),
  };
}

for (const backend of backends()) {
  test(`${backend.backend}: an alphabet changes nothing but what is predicted`, () => {
    fc.assert(
      fc.property(small, characters, (net, count) => {
        const { narrow, wide, text, inside } = pair(net, count);
        const found = foundOf(backend, narrow, text, inside);
        assert.deepEqual(found, foundOf(backend, wide, text, inside));
        assert.ok(found.written.every(({ byte }) => isPredicted(narrow, byte)));
      }),
      { numRuns: 25 },
    );
  });

  test(`${backend.backend}: a byte outside the alphabet gives nothing by itself, and nothing is not a number`, () => {
    fc.assert(
      fc.property(small, characters, (net, count) => {
        const { narrow, text } = pair(net, count);
        text.set([200, 201, 255], LENGTH - 6);
        const tracer = new Tracer(backend, narrow, DEPTH);
        const past = pastOf(tracer.kernels, text, LENGTH - 2, DEPTH);
        for (const method of ["gated", "occlusion"] as const) {
          const options = { ...defaultOptions, depth: DEPTH, method, baseline: "zero" } as const;
          const { attribution } = tracer.trace(past, options);
          for (const [k, value] of attribution.entries())
            if (isPredicted(narrow, past.bytes[past.bytes.length - 1 - k]))
              assert.ok(Number.isFinite(value));
            else assert.ok(Math.abs(value) === 0, `${method} at ${k}: ${value}`);
        }
        const numbers = JSON.stringify(runReport(backend, narrow, text, DEPTH), (_, value) => {
          assert.ok(typeof value !== "number" || Number.isFinite(value));
          return value;
        });
        assert.ok(numbers.length > 0);
      }),
      { numRuns: 25 },
    );
  });

  test(`${backend.backend}: what a block has no use for does not get into what it gives`, () => {
    fc.assert(
      fc.property(small, (net) => {
        const weights = randomNet(net);
        const text = randomText(LENGTH, net.seed);
        const run = (poison: boolean) => {
          const kernels = backend.bind(weights, { rows: 5, window: 9 });
          const { Z, P, C, G, D, gradient, gated, norm } = kernels;
          if (poison)
            for (const all of [Z, P, C, G, D, gradient, gated, norm]) all.fill(Number.NaN);
          kernels.recur(text, 0, 7, new Float64Array(kernels.shape.stateSize), 0);
          kernels.readout(4, 3);
          kernels.score(text.subarray(5, 8), 3);
          kernels.outputGradient(3);
          const found: number[] = [];
          for (let k = 0; k < 4; k++) {
            kernels.lag(4, k, 0, 3);
            for (const numbers of [gradient, gated, norm]) found.push(...numbers.subarray(0, 3));
            kernels.step(0, 3);
          }
          return [...found, ...kernels.logP.subarray(0, 3)];
        };
        const clean = run(false);
        assert.ok(clean.every(Number.isFinite) || net.cell === "relu");
        const poisoned = run(true);
        // Where there is no gradient by the paper, nothing writes it.
        const isOffered = hasGradient(shapeOf(weights));
        for (const [i, value] of clean.entries())
          if (isOffered || i >= 36 || Math.floor(i / 3) % 3 !== 0)
            assert.ok(Object.is(value, poisoned[i]), `${i}: ${poisoned[i]} against ${value}`);
      }),
      { numRuns: 60 },
    );
  });
}
