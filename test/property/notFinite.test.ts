// Finite but extreme weights give finite numbers or one sentence with the place, never NaN: on every backend, alone, in
// blocks and on a worker thread.
import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { byteCurve } from "../../server/attribution/causes/byteCurve";
import { causesOf } from "../../server/attribution/causes/sets";
import { WindowRuns } from "../../server/attribution/causes/window";
import { NotFinite } from "../../server/attribution/finite";
import { pastSteps } from "../../server/attribution/forward";
import { predict } from "../../server/attribution/objective";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../server/attribution/types";
import { verify } from "../../server/attribution/verification/verify";
import { traceNeuron } from "../../server/attribution/wideTargets";
import { reportOnThreads } from "../../server/jobs/reportJobs";
import { ThreadPool } from "../../server/jobs/threads.node";
import type { Weights } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { bindRuns } from "../../server/kernels/select";
import type { LayerQuestion } from "../../server/layers/layer";
import { layerOf } from "../../server/layers/segments";
import { readModel, writeModel } from "../../server/nets/formats";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import { report } from "../../server/statistics/report";
import { bitsPerByte } from "../../server/training/passes";
import { backends } from "../tools/backends";
import { pastOf } from "../tools/past";
import { randomWeights } from "./kernelsModels";

const text = new TextEncoder().encode("a text of some length, which says nothing; ".repeat(3));
const pool = new ThreadPool({ script: path.join(__dirname, "report.worker.js"), size: 1 });
after(() => pool.dispose());
const tensors = ["Wx", "Wh", "bh", "Wy", "by"] as const;

/** A random model with a few spoilt weights. */
const extreme = fc
  .record({
    H: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(1000),
    spoilt: fc.array(
      fc.record({
        tensor: fc.constantFrom(...tensors),
        at: fc.nat(),
        exponent: fc.integer({ min: 3, max: 127 }),
        sign: fc.constantFrom(-1, 1),
      }),
      { minLength: 1, maxLength: 40 },
    ),
  })
  .map(({ H, seed, spoilt }) => {
    const weights = randomWeights(H, seed);
    for (const { tensor, at, exponent, sign } of spoilt)
      weights[tensor][at % weights[tensor].length] = sign * 2 ** exponent;
    return weights;
  });

/** All numbers in it, at any depth. */
function numbersIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

/** Must give finite numbers, or NotFinite with the place of one that is not. */
function finiteOrRefused(make: () => unknown): void {
  try {
    assert.deepEqual(
      numbersIn(make()).filter((n) => !Number.isFinite(n)),
      [],
    );
  } catch (error) {
    if (!(error instanceof NotFinite)) throw error;
    const { found } = error;
    // tanh: every prediction is finite, only traces may not be.
    if (!("lag" in found)) throw error;
    const { position, lag, value } = found;
    assert.ok(position >= 0 && position < text.length - 1 && lag >= 0 && lag <= position);
    assert.ok(!Number.isFinite(value));
  }
}

/** The weights as read from a file; undefined if the file is refused. */
function loaded(weights: Weights): Weights | undefined {
  try {
    return readModel(writeModel(weights, "m.bin"), "m.bin").weights;
  } catch (error) {
    assert.match(
      (error as Error).message,
      /^m\.bin: the weights of W_y and b_y for byte \d+ add up/,
    );
    return undefined;
  }
}

/** As large as a readout may be. */
const large = (w: number) => Math.sign(w) * Math.min(2 ** 110 * Math.abs(w), 2 ** 118);

