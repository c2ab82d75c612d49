// Which character each row of a readout is: every form of an alphabet, every source, and each defect by its entry.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AlphabetFile,
  type AlphabetSources,
  alphabetOf,
} from "../../../../server/nets/alphabet";
import { InputError } from "../../../../server/nets/inputError";
import { ALPHABETS } from "../../../../server/protocol/vocabulary/alphabets";

const file = (path: string, value: unknown, isOwn = false): AlphabetFile => ({
  path,
  isOwn,
  content: new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value)),
});

function of(V: number, metadata: Record<string, string>, sources: AlphabetSources = {}) {
  return alphabetOf(V, "fc.weight", metadata, sources, "m.safetensors");
}

function refused(words: RegExp, ...asked: Parameters<typeof of>): void {
  assert.throws(
    () => of(...asked),
    (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, words);
      assert.ok(error.message.startsWith("m.safetensors: "));
      assert.ok(error.message.length < 400);
      return true;
    },
  );
}

const abc = ["b", "a", "\n"];

test("a list, an object either way round, and a string say the same", () => {
  for (const value of [
    JSON.stringify(abc),
    JSON.stringify({ b: 0, "\n": 2, a: 1 }),
    JSON.stringify({ "2": "\n", "0": "b", "1": "a" }),
    JSON.stringify("ba\n"),
    "ba\n",
  ])
    for (const field of ["chars", "vocab", "alphabet"])
      assert.deepEqual(of(3, { [field]: value }), {
        source: `metadata ${field}`,
        characters: abc,
      });
});

test("digits are characters: as a string, as keys of an object and as its values", () => {
  const digits = ["1", "0"];
  for (const value of ["10", '{"1":0,"0":1}', '{"0":"1","1":"0"}', '["1","0"]'])
    assert.deepEqual(of(2, { chars: value }).characters, digits);
});

test("an entry that is no character of one byte is named", () => {
  const chars = (value: unknown) => ({ chars: JSON.stringify(value) });
  refused(
    /alphabet metadata chars: entry 1 is 'é', 2 bytes in UTF-8; expected .* a single byte/,
    2,
    chars(["a", "é"]),
  );
  refused(/entry 0 is U\+0080, 2 bytes/, 2, chars(["\u0080", "ÿ"]));
  refused(/entry 2 is '<pad>'; expected one character/, 3, chars(["a", "b", "<pad>"]));
  refused(/entry 1 is ''; expected one character/, 2, chars(["a", ""]));
  refused(/entry 1 is 7; expected one character/, 2, chars(["a", 7]));
  refused(/entry 0 is '😀', 4 bytes/, 1, chars(["😀"]));
});

test("duplicates, holes and wrong counts are named", () => {
  const chars = (value: unknown) => ({ chars: JSON.stringify(value) });
  refused(/LF twice, at 0 and 2; expected each once/, 3, chars(["\n", "a", "\n"]));
  refused(/2 characters; expected 3, one for each row/, 3, chars(["a", "b"]));
  refused(/4 characters; expected 3/, 3, { vocab: "abcd" });
  refused(/no character for index 1; expected 3/, 3, chars({ a: 0, b: 2 }));
  refused(
    /'c' has 3; expected characters and their indices, 0 to 2/,
    3,
    chars({ a: 0, b: 1, c: 3 }),
  );
  refused(/'b' has 0\.5; expected/, 2, chars({ a: 0, b: 0.5 }));
  refused(/'b' has null; expected/, 2, chars({ a: 0, b: null }));
  refused(/index 1 twice, 'b' and 'c'; expected each once/, 2, chars({ a: 0, b: 1, c: 1 }));
  refused(
    /'stoi' has \{"a":0\}; expected characters and their indices/,
    2,
    chars({ stoi: { a: 0 } }),
  );
});

