// Headers and alphabets that were made to take long, to fill the memory or to overflow the stack: one sentence each, without
// being read to their end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { zipSync } from "fflate";
import type { AlphabetSources } from "../../../../server/nets/alphabet";
import { readModel } from "../../../../server/nets/formats";
import { InputError } from "../../../../server/nets/inputError";
import { endOfString, excessOf } from "../../../../server/nets/json";
import { packTensors } from "../../../../server/nets/safetensors";
import { readNet } from "../../../tools/nets";

function refused(bytes: Uint8Array, name: string, sentence: RegExp, alphabets?: AlphabetSources) {
  assert.throws(
    () => readModel(bytes, name, alphabets ? { alphabets } : {}),
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, sentence);
      assert.ok(error.message.length < 600, error.message);
      return true;
    },
  );
}

/** A safetensors file of this header and no data. */
function headed(json: string): Uint8Array {
  const text = new TextEncoder().encode(json);
  const file = new Uint8Array(8 + text.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

function npy(header: string): Uint8Array {
  const start = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0);
  return new Uint8Array(Buffer.concat([start, new TextEncoder().encode(header)]));
}

const deep = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
const NET = "alphabet-short.safetensors";

test("a shape of many digits in an .npz is read in one pass", () => {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${"1".repeat(90)}x, }`;
  refused(
    zipSync({ "a.npy": npy(header) }),
    "m.npz",
    /array 'a' has the header .*expected numbers/,
  );
});

test("a header of deep values, or of too many, is refused before it is read", () => {
  const name = "m.safetensors";
  refused(headed(`{"a":${deep(1_000_000)}}`), name, /values nested more than 3 deep/);
  refused(headed(`${'{"a":'.repeat(9)}1${"}".repeat(9)}`), name, /values nested more than 3 deep/);
  refused(headed(`{"__metadata__":{"a":${deep(5)}}}`), name, /values nested more than 3 deep/);
  refused(headed(`{"a":[${"1,".repeat(2_000_000)}1]}`), name, /more than 2000000 values/);
  refused(headed(`{"a":${"[".repeat(40)}`), name, /values nested more than 3 deep/);
});

test("text of twenty million characters in the metadata is only text", () => {
  const long = JSON.stringify({ __metadata__: { note: `${"x".repeat(2e7)}\\"[{` } });
  refused(headed(long), "m.safetensors", /no recurrent matrix among no tensors/);
});

test("a name twice is found beside quotes and backslashes in strings", () => {
  const twice = (json: string) => refused(headed(json), "m.safetensors", /has 'a' twice/);
  twice('{"a" : 1, "b": "\\\\", "a": 1}');
  twice('{"x":{"k": "\\"a\\":" , "a":1, "b":{"a":1}, "\\u0061":1}}');
  const once = '{"a": 1, "b": "a", "c": {"a": 1}, "\\\\": {"a": ":"}, "d": "\\"a\\":"}';
  refused(headed(once), "m.safetensors", /header entry 'a', field/);
});

test("an alphabet of deep values is refused, wherever it stands", () => {
  const content = new TextEncoder().encode(deep(500_000));
  const asked = { path: "v.json", content };
  refused(readNet(NET), NET, /alphabet v\.json holds values nested more than 4 deep/, { asked });
  const many = { path: "v.json", content: new TextEncoder().encode(`[${"1,".repeat(99_999)}1]`) };
  refused(readNet(NET), NET, /alphabet v\.json holds more than 100000 values/, { asked: many });
  const plain = readModel(readNet("plain.safetensors"), "plain.safetensors").weights;
  const tensors = [
    ["W_x", [plain.H, 256], plain.Wx],
    ["W_h", [plain.H, plain.H], plain.Wh],
    ["b_h", [plain.H], plain.bh],
    ["W_y", [256, plain.H], plain.Wy],
    ["b_y", [256], plain.by],
  ] as const;
  const file = packTensors(tensors, { chars: deep(500_000) });
  refused(file, "m.safetensors", /alphabet metadata chars holds values nested more than 4 deep/);
});

test("strings end at the first quote that is not escaped", () => {
  for (const text of ['""', '"a\\"b"', '"\\\\"', '"\\\\\\"x"'])
    assert.equal(endOfString(`${text}, "more"`, 0), text.length - 1, text);
  assert.equal(endOfString('"never', 0), 6);
  const limits = { nested: 2, values: 10 };
  assert.equal(excessOf('["[[[", {"]": "{{{"}]', limits), undefined);
  assert.equal(excessOf("[[[", limits), "values nested more than 2 deep");
  assert.equal(excessOf("[1,2,3,4,5,6,7,8,9,10,11]", limits), "more than 10 values");
});

/** A safetensors file of matrices of one number. */
function matrices(names: readonly string[]): Uint8Array {
  return packTensors(
    names.map((name) => [name, [1, 1], Float32Array.of(1)] as const),
    {},
  );
}

test("thousands of recurrent modules are counted, not looked into", () => {
  const deep = "a.".repeat(400);
  const many = Array.from({ length: 9000 }, (_, i) => `${deep}${i}.weight_hh_l0`);
  refused(matrices(many), "m.safetensors", /: 9000 recurrent modules; expected at most 64/);
  refused(matrices(many.slice(0, 2)), "m.safetensors", /a name of more than 64 parts, 'a\.a\./);
  const layers = Array.from({ length: 10_000 }, (_, i) => `weight_hh_l${9999 - i}`);
  refused(matrices(layers), "m.safetensors", /10000 layers \('weight_hh_l8'\)/);
});
