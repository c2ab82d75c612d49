// Layers of a stretch of text, compared with single traces at every position around it, on every backend.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { selectKernels } from "../../server/kernels/select";
import type { Layer, LayerQuestion } from "../../server/layers/layer";
import { layerOf, stretchOf } from "../../server/layers/segments";
import { LAYER_KINDS } from "../../server/layers/table";
import { namesOf } from "../../server/protocol/vocabulary/terms";
import { backends } from "../tools/backends";
import { CountingOracle } from "../tools/countingOracle";
import { pastOf } from "../tools/past";
import { randomText, randomWeights } from "./kernelsModels";

const H = 11;
const weights = randomWeights(H, 21, 0.8);
const N = 2300;
const text = randomText(N, 6);
const oracle = new Tracer(selectKernels("reference"), weights, 30);

const counting = Float32Array.from(new CountingOracle(5).bits(text));

const stretches = [
  [0, 0],
  [0, 1],
  [0, 70],
  [1, 66],
  [900, 2200],
  [N - 40, N],
  [N - 1, N],
];

function stateBefore(position: number): Float64Array {
  const state = new Float64Array(H);
  const kernels = selectKernels("reference").bind(weights, { rows: 1, window: N });
  kernels.recur(text, 0, position, state, 0);
  return state;
}

function traceAt(t: number, depth: number) {
  return oracle.trace(pastOf(oracle.kernels, text, t, depth), { ...defaultOptions, depth });
}

/** Every layer computed from its definition, position by position. */
function expected({ layer, neuron, depth }: LayerQuestion, from: number, to: number): Layer {
  const values = new Float32Array(to - from);
  const absolute = new Float32Array(to - from);
  for (let byte = from; byte < to; byte++) {
    if (layer === "neuron") values[byte - from] = traceAt(byte, 0).h[neuron];
    else if (layer !== "influence") {
      if (byte === 0) values[0] = Number.NaN;
      else {
        const { logP, norms } = traceAt(byte - 1, 0);
        const bits = -logP / Math.LN2;
        const of = { surprise: bits, netMinusCounting: bits - counting[byte] };
        values[byte - from] = layer === "gradientNorm" ? norms[0] : of[layer];
      }
    } else
      for (let k = 0; k < depth && byte + k < N - 1; k++) {
        const given = traceAt(byte + k, depth - 1).attribution[k];
        values[byte - from] += given;
        absolute[byte - from] += Math.abs(given);
      }
  }
  return { values, absolute: layer === "influence" ? absolute : null };
}

function close(got: Float32Array, want: Float32Array, where: string): void {
  assert.equal(got.length, want.length, where);
  const largest = Math.max(1e-6, ...Array.from(want, (v) => (Number.isNaN(v) ? 0 : Math.abs(v))));
  for (let i = 0; i < want.length; i++)
    assert.ok(
      Number.isNaN(want[i]) ? Number.isNaN(got[i]) : Math.abs(got[i] - want[i]) < 2e-4 * largest,
      `${where}, byte ${i}: ${got[i]} against ${want[i]}`,
    );
}

for (const layer of namesOf(LAYER_KINDS))
  test(`${layer}: equals the numbers of single traces, anywhere in the text`, () => {
    for (const [from, to] of stretches)
      for (const depth of layer === "influence" ? [1, 9] : [1]) {
        const some = layer === "influence" ? Math.min(to, from + 150) : to;
        const question: LayerQuestion = { layer, neuron: 7, depth, method: "gradient" };
        const want = expected(question, from, some);
        const { first, end } = stretchOf(question, from, some, N);
        for (const backend of backends()) {
          const work = layerOf(
            backend,
            weights,
            {
              bytes: text.slice(first, end),
              before: stateBefore(first),
              lead: from - first,
              count: some - from,
              counting: counting.slice(from, some),
            },
            question,
          );
          let step = work.next();
          while (!step.done) step = work.next();
          const where = `${backend.backend} ${from}..${some} depth ${depth}`;
          close(step.value.values, want.values, where);
          if (want.absolute) close(step.value.absolute!, want.absolute, `${where} absolute`);
        }
      }
  });
