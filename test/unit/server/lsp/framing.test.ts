// The frames of standard input: messages come out whole and in order, wherever the pieces that arrive are cut. What a broken frame does to
// the process is in test/protocol/lspHostile.test.ts.
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { FramedReader } from "../../../../server/lsp/framing";

const messages = [
  { jsonrpc: "2.0", method: "é" },
  {},
  { jsonrpc: "2.0", id: 2, result: "\r\n\r\n" },
];
const bodies = messages.map((message) => JSON.stringify(message));
const lengths = bodies.map((body) => Buffer.byteLength(body));
const input = Buffer.from(
  [
    `Content-Length: ${lengths[0]}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n${bodies[0]}`,
    `Content-Type: x\r\ncontent-length:${lengths[1]}\r\n\r\n${bodies[1]}`,
    `Content-Length: ${lengths[2]}\r\n\r\n${bodies[2]}`,
  ].join(""),
);

/** What comes out of these pieces. */
async function read(pieces: readonly Buffer[]): Promise<{ heard: object[]; errors: string[] }> {
  const stream = new PassThrough();
  const reader = new FramedReader(stream);
  const heard: object[] = [];
  const errors: string[] = [];
  reader.onError(({ message }) => errors.push(message));
  const closed = new Promise<void>((resolve) => reader.onClose(resolve));
  reader.listen((message) => heard.push(message));
  for (const piece of pieces) stream.write(piece);
  stream.end();
  // After an error nothing takes what is left.
  stream.resume();
  await closed;
  return { heard, errors };
}

test("messages are whole wherever they are cut, and byte by byte", async () => {
  const single = Array.from(input, (byte) => Buffer.from([byte]));
  assert.deepEqual(await read(single), { heard: messages, errors: [] });
  for (let at = 0; at <= input.length; at++)
    assert.deepEqual(await read([input.subarray(0, at), input.subarray(at)]), {
      heard: messages,
      errors: [],
    });
});

test("after a broken frame nothing more is read, and what came before it is", async () => {
  const broken = Buffer.from("Content-Length: -5\r\n\r\n{}");
  for (const pieces of [[input, broken, input], [Buffer.concat([input, broken, input])]]) {
    const { heard, errors } = await read(pieces);
    assert.deepEqual(heard, messages);
    assert.deepEqual(errors, [
      "Content-Length: '-5'; expected a whole number of bytes, at most 268,435,456",
    ]);
  }
});
