// sparseDiff/whatIfByte and sparseDiff/whatIfNeuron over a real connection: names, numbers, what is refused, an edit or a
// newer request, and a document that is never changed by being asked about.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { causesRequest } from "../../server/protocol/wire/causes";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import {
  type WhatIfByteParams,
  type WhatIfNeuronParams,
  whatIfByteRequest,
  whatIfNeuronRequest,
} from "../../server/protocol/wire/whatIf";
import { whatIfByteSentence, whatIfNeuronSentence } from "../../server/protocol/words/whatIf";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { probabilitiesAfter, stateAfter } from "../tools/formulas";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { modelFile } from "./modelFile";
import { ask, type Server, settings, startServer } from "./server";

const paperUri = "untitled:enwik";
const uri = "untitled:small";
const TEXT = "caf\u00e9 in the\r\nsecond line";
const weights = initialWeights(6, createRandom(3), { recurrent: 0.9, input: 0.7, output: 0.9 });
const model = modelFile(weights);
let server: Server;

before(async () => {
  server = await startServer();
  await server.open(uri, TEXT);
  await server.attach(uri, model);
  await server.status((status) => status.uri === uri && status.percent === 100);
  if (needsSharedData.skip !== undefined) return;
  await server.open(paperUri, Buffer.from(paper.text()).toString("utf8"));
  await server.attach(paperUri, sharedFile("sat_model.bin"));
  await server.status((status) => status.uri === paperUri && status.percent === 100);
});
after(() => server.stop());

const at = (character: number, line = 0) => ({ kind: "character", line, character }) as const;
const byte = (of: string, place: WhatIfByteParams["place"], lag: number, more = settings) =>
  ask(server.connection, whatIfByteRequest, { uri: of, version: 1, place, lag, settings: more });
const neuron = (
  of: string,
  more: Pick<WhatIfNeuronParams, "place" | "neuron"> & Partial<WhatIfNeuronParams>,
) =>
  ask(server.connection, whatIfNeuronRequest, {
    uri: of,
    version: 1,
    settings,
    edit: { kind: "zero" },
    start: { line: 0, character: 0 },
    end: { line: 0, character: 2000 },
    ...more,
  });

test("the paper's 'm' with other values", needsSharedData, async () => {
  const found = await byte(paperUri, at(11), 9);
  assert.ok(found.kind === "whatIfByte");
  assert.deepEqual(
    [found.position, found.target, found.targetName, found.lag, found.value],
    [10, 120, "'x'", 9, 109],
  );
  assert.deepEqual(found.span, { utf16Start: 1, utf16End: 2 });
  assert.deepEqual([found.names[109], found.names[10], found.names[0xc3]], ["'m'", "LF", "0xC3"]);
  const { connection } = server;
  const same = { uri: paperUri, version: 1, place: at(11), settings };
  const causes = await ask(connection, causesRequest, same);
  assert.ok(causes.kind === "causes");
  assert.equal(found.bits, causes.bits);
  assert.equal(found.bitsByValue[109], found.bits);
  assert.equal(found.probabilityByValue[109].toFixed(5), "0.99638");
  assert.match(
    whatIfByteSentence(found, found.names, 0x6e),
    /^With 'n' in place of 'm' \(k 9\): 13\.5 bits instead of 0\.00524, p 8\.71e\u22125\.$/,
  );
});

test(
  "the paper's h8 left out, over the whole text and over a part of it",
  needsSharedData,
  async () => {
    const asked = { place: at(11), neuron: 8 };
    const end = { line: 1000, character: 0 };
    const found = await neuron(paperUri, { ...asked, end });
    assert.ok(found.kind === "whatIfNeuron" && found.range);
    assert.deepEqual([found.range.from, found.range.to, found.range.count], [1, 1024, 1023]);
    assert.equal(found.range.change.toFixed(4), "0.0348");
    assert.deepEqual(
      [found.before.rank, found.before.names[0], found.before.names.length],
      [1, "'x'", 5],
    );
    assert.match(
      whatIfNeuronSentence("h8", found),
      /^Without h8 in the readout: p 0\.997 instead of 0\.996; 0\.0348 bits per byte more over 1,023 predictions\.$/,
    );
    const part = await neuron(paperUri, {
      ...asked,
      start: { line: 0, character: 9 },
      end: { line: 0, character: 13 },
    });
    assert.ok(part.kind === "whatIfNeuron" && part.range);
    assert.deepEqual([part.range.from, part.range.to, part.range.count], [9, 13, 4]);
  },
);

