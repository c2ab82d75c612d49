// Every file of test/data/nets: a net that is exactly an Elman net after algebra gives its float64 values; any other is
// refused by name. Tolerances: bits per byte 1e-4 relative, attributions 1e-4 of a position's largest, occlusion 1e-3.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../server/attribution/types";
import type { Kernels } from "../../server/kernels/interface";
import { readModel } from "../../server/nets/formats";
import { InputError } from "../../server/nets/inputError";
import { SeveralNets } from "../../server/nets/nets";
import { readTorch } from "../../server/nets/torchFile";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import { Evaluation } from "../../server/training/passes";
import { backends } from "../tools/backends";
import { type ExpectedNet, expectedNets, readNet } from "../tools/nets";
import { pastOf } from "../tools/past";

/** Complete nets of a kind that is not computed here, and the words of their refusal. */
const OTHER_KINDS: Readonly<Record<string, RegExp>> = {
  "relu.safetensors": /'nonlinearity' is 'relu'; expected tanh/,
  "lstm.safetensors": /'rnn\.weight_hh_l0' has shape \[24, 6\], as of an nn\.LSTM: 4H rows/,
  "gru.safetensors": /'rnn\.weight_hh_l0' has shape \[18, 6\], as of an nn\.GRU: 3H rows/,
  "lstm-two-layers-embedding.safetensors": /nn\.LSTM/,
  "gru-three-layers.safetensors": /nn\.GRU/,
  "rnn-two-layers.safetensors": /two layers \('rnn\.weight_hh_l1'\)/,
  "alphabet.safetensors": /'chars' gives an alphabet of its own/,
  "alphabet-short.safetensors": /nn\.LSTM/,
  "printable.safetensors": /nn\.GRU/,
  "torch-lstm-state.pt": /nn\.LSTM/,
  "torch-lstm-checkpoint.pt": /nn\.LSTM/,
  "torch-lstm-module.pt": /'cell' is 'lstm'; expected elman/,
  "torch-gru-state.pt": /nn\.GRU/,
  "torch-gru-checkpoint.pt": /nn\.GRU/,
  "torch-gru-module.pt": /'cell' is 'gru'; expected elman/,
  "torch-legacy.pt": /nn\.GRU/,
};

const text = readNet("text.txt");

for (const [name, expected] of Object.entries(expectedNets())) {
  const otherKind = OTHER_KINDS[name];
  if (otherKind) test(`${name} is refused: ${expected.what}`, () => refused(name, otherKind));
  else if (expected.loads)
    for (const backend of backends())
      test(`${backend.backend}: ${name} gives its values: ${expected.what}`, () =>
        givesItsValues(backend, name, expected));
  else
    test(`${name} is refused: ${expected.what}`, () => {
      for (const part of expected.mustName ?? [])
        refused(name, new RegExp(part.replaceAll(".", "\\.")));
    });
}

function refused(name: string, words: RegExp): void {
  assert.throws(
    () => readModel(readNet(name), name),
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, words);
      assert.ok(error.message.startsWith(`${name}: `));
      assert.doesNotMatch(error.message, /\n/);
      assert.ok(error.message.length < 400, error.message);
      return true;
    },
  );
}

function givesItsValues(backend: Kernels, name: string, expected: ExpectedNet): void {
  const { weights } = readModel(readNet(name), name);
  const evaluation = new Evaluation(backend, weights, text);
  while (!evaluation.finished) evaluation.advance();
  near([evaluation.bitsPerByte], [expected.bitsPerByte ?? Number.NaN], 1e-4, "bits per byte");
  assert.equal(text.length - 1, expected.predictions);
  const depth = 12;
  const tracer = new Tracer(backend, weights, depth);
  const mean = meanEmbedding(weights, byteCounts(text));
  assert.ok(expected.traces && expected.traces.length > 0);
  for (const want of expected.traces) {
    const run = (options: Partial<TraceOptions>) =>
      tracer.trace(
        pastOf(tracer.kernels, text, want.position, depth),
        { ...defaultOptions, depth, ...options },
        mean,
      );
    const at = `t = ${want.position}`;
    const gated = run({ method: "gated" });
    assert.equal(gated.aim.target, want.target, at);
    assert.equal(gated.predicted, want.top, at);
    near([gated.P[want.target]], [want.probability], 1e-4, `${at} p`);
    near(gated.attribution, want.gated, 1e-4, `${at} gated`);
    near(gated.norms, want.stateGradientNorm, 1e-4, `${at} norms`);
    near(gated.g, want.topGradient, 1e-4, `${at} g`);
    near(run({ method: "occlusion" }).attribution, want.occlusionMean, 1e-3, `${at} occlusion`);
  }
}

/** Within a share of the largest value. */
function near(
  got: ArrayLike<number>,
  want: readonly number[],
  allowed: number,
  what: string,
): void {
  assert.equal(got.length, want.length, what);
  const largest = Math.max(...want.map(Math.abs));
  for (let k = 0; k < want.length; k++)
    assert.ok(
      Math.abs(got[k] - want[k]) <= allowed * largest,
      `${what}: ${got[k]}, not ${want[k]}`,
    );
}

test("code.pt is refused by what it would call, and calls nothing", () => {
  const made = "/tmp/sparse-diff-was-here";
  assert.ok(Buffer.from(readNet("code.pt")).includes(`touch ${made}`));
  fs.rmSync(made, { force: true });
  refused("code.pt", /calls posix\.system, which is no part of a model; .* nothing was run/);
  assert.ok(!fs.existsSync(made));
});

test("a state dictionary, a checkpoint and a module of one net hold the same tensors", () => {
  const ways = ["state", "checkpoint", "module"];
  for (const cell of ["tanh", "lstm", "gru"]) {
    const [state, ...others] = ways.map((way) => {
      const name = `torch-${cell}-${way}.pt`;
      const { tensors } = readTorch(readNet(name), name);
      return [...tensors.values()].map((one) => ({ ...one, values: one.values() }));
    });
    assert.equal(state.length, cell === "lstm" ? 11 : 7);
    for (const other of others) assert.deepEqual(other, state);
  }
});

test("a prefix chooses one of two complete nets, and each gives what it gives alone", () => {
  const bytes = readNet("two-copies.safetensors");
  assert.throws(
    () => readModel(bytes, "two.safetensors"),
    (error) => {
      assert.ok(error instanceof SeveralNets);
      assert.deepEqual(error.prefixes, ["ema", "model"]);
      return true;
    },
  );
  const [ema, model] = ["ema", "model"].map((prefix) => readModel(bytes, "two", prefix));
  assert.notDeepEqual(ema.weights, model.weights);
  assert.equal(ema.net.prefix, "ema");
  assert.ok(ema.net.ignored.includes("model.fc.weight"));
  assert.throws(
    () => readModel(bytes, "two", "rnn"),
    /under the prefix 'rnn'; expected ema or model/,
  );
});

test("a duplicate key, trailing bytes and a learned first state are named", () => {
  refused("duplicate-key.safetensors", /the header has 'rnn\.weight_hh_l0' twice/);
  refused("trailing-bytes.safetensors", /40 bytes follow the last tensor/);
  refused("learned-start.safetensors", /'h0' \[1, 1, 6\] is left over: .* a learned first state/);
  refused("layer-norm.safetensors", /'norm\.weight' .* a LayerNorm/);
  refused("two-layer-readout.safetensors", /'head\.0\.weight' .* a second linear layer/);
  refused("two-modules.safetensors", /two recurrent modules: rnns\.0, rnns\.1/);
});
