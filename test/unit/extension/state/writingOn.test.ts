// The ghost text: whose document it belongs to, what of it fits into the editor, what of it may be inserted, its words.
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as vscode from "vscode";
import { writtenReading } from "../../../../extension/features/hover/readingText";
import {
  bytesShown,
  fitting,
  type Ghost,
  ghostWords,
  insertable,
  WritingOn,
} from "../../../../extension/state/writingOn";
import { byteNames } from "../../../../server/protocol/words/byteNames";
import { writtenCharacters } from "../../../../server/protocol/words/writtenText";

const document = { version: 3 } as vscode.TextDocument;
const utf8 = (text: string) => [...new TextEncoder().encode(text)];

function ghostOf(bytes: readonly number[], room = 0): Ghost {
  const characters = writtenCharacters([], bytes);
  return {
    key: "1",
    document,
    utf16: 0,
    mode: { kind: "sample", seed: 2, temperature: 1 },
    characters: fitting(characters, room),
    continuation: {
      kind: "continuation",
      uri: "file:///a",
      version: 3,
      position: 9,
      bytes: bytes.map((byte) => ({
        byte,
        probability: 0.5,
        bits: 1,
        rank: 1,
        topPredictions: [],
      })),
      names: byteNames(bytes),
      characters,
    },
  };
}

test("a ghost belongs to one version of one document", () => {
  const writingOn = new WritingOn();
  let told = 0;
  writingOn.onDidChange(() => told++);
  writingOn.hide();
  assert.equal(told, 0);
  const ghost = ghostOf([97]);
  writingOn.show(ghost);
  assert.equal(writingOn.of(document), ghost);
  assert.equal(writingOn.of({ version: 3 } as vscode.TextDocument), undefined);
  (document as { version: number }).version = 4;
  assert.equal(writingOn.of(document), undefined);
  (document as { version: number }).version = 3;
  writingOn.hide();
  assert.deepEqual([writingOn.of(document), told], [undefined, 2]);
});

test("what does not fit is left off by whole characters; no room given is no limit", () => {
  const characters = writtenCharacters([], utf8("ab\n\u20acc"));
  const labels = (room: number) => fitting(characters, room).map(({ label }) => label);
  assert.deepEqual(labels(0), ["a", "b", "<LF>", "\u20ac", "c"]);
  assert.deepEqual(labels(11), ["a", "b", "<LF>", "\u20ac"]);
  assert.deepEqual(labels(8), ["a", "b"]);
  assert.equal(bytesShown(ghostOf(utf8("ab\n\u20acc"), 11)), 6);
  assert.equal(bytesShown(ghostOf(utf8("\n"), 2)), 0);
});

test("only what is shown is inserted, and nothing where a byte is no character", () => {
  assert.deepEqual(insertable(ghostOf(utf8("a\r\n\u20ac"))), { text: "a\r\n\u20ac" });
  assert.deepEqual(insertable(ghostOf(utf8("abc"), 5)), { text: "ab" });
  assert.deepEqual(insertable(ghostOf([97, 0xe2, 0x82])), { byte: "0xE2" });
});

test("a reading names every byte that is shown, with its place and numbers", () => {
  assert.equal(
    writtenReading(ghostOf([97, 10, 0xe2], 9)),
    "Written on, sampled, seed 2, temperature 1: 2 bytes, 2.00 bits.\n" +
      "byte 9: 'a', probability 0.500, 1.00 bits, rank 1\n" +
      "byte 10: LF, probability 0.500, 1.00 bits, rank 1\n",
  );
});

test("the words count what is shown", () => {
  const words = "Written on, sampled, seed 2, temperature 1: 2 bytes, 2.00 bits.";
  assert.equal(ghostWords(ghostOf(utf8("abc"), 5)), words);
});
