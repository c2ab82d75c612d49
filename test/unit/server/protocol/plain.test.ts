// What a web worker's messages become, held against JSON over a channel between processes; and that bytes of files stay bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { plainFromClient, plainFromServer } from "../../../../server/protocol/wire/plain";

const params = { gone: undefined, notANumber: Number.NaN, floats: new Float32Array([1.5]) };
const asJson = { notANumber: null, floats: { 0: 1.5 } };

for (const [who, plain] of Object.entries({ plainFromClient, plainFromServer }))
  test(`${who}: what is asked and told is JSON`, () => {
    const message = { jsonrpc: "2.0", id: 1, method: "sparseDiff/trace", params };
    assert.deepEqual(plain(message), { ...message, params: asJson });
  });

test("an answer of the server is JSON, one of the extension is about a file and stays as it is", () => {
  const answer = { jsonrpc: "2.0", id: 1, result: params };
  assert.deepEqual(plainFromServer(answer), { ...answer, result: asJson });
  assert.equal(plainFromClient(answer), answer);
});

test("what the server asks of files stays as it is", () => {
  const message = { method: "sparseDiff/file/write", params: { bytes: new Uint8Array([1, 2]) } };
  assert.equal(plainFromServer(message), message);
});
