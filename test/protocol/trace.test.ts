// The server process over a real connection: the paper's example, edits, CRLF, characters of several bytes, failures.
// Numbers are compared with the float64 reference run on the same bytes.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions } from "../../server/attribution/types";
import { referenceKernels } from "../../server/kernels/reference";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import { pastOf } from "../tools/past";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { vectorFile } from "../tools/vectors";
import { ask, type Server, settings, startServer } from "./server";

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const model = () => sharedFile("sat_model.bin");

/** The trace of byte p by the float64 reference. */
function expected(bytes: Uint8Array, p: number): Float64Array {
  const tracer = new Tracer(referenceKernels, paper.weights(), 50);
  return tracer.trace(pastOf(tracer.kernels, bytes, p - 1, 50), defaultOptions).attribution;
}

function assertSame(result: EditorTrace, bytes: Uint8Array, p: number): void {
  const want = expected(bytes, p);
  const largest = Math.max(...want.map(Math.abs));
  assert.equal(result.trace.position, p - 1);
  assert.equal(result.trace.offsets.length, want.length);
  for (const o of result.trace.offsets) {
    assert.equal(o.byte, bytes[p - 1 - o.k]);
    assert.ok(Math.abs(o.attribution - want[o.k]) <= 1e-4 * largest + 1e-12, `k = ${o.k}`);
  }
}

async function traced(
  uri: string,
  line: number,
  character: number,
  more: Partial<Parameters<Server["trace"]>[0]> = {},
): Promise<EditorTrace> {
  const result = await server.trace({
    uri,
    place: { kind: "character", line, character },
    ...more,
  });
  assert.equal(result.kind, "trace");
  return result as EditorTrace;
}

test("the paper's example: 'm' at byte 29", needsSharedData, async () => {
  const text = Buffer.from(paper.text()).toString("utf8");
  const uri = "untitled:enwik";
  await server.open(uri, text);
  const attached = await server.attach(uri, model());
  assert.equal(attached.model.hiddenSize, 128);
  const result = await traced(uri, 0, 29);
  assert.equal(result.trace.target, 109);
  assert.equal(result.trace.probability.toFixed(3), "0.998");
  assert.equal(result.trace.neurons[0].neuron, 113);
  const near = result.trace.offsets.slice(1, 9);
  const strongest = near.reduce((a, b) =>
    Math.abs(b.attribution) > Math.abs(a.attribution) ? b : a,
  );
  assert.equal(strongest.k, 4);
  assert.equal(String.fromCharCode(strongest.byte), "/");
  assertSame(result, paper.text(), 29);
  assert.equal(result.isUsable, true);
  assert.deepEqual(result.target, { utf16Start: 29, utf16End: 30 });
  const status = await server.status((s) => s.uri === uri && s.percent === 100);
  assert.equal(status.bitsPerByte?.toFixed(4), "0.0792");
  assert.equal(status.predictions, 1023);
});

test("the first byte has no past; the end of the file predicts beyond it", async () => {
  const uri = "untitled:ends";
  await server.open(uri, "abc");
  await server.attach(uri, vectorFile("h13-short.bin"));
  const first = await server.trace({ uri, place: { kind: "character", line: 0, character: 0 } });
  assert.equal(first.kind, "noPast");
  const end = await server.trace({ uri, place: { kind: "caret", line: 0, character: 3 } });
  assert.ok(end.kind === "trace");
  assert.equal(end.trace.position, 2);
  assert.equal(end.trace.targetIsTrue, false);
  assert.equal(end.target, null);
});

