// sparseDiff/patterns, sparseDiff/patternAt and the layer of depths over a real connection: the command line's numbers,
// progress, what is pending after an edit, and what is refused.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver-protocol";
import { type EditorLayer, layerRequest } from "../../server/protocol/wire/layer";
import { unpackFloats } from "../../server/protocol/wire/packed";
import {
  type NoPattern,
  type PatternAt,
  type PatternAtParams,
  patternAtRequest,
  patternsRequest,
} from "../../server/protocol/wire/patterns";
import type { PatternsJson } from "../../server/protocol/wire/patternsJson";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { until } from "../tools/states";
import { json } from "./commandLine";
import { modelFile } from "./modelFile";
import { ask, type Server, startServer } from "./server";

const small = modelFile(
  initialWeights(8, createRandom(3), { recurrent: 0.9, input: 0.7, output: 0.5 }),
);
const TEXT = "the cat sat on the mat. ".repeat(12);

let server: Server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const open = (text: string, model = small) => server.openWith(text, model);

const analyse = (uri: string, more: { maxOffset?: number; levels?: number } = {}) =>
  ask(server.connection, patternsRequest, { uri, version: 1, ...more });

const at = (uri: string, place: PatternAtParams["place"], version = 1) =>
  ask(server.connection, patternAtRequest, { uri, version, place });

const start = { line: 0, character: 0 };
const end = { line: 1e6, character: 0 };
const depths = (uri: string, version = 1) =>
  ask(server.connection, layerRequest, {
    uri,
    version,
    layer: "skipPatternDepth",
    start,
    end,
    depth: 5,
  });

/** The depths, once they are there. */
async function shownDepths(uri: string, version = 1): Promise<number[]> {
  let answer: EditorLayer | undefined;
  let asked = Promise.resolve();
  const look = () => {
    asked = asked.then(async () => {
      const now = await depths(uri, version);
      if (now.kind === "layer") answer = now;
    });
    return answer !== undefined;
  };
  await until(look, "the depths stay pending");
  await asked;
  assert.equal(answer?.unit, "levels");
  return Array.from(unpackFloats(answer?.values ?? ""));
}

test(
  "the command line's numbers on the paper's text, and the depths as a layer",
  needsSharedData,
  async () => {
    const [text, model] = [sharedFile("enwik_1024.txt"), sharedFile("sat_model.bin")];
    const uri = await open(Buffer.from(paper.text()).toString("utf8"), model);
    const { result, bytes } = await analyse(uri);
    assert.equal(bytes, 1024);
    assert.deepEqual(result.found, json<PatternsJson>("patterns", text, "--model", model));
    assert.equal(result.rows.length, 834);
    assert.deepEqual([result.rows[0]?.support, result.rows[0]?.position], [11, 506]);
    assert.ok(
      server.told.some((now) => now.uri === uri && now.measure === "patterns" && now.fraction > 0),
    );

    const values = await shownDepths(uri);
    const histogram = new Array(9).fill(0);
    for (const value of values) if (!Number.isNaN(value)) histogram[value]++;
    assert.deepEqual(histogram, [105, 265, 212, 21, 127, 10, 22, 8, 227]);
    assert.equal(values.filter(Number.isNaN).length, 27);
    const place = (await at(uri, { kind: "byte", byte: 506 })) as PatternAt;
    assert.deepEqual([place.active.t, place.active.deepest], [505, 8]);
    assert.equal(place.occurrences.length, 11);
    assert.deepEqual(place.occurrences[0], { utf16Start: 506, utf16End: 507 });
  },
);

test("the layer needs no analysis, the pattern at a place does; an edit makes both pending", async () => {
  const uri = await open(TEXT);
  const place = { kind: "character", line: 0, character: 100 } as const;
  const before = (await at(uri, place)) as NoPattern;
  assert.deepEqual([before.kind, /not been analysed/.test(before.sentence)], ["noPattern", true]);
  const first = await shownDepths(uri);
  assert.equal(first[100], 8);

  await analyse(uri, { maxOffset: 9, levels: 3 });
  const found = (await at(uri, place)) as PatternAt;
  assert.deepEqual([found.kind, found.offsets.length, found.active.t], ["pattern", 3, 99]);
  assert.deepEqual(found.occurrences, []);
  const walked = (await at(uri, { kind: "byte", byte: 100 })) as PatternAt;
  assert.deepEqual(walked.active, found.active);
  assert.ok(walked.occurrences.some(({ utf16Start }) => utf16Start === 100));
  const early = (await at(uri, { ...place, character: 0 })) as NoPattern;
  assert.match(early.sentence, /^A pattern needs \d+ bytes? before its last one\.$/);
  const late = (await at(uri, { kind: "caret", ...end })) as NoPattern;
  assert.equal(late.sentence, "There is no byte here: the text ends after 288 bytes.");

  await server.change(uri, 2, [{ range: { start, end: start }, text: "zzz" }]);
  assert.equal((await at(uri, place, 2)).kind, "pending");
  const after = await shownDepths(uri, 2);
  assert.equal(after.length, first.length + 3);
  assert.equal((await at(uri, place, 2)).kind, "pattern");
});

test("what has no skip patterns is refused in a sentence", async () => {
  const short = await open("too short");
  const sentence = /9 bytes; expected at least 31 for skip patterns with offsets up to 30/;
  await assert.rejects(analyse(short), sentence);
  await assert.rejects(depths(short), sentence);
  await assert.rejects(
    analyse(short, { maxOffset: 3, levels: 4 }),
    /4 levels; expected at most 3, one for each offset/,
  );
  await assert.rejects(analyse(short, { maxOffset: 256 }), /maxOffset/);
  const two = await open("ab");
  const { result } = await analyse(two, { maxOffset: 1 });
  assert.deepEqual([result.found.offsets, result.found.deepestLevel], [[1], [1, 0]]);
});

test("a cancelled analysis ends, and another can begin", async () => {
  const uri = await open(TEXT.repeat(2000));
  const source = new CancellationTokenSource();
  const asked = ask(server.connection, patternsRequest, { uri, version: 1 }, source.token);
  await assert.rejects(analyse(uri), /being analysed already/);
  source.cancel();
  await assert.rejects(asked, { code: LSPErrorCodes.RequestCancelled });
  const again = new CancellationTokenSource();
  const second = ask(server.connection, patternsRequest, { uri, version: 1 }, again.token);
  again.cancel();
  await assert.rejects(second, { code: LSPErrorCodes.RequestCancelled });
});
