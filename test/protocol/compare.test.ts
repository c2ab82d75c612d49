// Comparisons over a real connection: the differences are those of two readings, edits are followed, the attributions at a place
// are those of two traces; what cannot be compared is said. And sparse-diff compare as a process.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import {
  type ComparedAt,
  type Comparison,
  comparedAtRequest,
  compareRequest,
  comparisonRequest,
  type NotCompared,
  type OtherSide,
  stopComparingRequest,
} from "../../server/protocol/wire/comparison";
import type { ComparisonJson, DifferenceAtJson } from "../../server/protocol/wire/comparisonJson";
import { strongByteRequest, strongLinesRequest } from "../../server/protocol/wire/counting";
import { type EditorLayer, layerRequest } from "../../server/protocol/wire/layer";
import type { EditorTrace, TracePlace } from "../../server/protocol/wire/messages";
import { unpackFloats, unpackIndices } from "../../server/protocol/wire/packed";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { netFile } from "../tools/nets";
import { until } from "../tools/states";
import { cli, json, refused } from "./commandLine";
import { modelFile } from "./modelFile";
import { ask, type Server, settings, startServer } from "./server";

const scales = { recurrent: 0.9, input: 0.7, output: 0.5 };
const [one, other] = [3, 4].map((seed) =>
  modelFile(initialWeights(8, createRandom(seed), scales)),
) as [string, string];
const gru = netFile("gru.safetensors");
const TEXT = "the cat sat on the mat.\nand the dog \u00e4te it.\n".repeat(12);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-compare-"));
after(() => fs.rmSync(folder, { recursive: true }));
let written = 0;
const file = (text: string | Uint8Array) => {
  const at = path.join(folder, `text${++written}.txt`);
  fs.writeFileSync(at, text);
  return at;
};

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const open = (text: string, model = one) => server.openWith(text, model);

const compare = (uri: string, side: OtherSide) =>
  ask(server.connection, compareRequest, { uri, with: side });
const withModel = (uri: string, modelPath: string) => compare(uri, { kind: "model", modelPath });
const withText = (uri: string, text: string) =>
  compare(uri, { kind: "text", name: "git HEAD", text });

const start = { line: 0, character: 0 };
const end = { line: 1e6, character: 0 };
const layer = (uri: string, version = 1) =>
  ask(server.connection, layerRequest, { uri, version, layer: "difference", start, end, depth: 1 });

/** The answer, once it is no longer pending. */
async function settled<A extends { readonly kind: string }>(asked: () => Promise<A>): Promise<A> {
  let answer: A | undefined;
  let last = Promise.resolve();
  let failed: unknown;
  const look = () => {
    last = last.then(async () => {
      if (answer || failed) return;
      try {
        const now = await asked();
        if (now.kind !== "pending") answer = now;
      } catch (error) {
        failed = error;
      }
    });
    return answer !== undefined || failed !== undefined;
  };
  await until(look, "it stays pending");
  await last;
  if (failed) throw failed;
  return answer as A;
}

const differences = async (uri: string, version = 1) =>
  Array.from(unpackFloats(((await settled(() => layer(uri, version))) as EditorLayer).values));
const summary = async (uri: string, version = 1) =>
  ((await settled(() => ask(server.connection, comparisonRequest, { uri, version }))) as Comparison)
    .found;
const at = (uri: string, place: TracePlace, version = 1, traced = false) =>
  settled(() =>
    ask(server.connection, comparedAtRequest, {
      uri,
      version,
      place,
      ...(traced ? { settings } : {}),
    }),
  );
const caret = (line: number, character: number): TracePlace => ({ kind: "caret", line, character });

/** What every character costs a model in a document of its own. */
async function costs(text: string, model: string): Promise<number[]> {
  const uri = await open(text, model);
  const asked = { uri, version: 1, layer: "surprise", start, end, depth: 1 } as const;
  const answer = await settled(() => ask(server.connection, layerRequest, asked));
  return Array.from(unpackFloats((answer as EditorLayer).values));
}

function same(found: readonly number[], wanted: readonly number[]): void {
  assert.equal(found.length, wanted.length);
  for (const [i, value] of found.entries()) {
    const expected = wanted[i] ?? Number.NaN;
    assert.equal(Number.isNaN(value), Number.isNaN(expected), `character ${i}`);
    if (!Number.isNaN(value)) assert.ok(Math.abs(value - expected) < 1e-4, `${value}, ${expected}`);
  }
}

const minus = (there: readonly number[], here: readonly number[]) =>
  there.map((bits, i) => bits - (here[i] ?? Number.NaN));

