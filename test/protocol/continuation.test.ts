// sparseDiff/continue and sparseDiff/traceWritten over a real connection: what the paper's net writes on, the trace of a
// written byte against that of the text with the bytes appended, what is refused, and that the document stays as it is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  type Continuation,
  type ContinueParams,
  continueRequest,
  type TraceWrittenParams,
  traceWrittenRequest,
} from "../../server/protocol/wire/continuation";
import type { TraceResult } from "../../server/protocol/wire/messages";
import type { OffsetJson } from "../../server/protocol/wire/traceJson";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { modelFile } from "./modelFile";
import { ask, type Server, settings, startServer } from "./server";

const uri = "untitled:enwik";
const longer = "untitled:longer";
const H20 = "test/data/vectors/h20-random-bytes.bin";
const LIKELIEST = { kind: "likeliest" } as const;
let server: Server;

before(async () => {
  server = await startServer();
  if (needsSharedData.skip !== undefined) return;
  await server.open(uri, start(201));
  await server.attach(uri, sharedFile("sat_model.bin"));
});
after(() => server.stop());

const start = (bytes: number) => Buffer.from(paper.text().subarray(0, bytes)).toString("utf8");

/** The paper's text has one line end before byte 201, so the end is on line 1 or later. */
function endOf(text: string) {
  const lines = text.split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

async function written(params: Partial<ContinueParams> = {}): Promise<Continuation> {
  const place = endOf(start(201));
  const asked = { uri, version: 1, place, mode: LIKELIEST, ...params };
  const answer = await ask(server.connection, continueRequest, asked);
  assert.ok(answer.kind === "continuation", answer.kind);
  return answer;
}

const words = ({ characters }: Continuation) => characters.map(({ text }) => text).join("");

const explained = (params: Partial<TraceWrittenParams>) =>
  ask(server.connection, traceWrittenRequest, {
    uri,
    version: 1,
    place: endOf(start(201)),
    bytes: [109],
    index: 0,
    settings,
    ...params,
  });

test("16 bytes are written on, with numbers, names and characters", needsSharedData, async () => {
  const answer = await written();
  assert.equal(words(answer), "ml/export-0.3/ h");
  assert.deepEqual([answer.position, answer.bytes.length, answer.names[14]], [201, 16, "space"]);
  const [first] = answer.bytes;
  assert.deepEqual([first.byte, first.rank, first.topPredictions.length], [109, 1, 5]);
  assert.ok(Math.abs(first.probability - 0.999562) < 1e-6);
  assert.deepEqual(answer.characters[14], { text: " ", label: " ", from: 14, to: 15 });
  assert.equal(words(await written({ count: 3 })), "ml/");
});

test("a seed draws the same bytes again, another seed others", needsSharedData, async () => {
  const mode = { kind: "sample", seed: 1, temperature: 1 } as const;
  const count = 40;
  const one = await written({ mode, count });
  assert.equal(words(one), 'ml/export-0.3.xsc" vers/aiten-nase>\nt<g-'.slice(0, 40));
  assert.deepEqual(await written({ mode, count }), one);
  assert.notEqual(words(await written({ mode: { ...mode, seed: 2 }, count })), words(one));
});

test(
  "a written byte has the trace of the text with the bytes appended, with names and places",
  needsSharedData,
  async () => {
    const { bytes } = await written();
    const own = bytes.map(({ byte }) => byte);
    await server.open(longer, start(201) + String.fromCharCode(...own));
    await server.attach(longer, sharedFile("sat_model.bin"));
    for (const index of [0, 1, 9, 15]) {
      const got = await explained({ bytes: own, index });
      assert.ok(got.kind === "trace");
      const text = start(201) + String.fromCharCode(...own.slice(0, index));
      const place = { kind: "caret", ...endOf(text) } as const;
      const want: TraceResult = await server.trace({ uri: longer, place });
      assert.ok(want.kind === "trace");
      const largest = Math.max(...want.trace.offsets.map((o) => Math.abs(o.attribution)));
      for (const [k, offset] of want.trace.offsets.entries()) {
        const { attribution, byte, position }: OffsetJson = got.trace.offsets[k];
        assert.ok(Math.abs(attribution - offset.attribution) <= 1e-5 * largest, `lag ${k}`);
        assert.deepEqual([byte, position], [offset.byte, offset.position]);
      }
      assert.ok(Math.abs(got.trace.probability - bytes[index].probability) < 1e-12);
      assert.deepEqual(
        [got.names, got.targetRank, got.character, got.written, got.target],
        [want.names, want.targetRank, want.character, { index }, null],
      );
      // The bytes before it that were written on have no place in the document.
      assert.deepEqual(
        got.offsetSpans,
        want.offsetSpans.map((span, k) => (k < index ? { utf16Start: 201, utf16End: 201 } : span)),
      );
      const inside = want.tints.filter(({ utf16End }) => utf16End <= 201);
      assert.deepEqual(
        got.tints.map(({ utf16Start, utf16End }) => [utf16Start, utf16End]),
        inside.map(({ utf16Start, utf16End }) => [utf16Start, utf16End]),
      );
      assert.equal(got.totals.lines.at(-1)?.nearest, index);
    }
  },
);

test(
  "with little depth a late byte is explained by written bytes alone",
  needsSharedData,
  async () => {
    const own = (await written()).bytes.map(({ byte }) => byte);
    const got = await explained({ bytes: own, index: 12, settings: { ...settings, depth: 3 } });
    assert.ok(got.kind === "trace");
    assert.deepEqual([got.tints, got.names.offsets], [[], ["'.'", "'0'", "'-'", "'t'"]]);
  },
);

test(
  "a byte of a longer character is named with it, also where it forms none",
  needsSharedData,
  async () => {
    const bytes = [0xe2, 0x82, 0xac, 0xe2];
    const second = await explained({ bytes, index: 1 });
    const last = await explained({ bytes, index: 3 });
    assert.ok(second.kind === "trace" && last.kind === "trace");
    assert.equal(second.names.target, "'\u20ac' 2/3 (0x82)");
    assert.deepEqual(second.character, { text: "\u20ac", bytes: [0xe2, 0x82, 0xac], index: 1 });
    assert.deepEqual([last.names.target, last.character], ["0xE2", null]);
  },
);

test(
  "nothing is written on from the first byte; a caret that moved on is stale",
  needsSharedData,
  async () => {
    const params = { uri, version: 1, place: { line: 0, character: 0 }, mode: LIKELIEST };
    const none = await ask(server.connection, continueRequest, params);
    assert.deepEqual(none, { kind: "noPast", version: 1 });
    const first = await explained({ place: { line: 0, character: 0 } });
    assert.deepEqual(first, { kind: "noPast", version: 1 });
    await assert.rejects(written({ version: 0 }), /has changed since/);
  },
);

test("a newer request replaces an older one, and a trace is answered before both", async () => {
  const large = "untitled:large";
  const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };
  await server.open(large, "a text");
  await server.attach(large, modelFile(initialWeights(1024, createRandom(1), scales)));
  const place = { line: 0, character: 4 };
  const order: string[] = [];
  const told = (name: string) => [
    () => void order.push(name),
    () => void order.push(`${name} cancelled`),
  ];
  const long = { uri: large, version: 1, place, mode: LIKELIEST, count: 256 };
  const all = [
    ask(server.connection, continueRequest, long).then(...told("first")),
    ask(server.connection, continueRequest, long).then(...told("second")),
    server.trace({ uri: large, place: { kind: "caret", ...place } }).then(...told("trace")),
  ];
  await Promise.all(all);
  assert.equal(order.at(-1), "second");
  assert.deepEqual(order.sort(), ["first cancelled", "second", "trace"]);
});

