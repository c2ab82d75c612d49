// sparseDiff/wideTrace over a real connection: selections and neurons of the paper's model against the reference vectors,
// where they are in the text, and what is refused.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { type WideTarget, wideTraceRequest } from "../../server/protocol/wire/wideTrace";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { ask, type Server, startServer } from "./server";

const uri = "untitled:enwik";
const other = "untitled:other";
let server: Server;

before(async () => {
  server = await startServer();
  if (needsSharedData.skip !== undefined) return;
  for (const [name, text] of [
    [uri, Buffer.from(paper.text()).toString("utf8")],
    [other, `\u20acx${"long ".repeat(1000)}`],
  ] as const) {
    await server.open(name, text);
    await server.attach(name, sharedFile("sat_model.bin"));
    await server.status((status) => status.uri === name && status.percent === 100);
  }
});
after(() => server.stop());

const vectors = JSON.parse(fs.readFileSync("test/data/vectors/causes-paper.json", "utf8"));
const flat = paper.text;

function asked(target: WideTarget, more: { uri?: string; depth?: number } = {}) {
  const params = { uri, version: 1, target, depth: vectors.depth, method: "gradient" as const };
  return ask(server.connection, wideTraceRequest, { ...params, ...more });
}

/** Line and character of a byte; the paper's text has one byte a character. */
function placeOf(byte: number) {
  const lines = Buffer.from(flat().subarray(0, byte)).toString("latin1").split("\n");
  return { line: lines.length - 1, character: (lines.at(-1) ?? "").length };
}

function isClose(got: readonly number[], want: readonly number[], what: string) {
  const largest = Math.max(...want.map(Math.abs));
  assert.equal(got.length, want.length, what);
  for (const [i, value] of want.entries())
    assert.ok(Math.abs((got[i] ?? Number.NaN) - value) <= 1e-4 * largest, `${what}: ${i}`);
}

test("selections are those of the vectors, with names and places", needsSharedData, async () => {
  for (const { from, to, bits, positions, gradient } of vectors.spans) {
    const found = await asked({ kind: "span", start: placeOf(from), end: placeOf(to) });
    assert.ok(found.kind === "wide" && "span" in found.trace);
    const { span, offsets } = found.trace;
    assert.deepEqual([span.from, span.to], [from, to]);
    assert.ok(Math.abs(span.bits - bits) <= 1e-5 * Math.max(1, bits));
    const backwards = [...offsets].reverse();
    assert.deepEqual(
      backwards.map(({ position }) => position),
      positions,
    );
    isClose(
      backwards.map(({ attribution }) => attribution),
      gradient,
      `bytes ${from} to ${to - 1}`,
    );
    assert.deepEqual(
      offsets.map(({ inside }) => inside),
      offsets.map(({ position }) => position >= from),
    );
    assert.deepEqual(found.target, { utf16Start: from, utf16End: to });
    assert.deepEqual(found.offsetSpans[0], { utf16Start: to - 2, utf16End: to - 1 });
    assert.equal(found.names.offsets.length, offsets.length);
    const sum = (rows: readonly { readonly attribution: number }[]) =>
      rows.reduce((total, { attribution }) => total + attribution, 0);
    assert.ok(Math.abs(sum(found.tints) - sum(offsets)) < 1e-9);
    assert.ok(Math.abs(sum(found.totals.words) - sum(offsets)) < 1e-9);
  }
});

test(
  "neurons are those of the vectors, outlined where they were read",
  needsSharedData,
  async () => {
    for (const { position, neuron, activation, gradient } of vectors.neurons) {
      const place = { kind: "character", ...placeOf(position + 1) } as const;
      const found = await asked({ kind: "neuron", place, neuron });
      assert.ok(found.kind === "wide" && "neuron" in found.trace);
      assert.equal(found.trace.position, position);
      assert.ok(Math.abs(found.trace.neuron.activation - activation) < 1e-9);
      isClose(
        found.trace.offsets.map((offset) => offset.attribution),
        gradient,
        `h${neuron} at ${position}`,
      );
      assert.deepEqual(found.target, { utf16Start: position, utf16End: position + 1 });
    }
  },
);

test(
  "a selection from the first byte leaves it out: nothing predicts it",
  needsSharedData,
  async () => {
    const whole = await asked({ kind: "span", start: placeOf(0), end: placeOf(9) });
    const rest = await asked({ kind: "span", start: placeOf(1), end: placeOf(9) });
    assert.deepEqual(whole, rest);
    const first = await asked({ kind: "span", start: placeOf(0), end: placeOf(1) });
    assert.equal(first.kind, "noPast");
    const at = (character: number) => ({ line: 0, character });
    // The rest of the euro sign is explained, and outlined with all of it.
    const euro = await asked({ kind: "span", start: at(0), end: at(2) }, { uri: other });
    assert.ok(euro.kind === "wide" && "span" in euro.trace);
    assert.deepEqual([euro.trace.span.from, euro.trace.span.to], [1, 4]);
    assert.deepEqual(euro.target, { utf16Start: 0, utf16End: 2 });
  },
);

test("what cannot be explained is refused in one sentence", needsSharedData, async () => {
  const place = { kind: "character", line: 0, character: 5 } as const;
  const at = (character: number) => ({ line: 0, character });
  const refusals: [Promise<unknown>, RegExp][] = [
    [asked({ kind: "neuron", place, neuron: 128 }), /neuron 128: expected 0 to 127/],
    [asked({ kind: "span", start: at(5), end: at(5) }), /an end after its start/],
    [
      asked({ kind: "span", start: at(0), end: at(3000) }, { uri: other }),
      /The selection has \d,\d{3} bytes; at most 1,\d{3} bytes are explained together at depth \d/,
    ],
  ];
  for (const [answer, sentence] of refusals) await assert.rejects(answer, sentence);
});
