// What sentences quote of files, paths and options: a limited number of whole characters.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { main } from "../../../../../server/cli/main";
import { FileError } from "../../../../../server/files";
import { readModel } from "../../../../../server/nets/formats";
import { InputError } from "../../../../../server/nets/inputError";
import { packTensors } from "../../../../../server/nets/safetensors";
import { shortened, shortPath } from "../../../../../server/protocol/words/shortened";

const long = "x".repeat(300_000);
const LONGEST = 1000;

test("a short text is unchanged; a long one becomes its beginning and end, without half characters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.nat(100), (text, extra) => {
      const most = 3 + extra;
      const short = shortened(text, most);
      assert.ok(short.length <= most);
      if (text.length <= most) assert.equal(short, text);
      else {
        const [head, tail] = short.split("…", 1).concat(short.slice(short.lastIndexOf("…") + 1));
        assert.ok(text.startsWith(head) && text.endsWith(tail));
      }
      assert.doesNotThrow(() => encodeURIComponent(short));
    }),
  );
});

test("every refusal of a model file with long names, values and path is a short sentence", () => {
  const values = new Float32Array(4);
  const tensor = (name: string, shape: readonly number[]) => [name, shape, values] as const;
  const files = {
    missing: packTensors([tensor(long, [2, 2])], { [long]: long }),
    shape: packTensors([tensor("W_h", Array(100_000).fill(1))], {}),
    torch: packTensors([tensor(`${long}.weight_hh_l0`, [2, 2])], {}),
    second: packTensors([tensor("weight_hh_l0", [2, 2]), tensor(`${long}_reverse`, [2, 2])], {}),
    entry: header({ [long]: { dtype: long, shape: [], data_offsets: long } }),
    offsets: header({ [long]: { dtype: long, shape: [2], data_offsets: [0, 1e9] } }),
    overlap: header({ [long]: entry([0, 4]), [`${long}y`]: entry([0, 4]) }, 4),
    dtype: header({ W_h: { dtype: long, shape: [1, 1], data_offsets: [0, 4] }, W_x: wx }, 1024),
    json: new Uint8Array(20),
  };
  for (const [name, bytes] of Object.entries(files))
    for (const path of ["a.safetensors", `${long}.safetensors`])
      assert.throws(
        () => readModel(bytes, path),
        (error) => error instanceof InputError && error.message.length < LONGEST,
        name,
      );
  assert.throws(
    () => readModel(new Uint8Array(7), long),
    (error) => error instanceof InputError && error.message.length < LONGEST,
  );
});

const entry = (data_offsets: number[]) => ({ dtype: "F32", shape: [1], data_offsets });
const wx = { dtype: long, shape: [1, 256], data_offsets: [0, 1024] };

/** A file with this header, followed by this many bytes. */
function header(json: object, data = 0): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const bytes = new Uint8Array(8 + text.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

test("a file that cannot be read is named by the end of its path", () => {
  const { message } = new FileError(`/${long}/model.bin`, "read", "no such file or folder");
  assert.ok(message.length < LONGEST);
  assert.match(message, /\/model\.bin: no such file or folder\.$/);
  assert.equal(shortPath("/some/model.bin"), "/some/model.bin");
});

test("the command line shortens its arguments in the same way", async () => {
  const written: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = ((text: string) => written.push(text) > 0) as typeof write;
  try {
    const commands = [
      [long],
      ["info", long],
      ["info", "a", long],
      ["info", `--${long}`],
      ["trace", __filename, "--model", long, "--at", "1"],
      ["trace", __filename, "--model", "a", "--at", long],
      ["trace", __filename, "--model", "a", "--at", "1", "--target", long],
      ["trace", __filename, "--model", "a", "--at", "1", "--method", long],
      ["convert", "a", long],
      ["train", __filename, "--out", long],
      ["train", long, "--out", "a.bin"],
      ["report", long, "--model", long],
    ];
    for (const args of commands) assert.equal(await main(args), 2);
    const refusals = written.filter((text) => text.startsWith("sparse-diff: "));
    assert.equal(refusals.length, commands.length);
  } finally {
    process.stderr.write = write;
  }
  for (const text of written) assert.ok(text.length < LONGEST, text.slice(0, 200));
});
