// A checkpoint made by the test, an LSTM of two layers with an embedding and 65 characters, gives what PyTorch's formulas
// give in float64: predictions, gradients of neurons and of cells, gated attributions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { pastSteps } from "../../server/attribution/forward";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../server/attribution/types";
import { readModel } from "../../server/nets/formats";
import { Evaluation } from "../../server/training/passes";
import { backends } from "../tools/backends";
import { bitsPerByte, CHARACTERS, HIDDEN, LAYERS, torchLstm, truth } from "../tools/torchLstm";

const TEXT = "Before we proceed any further,\nhear 9 me speak.";
const text = new TextEncoder().encode(TEXT);
const model = readModel(torchLstm(), "char-lstm.pt");

for (const backend of backends())
  test(`${backend.backend}: it gives the numbers of the formulas`, () => {
    const evaluation = new Evaluation(backend, model.weights, text);
    while (!evaluation.finished) evaluation.advance();
    near([evaluation.bitsPerByte], [bitsPerByte(TEXT)], "bits per byte");
    for (const at of [1, 2, 12, 40]) {
      const want = truth(TEXT, at);
      const depth = at - 1;
      const options: TraceOptions = { ...defaultOptions, method: "gated", depth };
      const tracer = new Tracer(backend, model.weights, depth);
      const past = finished(pastSteps(tracer.kernels, text, depth, depth));
      const { P, aim, attribution, g, h, cells } = tracer.trace(past, options);
      near([P[aim.target]], [want.probability], "p");
      near(g, want.gradient, "g");
      near(h.slice(0, HIDDEN), want.activation, "h");
      near(attribution, want.gated, "gated");
      // The layer that is read out comes first; without a step before, there are none.
      const layers = at === 1 ? [] : want.cells.toReversed().flat();
      near(
        cells?.gradient ?? [],
        layers.map(({ gradient }) => gradient),
        "dL/dc",
      );
      near(
        cells?.activation ?? [],
        layers.map(({ activation }) => activation),
        "c",
      );
    }
  });

test("it was understood as it was saved", () => {
  const { cell, layers, input, alphabet } = model.net;
  assert.deepEqual([cell, layers, model.weights.H], ["lstm", LAYERS, HIDDEN]);
  assert.deepEqual(input, { kind: "embedding", width: 5 });
  assert.deepEqual(alphabet.characters, CHARACTERS);
});

/** Within 1e-4 of the largest. */
function near(got: ArrayLike<number>, want: readonly number[], what: string): void {
  assert.equal(got.length, want.length, what);
  const largest = Math.max(...want.map(Math.abs));
  for (const [i, value] of want.entries())
    assert.ok(Math.abs(got[i] - value) <= 1e-4 * largest, `${what}: ${got[i]}, not ${value}`);
}
