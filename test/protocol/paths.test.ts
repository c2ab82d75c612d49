// sparseDiff/paths over a real connection: the numbers of the trace, names and places of bytes, one byte against another,
// refusals, and a newer request in place of an older one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type PathsParams, pathsRequest } from "../../server/protocol/wire/paths";
import { needsSharedData, paper, sharedFile } from "../tools/sharedData";
import { ask, type Server, settings, startServer } from "./server";

const uri = "untitled:enwik";
let server: Server;

before(async () => {
  server = await startServer();
  if (needsSharedData.skip !== undefined) return;
  await server.open(uri, Buffer.from(paper.text()).toString("utf8"));
  await server.attach(uri, sharedFile("sat_model.bin"));
  await server.status(({ percent }) => percent === 100);
});
after(() => server.stop());

const at = (character: number) => ({ kind: "character", line: 0, character }) as const;
const amounts = { columns: 8, neurons: 6, least: 0.03 };
const asked = (character: number, other: Partial<PathsParams> = {}) =>
  ask(server.connection, pathsRequest, {
    uri,
    version: 1,
    place: at(character),
    settings,
    ...amounts,
    ...other,
  });

async function pathsAt(character: number, other?: Partial<PathsParams>) {
  const found = await asked(character, other);
  assert.ok(found.kind === "paths");
  return found;
}

test("bytes with names and places, and the trace's own neurons", needsSharedData, async () => {
  const found = await pathsAt(11);
  assert.deepEqual([found.position, found.target, found.bytes.length], [10, 120, 8]);
  assert.deepEqual(
    found.bytes.slice(0, 2).map(({ k, position, name, span }) => [k, position, name, span]),
    [
      [0, 10, "space", { utf16Start: 10, utf16End: 11 }],
      [1, 9, "'i'", { utf16Start: 9, utf16End: 10 }],
    ],
  );
  const result = await server.trace({ uri, place: at(11) });
  assert.ok(result.kind === "trace");
  const { neurons, offsets } = result.trace;
  for (const [i, { neuron, gradient, activation }] of (found.bytes[0]?.neurons ?? []).entries()) {
    assert.equal(neuron, neurons[i]?.neuron);
    assert.equal(gradient, neurons[i]?.gradient);
    assert.ok(Math.abs(activation - (neurons[i]?.activation ?? 2)) < 1e-6);
  }
  for (const { k, attribution } of found.bytes)
    assert.ok(Math.abs(attribution - (offsets[k]?.attribution ?? 1)) < 1e-6, `k = ${k}`);
});

test("the text begins within the columns: there are fewer", needsSharedData, async () => {
  assert.equal((await pathsAt(3)).bytes.length, 3);
  const one = await pathsAt(1);
  assert.deepEqual([one.bytes.length, one.total], [1, 0]);
  assert.equal((await asked(0)).kind, "noPast");
});

test(
  "neither depth nor method matters; one byte against another does",
  needsSharedData,
  async () => {
    const usual = await pathsAt(300);
    const other = { ...settings, depth: 2, method: "occlusion" as const };
    assert.deepEqual(await pathsAt(300, { settings: other }), usual);
    const against = await pathsAt(300, { settings: { ...settings, against: 3 } });
    assert.notDeepEqual(against.bytes, usual.bytes);
  },
);

test("amounts outside their limits are refused by name", needsSharedData, async () => {
  await assert.rejects(asked(11, { columns: 1 }), /columns: Expected >=2 but received 1/);
  await assert.rejects(asked(11, { columns: 13 }), /columns: Expected <=12 but received 13/);
  await assert.rejects(asked(11, { neurons: 0 }), /neurons: Expected >=1 but received 0/);
  await assert.rejects(asked(11, { least: 1.5 }), /least: Expected <=1 but received 1.5/);
});

test("a newer request replaces an older one", needsSharedData, async () => {
  const all = Array.from({ length: 40 }, (_, i) =>
    asked(200 + i).then(
      (answer) => (answer.kind === "paths" ? answer.position : answer.kind),
      () => "cancelled",
    ),
  );
  const answers = await Promise.all(all);
  assert.equal(answers.at(-1), 238);
  assert.ok(answers.includes("cancelled"), "all were answered");
});