for (const backend of backends())
  test(`extreme weights give causes and curves that runs of their own confirm (${backend.backend})`, () => {
    fc.assert(
      fc.property(extreme, fc.boolean(), (model, isLarge) => {
        const weights = loaded(isLarge ? { ...model, Wy: model.Wy.map(large) } : model);
        if (!weights) return;
        const past = pastOf(referenceKernels.bind(weights, { rows: 1, window: 12 }), text, 60, 11);
        const y = text[61];
        const runs = finished(WindowRuns.make(backend, weights, 11));
        runs.aim(past, y, meanEmbedding(weights, byteCounts(text)));
        const { bits, occlusion, sufficient, necessary } = finished(causesOf(runs));
        const close = (found: number, kept: (lag: number) => boolean) => {
          const own = finished(runs.bits(Array.from(past.bytes, (_, lag) => kept(lag))));
          assert.ok(Math.abs(found - own) <= 1e-9 * (1 + own), `${found} against ${own}`);
        };
        close(bits, () => true);
        close(sufficient.bits, (lag) => sufficient.lags.includes(lag));
        close(necessary.bits, (lag) => !necessary.lags.includes(lag));
        assert.ok(occlusion.every(Number.isFinite), String(occlusion));
        const wide = finished(bindRuns(backend, weights, { rows: 129, steps: 129 }));
        const curve = finished(byteCurve(wide, weights, past, 5, y));
        assert.ok(
          curve.bits.every((value) => value >= 0 && Number.isFinite(value)),
          String(curve.bits),
        );
      }),
    );
  });

for (const backend of backends())
  test(`extreme weights give finite numbers or one sentence (${backend.backend})`, () => {
    fc.assert(
      fc.property(extreme, (model) => {
        const weights = loaded(model);
        if (!weights) return;
        const bits = bitsPerByte(backend, weights, text);
        assert.ok(Number.isFinite(bits) && bits >= 0, String(bits));
        const mean = meanEmbedding(weights, byteCounts(text));
        for (const more of [
          {},
          { method: "gated", objective: "margin" },
          { method: "occlusion" },
          { threshold: { rule: "nucleus", value: 0.9, scope: "tracing" } },
        ] as Partial<TraceOptions>[]) {
          const options = { ...defaultOptions, depth: 40, ...more };
          finiteOrRefused(() => {
            const tracer = new Tracer(backend, weights, 40);
            const past = finished(pastSteps(tracer.kernels, text, 60, 40));
            return tracer.trace(past, options, mean);
          });
        }
        const stretch = {
          bytes: text,
          before: new Float64Array(weights.H),
          lead: 1,
          count: text.length - 1,
        };
        for (const layer of ["surprise", "gradientNorm", "influence", "neuron"] as const) {
          const question: LayerQuestion = { layer, neuron: 0, depth: 30, method: "gradient" };
          const at =
            layer === "influence" || layer === "neuron"
              ? { ...stretch, bytes: text.subarray(1), lead: 0 }
              : stretch;
          finiteOrRefused(() => finished(layerOf(backend, weights, at, question)));
        }
        finiteOrRefused(() => finished(verify(backend, weights, text)));
        finiteOrRefused(() => finished(report(backend, weights, text, 30)));
      }),
      { numRuns: 60 },
    );
  });

/** Every state is 0, so that no gate closes, and a gradient grows by a factor of 1e20 per lag. */
function growing(H: number): Weights {
  const weights = randomWeights(H, 1);
  for (const tensor of ["Wx", "Wh", "bh"] as const) weights[tensor].fill(0);
  for (let i = 0; i < H; i++) weights.Wh[i * H + i] = 1e20;
  return weights;
}

for (const backend of backends())
  test(`the first position and lag with a number that is not finite are named (${backend.backend})`, async () => {
    const lag = backend.backend === "reference" ? 8 : 2; // squares of float64, or float32 itself
    const weights = growing(3);
    const isAt = (position: number) => (error: unknown) => {
      assert.ok(error instanceof NotFinite, String(error));
      assert.deepEqual(error.found, { position, lag, what: "norm", value: Infinity });
      assert.equal(
        error.of("m.bin"),
        `m.bin: norm Infinity at lag ${lag} of the prediction at t = ${position}; expected finite numbers: its weights are too large for a trace that deep`,
      );
      return true;
    };
    const tracer = new Tracer(backend, weights, 40);
    const trace = (position: number) => {
      const past = finished(pastSteps(tracer.kernels, text, position, 40));
      return tracer.trace(past, { ...defaultOptions, depth: 40 });
    };
    assert.ok(Number.isFinite(trace(lag - 1).norms[lag - 1]));
    assert.throws(() => trace(lag), isAt(lag));
    assert.throws(() => trace(60), isAt(60));
    assert.throws(() => finished(report(backend, weights, text, 30)), isAt(lag));
    assert.doesNotThrow(() => finished(report(backend, weights, text, lag - 1)));
    const long = new Uint8Array(1025);
    await assert.rejects(reportOnThreads(pool, backend, weights, long, 30), isAt(lag));
  });