test(
  "three-byte characters, a surrogate pair, CRLF: every number is at its byte",
  needsSharedData,
  async () => {
    const text = "a€b😀c\r\nd\r\n";
    const bytes = new TextEncoder().encode(text);
    const uri = "untitled:unicode";
    await server.open(uri, text);
    await server.attach(uri, model());
    // 'b' is after the three bytes of the euro sign.
    const b = await traced(uri, 0, 2);
    assertSame(b, bytes, 4);
    assert.deepEqual(
      b.tints.map((t) => [t.utf16Start, t.utf16End]),
      [
        [0, 1],
        [1, 2],
      ],
    );
    const sum = b.trace.offsets.slice(0, 3).reduce((a, o) => a + o.attribution, 0);
    assert.ok(Math.abs(b.tints[1].attribution - sum) < 1e-12);
    // The pair: hovering either half explains its first byte; the other bytes can be asked for.
    assertSame(await traced(uri, 0, 3), bytes, 5);
    assertSame(await traced(uri, 0, 4), bytes, 5);
    const third = await traced(uri, 0, 3, {
      place: { kind: "character", line: 0, character: 3, byteOfCharacter: 2 },
    });
    assertSame(third, bytes, 7);
    assert.deepEqual(third.character?.bytes, [0xf0, 0x9f, 0x98, 0x80]);
    // The end of a line is its CR, with the LF as its second byte; the next line begins after both.
    const cr = await traced(uri, 0, 6);
    assertSame(cr, bytes, 10);
    assert.deepEqual(cr.character, { text: "\r\n", bytes: [13, 10], index: 0 });
    const lf = await traced(uri, 0, 6, {
      place: { kind: "character", line: 0, character: 6, byteOfCharacter: 1 },
    });
    assertSame(lf, bytes, 11);
    assert.deepEqual(lf.target, cr.target);
    assert.deepEqual(lf.tints.at(-1)?.lineEnd && lf.offsetSpans[0], { utf16Start: 6, utf16End: 8 });
    const d = await traced(uri, 1, 0);
    assertSame(d, bytes, 12);
    assert.deepEqual(
      d.tints.filter((t) => t.lineEnd).map((t) => [t.utf16Start, t.utf16End]),
      [[6, 8]],
    );
  },
);

test(
  "an edit above the caret moves everything with it; a stale version is refused",
  needsSharedData,
  async () => {
    const text = Buffer.from(paper.text()).toString("utf8");
    const uri = "untitled:edited";
    await server.open(uri, text);
    await server.attach(uri, model());
    await server.status((s) => s.uri === uri && s.percent === 100);
    await server.change(uri, 2, [
      { range: { start: { line: 0, character: 3 }, end: { line: 0, character: 3 } }, text: "é\n" },
    ]);
    const edited = new TextEncoder().encode(`${text.slice(0, 3)}é\n${text.slice(3)}`);
    const result = await traced(uri, 1, 26, { version: 2 });
    assertSame(result, edited, 32);
    await assert.rejects(
      server.trace({ uri, version: 1, place: { kind: "caret", line: 0, character: 2 } }),
      /changed since/,
    );
    await server.status((s) => s.uri === uri && s.version === 2 && s.percent === 100);
  },
);

test(
  "a byte of a longer character is named with the character, even if the traced past cuts it",
  needsSharedData,
  async () => {
    const uri = "untitled:names";
    await server.open(uri, "a\u30b9\u202e\u20acb");
    await server.attach(uri, model());
    await server.status((s) => s.uri === uri && s.percent === 100);
    const { names, trace } = await traced(uri, 0, 3, { settings: { ...settings, depth: 4 } });
    assert.equal(trace.position, 6);
    assert.equal(names.target, "'\u20ac' 1/3 (0xE2)");
    assert.equal(names.input, "U+202E 3/3 (0xAE)");
    assert.deepEqual(names.offsets, [
      "U+202E 3/3 (0xAE)",
      "U+202E 2/3 (0x80)",
      "U+202E 1/3 (0xE2)",
      "'\u30b9' 3/3 (0xB9)",
      "'\u30b9' 2/3 (0x82)",
    ]);
    assert.equal(names.likeliest.length, trace.topPredictions.length);
  },
);