test("values are named as they would stand there: a byte with its character", async () => {
  // The explained byte is 'i'; before it a space (k 0), the two bytes of the letter (k 1 and 2).
  const found = await byte(uri, at(5), 1);
  assert.ok(found.kind === "whatIfByte");
  assert.deepEqual([found.value, found.names[0xa9]], [0xa9, "'\u00e9' 2/2 (0xA9)"]);
  assert.equal(found.names[0xaa], "'\u00ea' 2/2 (0xAA)");
  assert.equal(found.names[0x41], "'A'");
  assert.deepEqual(found.span, { utf16Start: 3, utf16End: 4 });
  assert.ok(Math.abs(found.expectedByValue!.reduce((a, p) => a + p, 0) - 1) < 1e-12);
  const first = await byte(uri, at(5), 5);
  assert.ok(first.kind === "whatIfByte");
  assert.equal(first.expectedByValue, null);
});

const close = (got: number, want: number, allowed: number, what: string) =>
  assert.ok(
    Math.abs(got - want) <= allowed * (1 + Math.abs(want)),
    `${what}: ${got} against ${want}`,
  );

test("every value of a byte loses what a run of the text that holds it loses, for any target", async () => {
  const bytes = Buffer.from(TEXT);
  // The explained byte is 'i', byte 6, so that t = 5.
  for (const [target, y] of [
    ["true", 0x69],
    [0x51, 0x51],
  ] as const)
    for (const lag of [0, 3]) {
      const found = await byte(uri, at(5), lag, { ...settings, target });
      assert.ok(found.kind === "whatIfByte");
      assert.deepEqual([found.position, found.target, found.value], [5, y, bytes[5 - lag]]);
      assert.ok(found.within <= 1e-3);
      const allowed = found.within + 1e-9;
      for (const [value, bits] of found.bitsByValue.entries()) {
        const replaced = bytes.subarray(0, 6).map((old, i) => (i === 5 - lag ? value : old));
        const p = probabilitiesAfter(weights, stateAfter(weights, replaced))[y];
        close(bits, -Math.log2(p), allowed, `lag ${lag}, value ${value}`);
        close(found.probabilityByValue[value], p, allowed, `lag ${lag}, p with ${value}`);
      }
      const expected = probabilitiesAfter(weights, stateAfter(weights, bytes.subarray(0, 5 - lag)));
      for (const [value, p] of expected.entries())
        close(found.expectedByValue?.[value] ?? Number.NaN, p, 1e-9, `expected ${value}`);
    }
});

test("a changed neuron gives the predictions of the changed states, there and over a range", async () => {
  const bytes = Buffer.from(TEXT);
  /** P of the byte at `next`, with h1 changed in the readout or as it is. */
  const predicted = (next: number, edit?: (h: number) => number) => {
    const h = stateAfter(weights, bytes.subarray(0, next));
    if (edit) h[1] = edit(h[1]);
    return probabilitiesAfter(weights, h);
  };
  const edits = [
    [{ kind: "zero" }, () => 0],
    [{ kind: "flip" }, (h: number) => -h],
    [{ kind: "clamp", value: -0.5 }, () => -0.5],
  ] as const;
  for (const [edit, change] of edits) {
    // Bytes 1 to 8: a letter of two bytes is among them.
    const end = { line: 0, character: 8 };
    const found = await neuron(uri, { place: at(5), neuron: 1, edit, end });
    assert.ok(found.kind === "whatIfNeuron" && found.range);
    for (const [told, P] of [
      [found.before, predicted(6)],
      [found.after, predicted(6, change)],
    ] as const) {
      close(told.probability, P[bytes[6]], 1e-9, `${edit.kind}: p`);
      close(told.bits, -Math.log2(P[bytes[6]]), 1e-9, `${edit.kind}: bits`);
      assert.equal(told.rank, 1 + P.filter((p) => p > P[bytes[6]]).length);
      assert.equal(told.topPredictions[0].byte, P.indexOf(Math.max(...P)));
    }
    assert.deepEqual([found.range.from, found.range.to, found.range.count], [1, 9, 8]);
    const mean = (of: typeof change | undefined) =>
      [1, 2, 3, 4, 5, 6, 7, 8].reduce((sum, t) => sum - Math.log2(predicted(t, of)[bytes[t]]), 0) /
      8;
    // The means are taken from the backend's readout, in float32.
    close(found.range.bitsPerByte, mean(undefined), 1e-5, `${edit.kind}: bits per byte`);
    close(found.range.edited, mean(change), 1e-5, `${edit.kind}: bits per byte, changed`);
  }
});