test("two models: the layer is the difference of two readings, also after an edit; the summary is the command line's", async () => {
  const uri = await open(TEXT);
  const begun = await withModel(uri, gru);
  assert.deepEqual([begun.name, begun.model.net.cell], ["gru.safetensors", "gru"]);
  same(await differences(uri), minus(await costs(TEXT, gru), await costs(TEXT, one)));
  const found = await summary(uri);
  const printed = json<ComparisonJson>("compare", file(TEXT), "--model", one, "--with", gru);
  assert.deepEqual(
    [found.compared, found.only, found.first],
    [Buffer.byteLength(TEXT) - 1, { here: 0, there: 0 }, 1],
  );
  for (const key of ["here", "there"] as const)
    assert.ok(Math.abs((found.bitsPerByte?.[key] ?? 0) - (printed.bitsPerByte?.[key] ?? 9)) < 1e-6);
  assert.deepEqual(found.better, printed.better);
  assert.deepEqual(
    found.largest.here.map(({ position }) => position),
    printed.largest.here.map(({ position }) => position),
  );

  await server.change(uri, 2, [
    { range: { start: { line: 5, character: 3 }, end: { line: 5, character: 4 } }, text: "new" },
  ]);
  const lines = TEXT.split("\n");
  lines[5] = `${lines[5]?.slice(0, 3)}new${lines[5]?.slice(4)}`;
  const edited = lines.join("\n");
  same(await differences(uri, 2), minus(await costs(edited, gru), await costs(edited, one)));
  await assert.rejects(layer(uri, 1), /has changed/);
});

test("two texts: unchanged bytes have a difference, an edit aligns them again", async () => {
  const head = TEXT.replace("cat", "horse");
  const uri = await open(TEXT);
  await withText(uri, head);
  const [here, there] = [await costs(TEXT, one), await costs(head, one)];
  const shifted = (values: readonly number[], from: number, gone: number, added: number) => [
    ...values.slice(0, from),
    ...new Array<number>(added).fill(Number.NaN),
    ...values.slice(from + gone),
  ];
  same(await differences(uri), minus(shifted(there, 4, 5, 3), here));
  const found = await summary(uri);
  assert.deepEqual([found.only, found.isCoarse], [{ here: 3, there: 5 }, false]);
  const printed = json<ComparisonJson>(
    "compare",
    file(TEXT),
    "--model",
    one,
    "--against",
    file(head),
  );
  assert.deepEqual([printed.only, printed.compared], [found.only, found.compared]);

  const added = (await at(uri, caret(0, 5))) as NotCompared;
  assert.equal(added.sentence, "This byte has no counterpart in git HEAD.");
  const later = (await at(uri, caret(0, 20), 1, true)) as ComparedAt;
  assert.deepEqual(later.position, { here: 19, there: 21 });
  assert.equal(
    later.traced?.lags.find(({ byte, byteThere }) => byte !== byteThere)?.byteThere,
    "'e'",
  );

  // Undone to what HEAD has: nothing differs any more.
  await server.change(uri, 2, [
    { range: { start: { line: 0, character: 4 }, end: { line: 0, character: 7 } }, text: "horse" },
  ]);
  const none = await differences(uri, 2);
  assert.ok(none.every((value) => Number.isNaN(value) || value === 0));
  assert.deepEqual((await summary(uri, 2)).signs, { here: 0, there: 0 });
});