test("a row of W_y whose sum leaves float32 is refused with its byte; a smaller one is not", () => {
  const weights = growing(4);
  weights.Wy.set([3e37, -3e37, 2e37, 0], 65 * 4);
  assert.doesNotThrow(() => readModel(writeModel(weights, "m.bin"), "m.bin"));
  weights.by[65] = -1e37;
  assert.throws(() => readModel(writeModel(weights, "m.safetensors"), "m.safetensors"), {
    message:
      /^m\.safetensors: the weights of W_y and b_y for byte 65 add up to 9\.0e\+37 .*; expected less than 8\.5e\+37/,
  });
});

/** h doubles with every byte: float32 is left after 128 of them, float64 after 1024. */
const doubling: Weights = {
  cell: "relu",
  H: 1,
  Wx: new Float32Array(256).fill(1),
  Wh: Float32Array.of(2),
  bh: new Float32Array(1),
  Wy: Float32Array.from({ length: 256 }, (_, o) => (o % 2 === 0 ? 1 : -1)),
  by: new Float32Array(256),
};

for (const backend of backends())
  test(`a ReLU net that grows beyond all numbers is refused where it does (${backend.backend})`, () => {
    const weights = readModel(writeModel(doubling, "m.safetensors"), "m.safetensors").weights;
    assert.deepEqual(weights, doubling);
    const long = new Uint8Array(1200);
    const grown = (value: () => unknown, where?: RegExp) =>
      assert.throws(value, (error) => {
        assert.ok(error instanceof NotFinite, String(error));
        assert.ok(!("lag" in error.found) && error.found.what === "prediction");
        assert.match(
          error.of("m.bin"),
          /^m\.bin: prediction (NaN|-?Infinity)( at t = \d+)?; expected finite numbers: the states of a net with ReLU have no bound/,
        );
        if (where) assert.match(error.of("m.bin"), where);
        return true;
      });
    grown(() => bitsPerByte(backend, weights, long));
    assert.ok(Number.isFinite(bitsPerByte(backend, weights, long.subarray(0, 100))));
    const tracer = new Tracer(backend, weights, 5);
    const trace = (position: number, method: "gated" | "occlusion") => {
      const past = finished(pastSteps(tracer.kernels, long, position, 5));
      return tracer.trace(past, { ...defaultOptions, method, baseline: "zero", depth: 5 });
    };
    for (const method of ["gated", "occlusion"] as const) {
      assert.ok(numbersIn(trace(60, method).attribution).every(Number.isFinite));
      grown(() => trace(1100, method), /: prediction \S+ at t = 1100; /);
    }
    const far = finished(pastSteps(tracer.kernels, long, 1100, 5));
    assert.throws(
      () => finished(traceNeuron(tracer.kernels, far, 0, "gated")),
      (error) =>
        error instanceof NotFinite &&
        /: activation (NaN|Infinity) at t = 1100; /.test(error.of("m.bin")),
    );
    const stretch = { bytes: long, before: new Float64Array(1), lead: 1, count: long.length - 1 };
    const question: LayerQuestion = { layer: "surprise", neuron: 0, depth: 5, method: "gated" };
    grown(() => finished(layerOf(backend, weights, stretch, question)));
    grown(() => finished(report(backend, weights, long, 5)));
    const states = { ...stretch, bytes: long.subarray(1), lead: 0 };
    assert.throws(
      () => finished(layerOf(backend, weights, states, { ...question, layer: "neuron" })),
      (error) =>
        error instanceof NotFinite && "what" in error.found && error.found.what === "activation",
    );
    grown(() => predict(weights, Float64Array.of(Infinity)));
  });