test("another target has its name; after the end of the file it is the likeliest byte", async () => {
  const chosen = await byte(uri, at(5), 0, { ...settings, target: 0x51 });
  assert.ok(chosen.kind === "whatIfByte");
  assert.deepEqual([chosen.targetName, chosen.targetIsTrue], ["'Q'", false]);
  const end = { kind: "caret", line: 1, character: 11 } as const;
  const predicted = await neuron(uri, { place: end, neuron: 0 });
  assert.ok(predicted.kind === "whatIfNeuron");
  const P = probabilitiesAfter(weights, stateAfter(weights, Buffer.from(TEXT)));
  assert.equal(predicted.target, P.indexOf(Math.max(...P)));
  assert.deepEqual([predicted.targetIsTrue, predicted.before.rank], [false, 1]);
});

test("a range without a prediction has no mean; a clamp at the activation changes nothing", async () => {
  const end = { line: 0, character: 1 };
  const none = await neuron(uri, { place: at(5), neuron: 1, end });
  assert.ok(none.kind === "whatIfNeuron");
  assert.equal(none.range, null);
  const edit = { kind: "clamp", value: none.activation } as const;
  const same = await neuron(uri, { place: at(5), neuron: 1, edit });
  assert.ok(same.kind === "whatIfNeuron");
  assert.deepEqual(same.after, same.before);
});

test("the first byte has no past; what is outside is refused with what is expected", async () => {
  assert.deepEqual(await byte(uri, at(0), 0), { kind: "noPast", version: 1 });
  assert.deepEqual(await neuron(uri, { place: at(0), neuron: 0 }), { kind: "noPast", version: 1 });
  await assert.rejects(byte(uri, at(5), 6), /^Error: lag 6: outside the window; expected 0 to 5$/);
  const shallow = { ...settings, depth: 3 };
  await assert.rejects(byte(uri, at(5), 4, shallow), /lag 4: outside the window; expected 0 to 3$/);
  await assert.rejects(
    byte(uri, at(5), 1, { ...settings, against: 3 }),
    /against: what-if is about/,
  );
  await assert.rejects(neuron(uri, { place: at(5), neuron: 6 }), /neuron 6: expected 0 to 5$/);
  const edit = { kind: "clamp", value: 1.5 } as const;
  await assert.rejects(
    neuron(uri, { place: at(5), neuron: 1, edit }),
    /clamp 1\.5: expected a number from -1 to 1/,
  );
  await assert.rejects(byte(uri, at(5), -1), /lag: Expected >=0/);
});

/** Without what counting pays, which comes when it has counted. */
async function traceAtFive(uri: string): Promise<EditorTrace> {
  const answer = await server.trace({ uri, place: at(5) });
  assert.ok(answer.kind === "trace", JSON.stringify(answer));
  const { countingBits: _, ...ofNet } = answer;
  return ofNet;
}

test("an edit makes a question stale, and the text is what it was", async () => {
  const other = "untitled:edited";
  await server.open(other, TEXT);
  await server.attach(other, model);
  const asked = { uri: other, version: 1, place: at(5), settings };
  const before = await traceAtFive(other);
  await ask(server.connection, whatIfByteRequest, { ...asked, lag: 1 });
  assert.deepEqual(await traceAtFive(other), before);
  const start = { line: 0, character: 0 };
  await server.change(other, 2, [{ range: { start, end: start }, text: "x" }]);
  await assert.rejects(
    ask(server.connection, whatIfByteRequest, { ...asked, lag: 1 }),
    /The document has changed/,
  );
});

test("a newer question of the same kind replaces the older", needsSharedData, async () => {
  const outcomes = await Promise.allSettled([
    byte(paperUri, at(600), 120, { ...settings, depth: 128 }),
    byte(paperUri, at(601), 120, { ...settings, depth: 128 }),
  ]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["rejected", "fulfilled"],
  );
});