test("at a place: the attributions are those of two traces by one method of one target", async () => {
  const uri = await open(TEXT);
  await withModel(uri, other);
  const place = caret(3, 7);
  const found = (await at(uri, place, 1, true)) as ComparedAt;
  const trace = async (model: string) =>
    (await settled(async () =>
      server.trace({ uri: await open(TEXT, model), place }),
    )) as EditorTrace;
  const [a, b] = [await trace(one), await trace(other)];
  assert.equal(found.traced?.method, "gradient");
  assert.ok(Math.abs(found.bits.here - a.trace.bits) < 1e-4);
  assert.ok(Math.abs(found.bits.there - b.trace.bits) < 1e-4);
  let [dot, aa, bb] = [0, 0, 0];
  for (const [k, lag] of (found.traced?.lags ?? []).entries()) {
    const [x, y] = [a.trace.offsets[k]?.attribution ?? 9, b.trace.offsets[k]?.attribution ?? 9];
    assert.deepEqual([lag.here, lag.there, lag.difference], [x, y, x - y]);
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  assert.ok(Math.abs((found.traced?.cosine ?? 9) - dot / Math.sqrt(aa * bb)) < 1e-9);
  await withModel(uri, gru);
  assert.equal(((await at(uri, place, 1, true)) as ComparedAt).traced?.method, "gated");
  assert.equal(((await at(uri, place)) as ComparedAt).traced, undefined);
  assert.equal((await at(uri, caret(0, 0))).kind, "noPast");
  assert.match(
    ((await at(uri, { kind: "caret", ...end })) as NotCompared).sentence,
    /the text ends/,
  );
});

test("strong bytes of a comparison are those whose sides are more than a bit apart", async () => {
  const uri = await open(TEXT);
  const asked = { uri, version: 1, of: "difference" } as const;
  const from = { line: 0, character: 0 };
  const next = () =>
    ask(server.connection, strongByteRequest, { ...asked, from, direction: "next" });
  await assert.rejects(next(), /Nothing is compared with/);
  await withModel(uri, other);
  const values = await differences(uri);
  const strong = await settled(next);
  const first = values.findIndex((value, i) => i > 0 && Math.abs(value) > 1);
  assert.ok(strong.kind === "strong" && strong.span.utf16Start === first);
  assert.ok(Math.abs((strong.difference ?? 0) - (values[first] ?? 9)) < 1e-5);
  const lines = await settled(() => ask(server.connection, strongLinesRequest, asked));
  assert.ok(lines.kind === "lines" && unpackIndices(lines.starts)[0] === first);
  await withText(uri, TEXT);
  const none = await settled(next);
  assert.ok(none.kind === "none" && /differ by more than 1 bit/.test(none.sentence));
});

test("alphabets: only bytes that both predict are compared, the others counted", async () => {
  const uri = await open(TEXT);
  await withModel(uri, netFile("alphabet-short.safetensors"));
  const { compared, outside, bitsPerByte } = await summary(uri);
  assert.ok(outside.there > 0 && outside.here === 0 && outside.either === outside.there);
  assert.equal(compared + outside.either + 1, Buffer.byteLength(TEXT));
  assert.equal(bitsPerByte === null, compared === 0);
  const values = await differences(uri);
  assert.ok(values.some(Number.isNaN));
  const where = values.findIndex((value, i) => i > 0 && i < 23 && Number.isNaN(value));
  const answer = (await at(uri, caret(0, where))) as NotCompared;
  assert.match(answer.sentence, /is not in the alphabet of alphabet-short\.safetensors/);
});

test("what is not compared, no longer compared or cannot be compared is said in a sentence", async () => {
  const uri = await open(TEXT);
  await assert.rejects(layer(uri), /Nothing is compared with/);
  await assert.rejects(summary(uri), /Nothing is compared with/);
  await assert.rejects(at(uri, caret(0, 3)), /Nothing is compared with/);
  await assert.rejects(withModel(uri, one), /is the model of this text already/);
  await assert.rejects(withModel(uri, path.join(folder, "missing.bin")), /missing\.bin/);
  await assert.rejects(withModel(uri, file("not a model")), /text\d+\.txt/);
  await assert.rejects(withModel("untitled:nowhere", one), /no model is attached/);
  await withModel(uri, other);
  await differences(uri);
  await ask(server.connection, stopComparingRequest, { uri });
  await assert.rejects(layer(uri), /Nothing is compared with/);
  await withModel(uri, other);
  await server.attach(uri, other);
  await assert.rejects(layer(uri), /Nothing is compared with/);
  for (const text of ["", "a"]) {
    const short = await open(text);
    await withModel(short, other);
    assert.deepEqual((await summary(short)).bitsPerByte, null);
  }
});

test("a long name of the other side is cut before it is quoted", async () => {
  const uri = await open("abc");
  const name = "n".repeat(300_000);
  const comparing = await compare(uri, { kind: "text", name, text: "xyz" });
  assert.equal(comparing.name.length, 239);
  const answer = await at(uri, caret(0, 1));
  assert.match((answer as NotCompared).sentence, /^This byte has no counterpart in n+…n+\.$/);
  assert.ok((answer as NotCompared).sentence.length < 300);
});

test("the command line: one prediction on both sides, tables with chance, refusals in one line", () => {
  const text = file(TEXT.repeat(3));
  const args = ["compare", text, "--model", one];
  const found = json<ComparisonJson & { at: DifferenceAtJson }>(
    ...args,
    "--with",
    gru,
    "--at",
    "100",
    "--depth",
    "5",
  );
  assert.deepEqual(
    [found.at.position, found.at.positionThere, found.at.lags.length],
    [100, 100, 6],
  );
  assert.equal(found.at.method, "gated");
  const { stdout, status } = cli(...args, "--with", gru, "--at", "100", "--depth", "5");
  assert.equal(status, 0);
  const words = stdout.replaceAll(/\s+/g, " ");
  assert.match(words, /by chance up to [\d.]+/);
  assert.match(words, /would be within ± [\d.]+ in 95 of 100 cases/);
  assert.doesNotMatch(words, /NaN|undefined/);
  const same = cli(...args, "--against", text);
  assert.match(same.stdout.replaceAll(/\s+/g, " "), /neither knows better\./);
  const strange = cli(...args, "--against", file("\u0001\u0002\u0003"));
  assert.match(
    strange.stdout.replaceAll(/\s+/g, " "),
    /The texts have no predicted byte in common\./,
  );
  refused(/neither --with nor --against; expected one of them/, ...args);
  refused(
    /both --with and --against; expected one of them/,
    ...args,
    "--with",
    gru,
    "--against",
    text,
  );
  refused(
    /--with-prefix: it is about a second model/,
    ...args,
    "--against",
    text,
    "--with-prefix",
    "x",
  );
  refused(/--against: '-'; expected a file/, ...args, "--against", "-");
  refused(/--with: '-'; expected a file/, ...args, "--with", "-");
  refused(
    /--depth: it is about one prediction; expected --at too/,
    ...args,
    "--with",
    gru,
    "--depth",
    "5",
  );
  refused(/text\d+\.txt: the file is empty/, ...args, "--against", file(""));
  refused(
    /--at: '4'; the byte after it, 'a', has no counterpart in/,
    ...args,
    "--against",
    file("no"),
    "--at",
    "4",
  );
});