test("bad models are refused with one sentence", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-"));
  const uri = "untitled:bad";
  await server.open(uri, "text");
  const refused = async (name: string, bytes: Uint8Array | undefined, sentence: RegExp) => {
    const file = path.join(folder, name);
    if (bytes) fs.writeFileSync(file, bytes);
    await assert.rejects(server.attach(uri, file), (error: Error) => {
      assert.match(error.message, sentence);
      assert.match(error.message, new RegExp(name));
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  };
  await refused("short.bin", new Uint8Array(329_215), /329,215 bytes.*H = 127.*H = 128/);
  await refused("empty.bin", new Uint8Array(0), /an empty file, 0 bytes/);
  const nan = new Uint8Array(329_216);
  new DataView(nan.buffer).setFloat32(4 * (128 * 256 + 5), Number.NaN, true);
  await refused("nan.bin", nan, /weight 5 of W_h is NaN/);
  await refused("missing.bin", undefined, /missing\.bin/);
  const missing = server.attach(uri, path.join(folder, "missing.bin"));
  await assert.rejects(missing, (error: { data?: { reason?: unknown } }) => {
    return error.data?.reason === "noModelFile";
  });
  fs.mkdirSync(path.join(folder, "folder.bin"));
  await refused("folder.bin", undefined, /folder/);
  fs.rmSync(folder, { recursive: true });
});

test(
  "a cancellation is answered at once and later requests still work",
  needsSharedData,
  async () => {
    const uri = "untitled:cancelled";
    await server.open(uri, Buffer.from(paper.text()).toString("utf8"));
    await server.attach(uri, model());
    const { CancellationTokenSource } = await import("vscode-languageserver-protocol/node");
    const { traceRequest } = await import("../../server/protocol/wire/messages");
    const source = new CancellationTokenSource();
    const long = ask(
      server.connection,
      traceRequest,
      {
        uri,
        version: 1,
        place: { kind: "character", line: 0, character: 200 },
        settings: {
          depth: 150,
          method: "integrated",
          objective: "logprob",
          target: "true",
          threshold: null,
        },
      },
      source.token,
    );
    const refusal = assert.rejects(long, /Cancelled/);
    await new Promise((resume) => setTimeout(resume, 30));
    // A hover is answered while the long request is running.
    assert.equal((await traced(uri, 0, 29)).trace.target, 109);
    source.cancel();
    await refusal;
    assert.equal((await traced(uri, 0, 29)).trace.target, 109);
  },
);

test("a malformed request gets one sentence that names the field", async () => {
  const uri = "untitled:malformed";
  await server.open(uri, "some text");
  await server.attach(uri, vectorFile("h13-short.bin"));
  const place = { kind: "character", line: 0, character: 4 } as const;
  const bad = async (change: object, sentence: RegExp) => {
    const params = { uri, place, ...change } as Parameters<Server["trace"]>[0];
    await assert.rejects(server.trace(params), (error: Error) => {
      assert.match(error.message, sentence);
      assert.doesNotMatch(error.message, /\n|undefined \(reading/);
      return true;
    });
  };
  await bad({ place: { kind: "character", line: "x", character: 0 } }, /^place\.line: /);
  await bad({ place: { kind: "character", line: 0 } }, /^place\.character: /);
  await bad({ settings: undefined }, /^settings: /);
  const with_ = (change: object) => ({ settings: { ...settings, ...change } });
  await bad(with_({ depth: "5" }), /^settings\.depth: /);
  await bad(with_({ depth: null }), /^settings\.depth: /);
  await bad(with_({ target: 300 }), /^settings\.target: /);
  await bad(with_({ against: -1 }), /^settings\.against: /);
  await bad(with_({ method: "magic" }), /^settings\.method: /);
  const nucleus = { rule: "nucleus", value: -3, scope: "display" };
  await bad(with_({ threshold: nucleus }), /^settings\.threshold\.value: /);
  assert.equal((await traced(uri, 0, 4)).trace.target, " ".charCodeAt(0));
});

test(
  "a running request does not outlive the text or the model it was for",
  needsSharedData,
  async () => {
    const uri = "untitled:reopened";
    const text = Buffer.from(paper.text()).toString("utf8");
    await server.open(uri, text);
    await server.attach(uri, model());
    const slow = () =>
      server.trace({
        uri,
        place: { kind: "character", line: 0, character: 200 },
        settings: { ...settings, depth: 150, method: "integrated" },
      });
    const ofOldText = assert.rejects(slow(), /changed since/);
    await new Promise((resume) => setTimeout(resume, 30));
    await server.open(uri, `x${text}`);
    await server.attach(uri, model());
    await ofOldText;
    const ofOldModel = assert.rejects(slow(), /changed since/);
    await new Promise((resume) => setTimeout(resume, 30));
    await server.attach(uri, vectorFile("h13-short.bin"));
    await ofOldModel;
  },
);

test("of two attachments the later wins, even if the first is slow", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-"));
  const large = path.join(folder, "large.bin");
  // H = 1500 takes long enough to read that the small model is loaded first.
  fs.writeFileSync(large, new Uint8Array(4 * (1500 * 1500 + 513 * 1500 + 256)));
  const uri = "untitled:two-models";
  await server.open(uri, "some text");
  const first = server.attach(uri, large).then(
    () => "bound",
    () => "refused",
  );
  await server.attach(uri, vectorFile("h13-short.bin"));
  await first;
  assert.equal((await traced(uri, 0, 4)).trace.model.hiddenSize, 13);
  fs.rmSync(folder, { recursive: true });
});
