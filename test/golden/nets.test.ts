// Every file of test/data/nets: a net of any cell, layers and alphabet gives its float64 values; what is not understood is
// refused by name. Tolerances: bits per byte 1e-4 relative, attributions 1e-4 of a position's largest, occlusion 1e-3.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, type TraceOptions } from "../../server/attribution/types";
import { nodeFiles } from "../../server/files.node";
import type { Kernels } from "../../server/kernels/interface";
import { readModel, writeCopy } from "../../server/nets/formats";
import { InputError } from "../../server/nets/inputError";
import { SeveralNets } from "../../server/nets/nets";
import { readTorch } from "../../server/nets/torchFile";
import { byteCounts, meanEmbedding } from "../../server/nets/weights";
import { loadModel } from "../../server/requests/modelFile";
import { Evaluation } from "../../server/training/passes";
import { backends } from "../tools/backends";
import { type ExpectedNet, expectedNets, netFile, readNet } from "../tools/nets";
import { pastOf } from "../tools/past";
import { runReport } from "./report";

const text = readNet("text.txt");

for (const [name, expected] of Object.entries(expectedNets())) {
  if (expected.loads)
    for (const backend of backends())
      test(`${backend.backend}: ${name} gives its values: ${expected.what}`, () =>
        givesItsValues(backend, name, expected));
  else
    test(`${name} is refused: ${expected.what}`, () => {
      for (const part of expected.mustName ?? [])
        refused(name, new RegExp(part.replaceAll(".", "\\.")));
    });
  if (expected.needs !== undefined)
    test(`${name} is refused without ${expected.needs}`, () =>
      refused(
        name,
        /'fc\.weight' has 100 rows, .* nothing says which; expected .* --alphabet FILE, printable/,
      ));
}

/** The net of a file, with the option that it needs and the alphabet that lies beside it. */
function load(name: string, { needs }: ExpectedNet) {
  const [option, value] = (needs ?? "").split(" ");
  assert.ok(needs === undefined || option === "--alphabet", needs);
  return loadModel(nodeFiles(), { file: netFile(name), alphabet: value });
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

async function givesItsValues(
  backend: Kernels,
  name: string,
  expected: ExpectedNet,
): Promise<void> {
  const { weights } = await load(name, expected);
  const evaluation = new Evaluation(backend, weights, text);
  while (!evaluation.finished) evaluation.advance();
  near([evaluation.bitsPerByte], [expected.bitsPerByte ?? Number.NaN], 1e-4, "bits per byte");
  assert.equal(evaluation.predictions, expected.predictions);
  const outside = [...new Set(text)].filter((byte) => weights.alphabet?.[byte] === 0);
  assert.deepEqual(
    outside.sort((a, b) => a - b),
    expected.outside ?? [],
  );
  const { bitsPerByte, predictions, outside: unpredicted } = runReport(backend, weights, text, 4);
  near([bitsPerByte], [expected.bitsPerByte ?? Number.NaN], 1e-4, "bits per byte of a report");
  assert.deepEqual(
    [predictions, unpredicted],
    [expected.predictions, text.length - 1 - predictions],
  );
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

test("code.pt is refused by what it would call, and calls nothing", async () => {
  const made = "/tmp/sparse-diff-was-here";
  assert.ok(Buffer.from(readNet("code.pt")).includes(`touch ${made}`));
  fs.rmSync(made, { force: true });
  await assert.rejects(load("code.pt", expectedNets()["code.pt"]!), (error) => {
    assert.ok(error instanceof InputError);
    assert.match(
      error.message,
      /calls posix\.system, which is no part of a model; .* nothing was run/,
    );
    return true;
  });
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

test("every net that is read is written again to the same weights, without what it needed", async () => {
  for (const [name, expected] of Object.entries(expectedNets())) {
    if (!expected.loads) continue;
    const model = await load(name, expected);
    const again = readModel(writeCopy(model, "again.safetensors"), "again.safetensors");
    assert.deepEqual(again.weights, model.weights, name);
    const { cell, nonlinearity, layers, alphabet } = model.net;
    assert.deepEqual(
      [again.net.cell, again.net.nonlinearity, again.net.layers, again.net.alphabet.characters],
      [cell, nonlinearity, layers, alphabet.characters],
      name,
    );
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
  const [ema, model] = ["ema", "model"].map((prefix) => readModel(bytes, "two", { prefix }));
  assert.notDeepEqual(ema.weights, model.weights);
  assert.equal(ema.net.prefix, "ema");
  assert.ok(ema.net.ignored.includes("model.fc.weight"));
  assert.throws(
    () => readModel(bytes, "two", { prefix: "rnn" }),
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
