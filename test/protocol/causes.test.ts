// sparseDiff/causes over a real connection: the paper's sets, names and places of bytes, a newer request of the same
// purpose replaces an older one, traces are answered meanwhile.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { causesRequest } from "../../server/protocol/wire/causes";
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
const asked = (character: number, more: { readonly purpose?: string } = {}) =>
  ask(server.connection, causesRequest, {
    uri,
    version: 1,
    place: at(character),
    settings,
    ...more,
  });

test(
  "the sets of the prediction of 'x' at byte 11, with names and places",
  needsSharedData,
  async () => {
    const found = await asked(11);
    assert.ok(found.kind === "causes");
    assert.deepEqual([found.position, found.target, found.sufficient.runs], [10, 120, 66]);
    assert.deepEqual(found.sufficient.lags, [9, 10]);
    assert.deepEqual(found.necessary.lags, [9]);
    assert.deepEqual(
      found.sufficient.lags.map((k) => [found.names[k], found.spans[k]]),
      [
        ["'m'", { utf16Start: 1, utf16End: 2 }],
        ["'<'", { utf16Start: 0, utf16End: 1 }],
      ],
    );
    assert.deepEqual(
      [found.names.length, found.spans.length, found.occlusion.length],
      [11, 11, 11],
    );
  },
);

test("the first byte has no past; what is no probability is refused", needsSharedData, async () => {
  assert.equal((await asked(0)).kind, "noPast");
  const params = { uri, version: 1, place: at(11), settings: { ...settings, against: 3 } };
  await assert.rejects(ask(server.connection, causesRequest, params), /against: causes are/);
});

test(
  "a newer request of the same purpose replaces an older one, and a trace is answered before both",
  needsSharedData,
  async () => {
    const order: string[] = [];
    const first = asked(300, { purpose: "hover" }).then(
      () => order.push("first"),
      () => order.push("first cancelled"),
    );
    const second = asked(310, { purpose: "hover" }).then(() => order.push("second"));
    const trace = server.trace({ uri, place: at(305) }).then(() => order.push("trace"));
    await Promise.all([first, second, trace]);
    assert.equal(order.at(-1), "second");
    assert.deepEqual(order.sort(), ["first cancelled", "second", "trace"]);
  },
);