test("what is no request is refused by its field", async () => {
  const text = "untitled:h20";
  await server.open(text, "abc");
  await server.attach(text, H20);
  const place = { line: 0, character: 2 };
  const refused = (params: object, sentence: RegExp) =>
    assert.rejects(
      ask(server.connection, continueRequest, {
        uri: text,
        version: 1,
        place,
        mode: LIKELIEST,
        ...params,
      }),
      sentence,
    );
  await refused({ count: 257 }, /count: Expected <=256 but received 257/);
  await refused({ count: 0 }, /count: Expected >=1/);
  await refused({ mode: { kind: "sample", seed: 1.5, temperature: 1 } }, /mode.seed: /);
  await refused({ mode: { kind: "sample", seed: 1, temperature: 0 } }, /mode.temperature: /);
  await refused({ mode: { kind: "beam" } }, /mode.kind: /);
  const trace = (params: object) =>
    ask(server.connection, traceWrittenRequest, {
      uri: text,
      version: 1,
      place,
      bytes: [1, 2],
      index: 0,
      settings,
      ...params,
    });
  await assert.rejects(trace({ index: 2 }), /Expected an index below 2 but received 2/);
  await assert.rejects(trace({ bytes: [256] }), /bytes.0: /);
  await assert.rejects(trace({ bytes: [] }), /bytes: /);
});