test("known names", () => {
  const { characters } = of(100, {}, { asked: "printable" });
  assert.deepEqual(characters, [...ALPHABETS.printable.characters]);
  assert.equal(
    characters?.join(""),
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\x0b\x0c",
  );
  const ascii = of(128, {}, { asked: "ascii" });
  assert.equal(ascii.source, "ascii");
  assert.deepEqual(
    ascii.characters?.map((c) => c.charCodeAt(0)),
    Array.from({ length: 128 }, (_, x) => x),
  );
  assert.deepEqual(of(256, {}, { asked: "bytes" }), { source: "bytes", characters: null });
  refused(/alphabet printable: 100 characters; expected 65/, 65, {}, { asked: "printable" });
  refused(/alphabet bytes: 256 bytes; expected 65/, 65, {}, { asked: "bytes" });
});

test("without any source 256 rows are the bytes, and other numbers are refused with the ways to say", () => {
  assert.deepEqual(of(256, {}), { source: "bytes", characters: null });
  for (const V of [2, 65, 128, 255, 257])
    refused(
      new RegExp(
        `'fc\\.weight' has ${V} rows, .*--alphabet FILE, printable or ascii .*sparseDiff\\.alphabets`,
      ),
      V,
      {},
    );
});

test("a file that is asked for is named with its defects", () => {
  assert.deepEqual(of(3, {}, { asked: file("/a/abc.json", abc) }), {
    source: "abc.json",
    characters: abc,
  });
  refused(/the alphabet \/a\/abc\.json is not JSON/, 3, {}, { asked: file("/a/abc.json", "ba\n") });
  refused(/alphabet abc\.json: 3 characters; expected 4/, 4, {}, { asked: file("abc.json", abc) });
  refused(
    /alphabet abc\.json: 12; expected a list, an object or a string/,
    4,
    {},
    { asked: file("abc.json", 12) },
  );
  const unreadable = { path: "x", content: { unreadable: "why it cannot be read" } };
  assert.throws(() => of(3, {}, { asked: unreadable }), /^InputError: why it cannot be read$/);
});

test("beside the model its own file comes first, and the first that is there holds", () => {
  const own = file("m.vocab.json", abc, true);
  const folder = file("vocab.json", ["x", "y", "z"]);
  assert.equal(of(3, {}, { beside: [own, folder] }).source, "m.vocab.json");
  assert.equal(of(3, {}, { beside: [folder] }).source, "vocab.json");
  refused(/alphabet vocab\.json: 3 characters; expected 4/, 4, {}, { beside: [folder] });
  // The metadata holds before any of them.
  assert.equal(of(3, { chars: "ba\n" }, { beside: [folder] }).source, "metadata chars");
});

test("a file beside 256 rows counts where it is named after the model, or has as many entries", () => {
  const codes = Array.from({ length: 256 }, (_, x) => String.fromCharCode(x));
  const bytes = { source: "bytes", characters: null };
  for (const other of [abc, "no JSON", { stoi: {} }, 7])
    assert.deepEqual(of(256, {}, { beside: [file("vocab.json", other)] }), bytes);
  const unreadable = { path: "chars.json", content: { unreadable: "why it cannot be read" } };
  assert.deepEqual(of(256, {}, { beside: [unreadable] }), bytes);
  refused(
    /alphabet vocab\.json: entry 128 is U\+0080/,
    256,
    {},
    { beside: [file("vocab.json", codes)] },
  );
  refused(
    /alphabet m\.vocab\.json: 3 characters/,
    256,
    {},
    { beside: [file("m.vocab.json", abc, true)] },
  );
  // And is passed over where the bytes are asked for.
  const beside = [file("vocab.json", codes)];
  assert.deepEqual(of(256, {}, { asked: "bytes", beside }), bytes);
});

test("two sources that do not agree are named with the index", () => {
  assert.deepEqual(of(3, { chars: "ba\n", vocab: '{"b":0,"a":1,"\\n":2}' }).characters, abc);
  refused(
    /alphabet metadata vocab has 'a' at index 0, and alphabet metadata chars has 'b' at index 0/,
    3,
    { chars: "ba\n", vocab: "ab\n" },
  );
  refused(
    /alphabet abc\.json has 'b' at index 0, and alphabet metadata chars has 'a' at index 0; expected the same/,
    3,
    { chars: "ab\n" },
    { asked: file("abc.json", abc) },
  );
});
