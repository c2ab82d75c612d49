// What the comparison with the file on disk finds, for each case an editor can meet.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../../../server/attribution/backward";
import { ByteDocument } from "../../../../server/documents/byteDocument";
import {
  BLOCK,
  type DiskDifference,
  diskDifference,
  hiddenMarks,
} from "../../../../server/documents/diskComparison";

const utf16be = (text: string) => Buffer.from(text, "utf16le").swap16();
const mark = Buffer.from([0xef, 0xbb, 0xbf]);

interface Case {
  readonly name: string;
  /** The text as the editor opened it. */
  readonly text: string;
  readonly disk: Uint8Array;
  readonly reason?: DiskDifference;
  /** Byte order marks that the editor hides. */
  readonly marks?: number;
}

const cases: Case[] = [
  { name: "plain UTF-8", text: "naïve 😀\r\nb", disk: Buffer.from("naïve 😀\r\nb") },
  { name: "an empty file", text: "", disk: new Uint8Array(0) },
  { name: "a mark", text: "a\n", disk: Buffer.concat([mark, Buffer.from("a\n")]), marks: 1 },
  {
    name: "two marks",
    text: "a\n",
    disk: Buffer.concat([mark, mark, Buffer.from("a\n")]),
    marks: 2,
  },
  {
    name: "two marks, one of them shown",
    text: "\ufeffa",
    disk: Buffer.from("\ufeff\ufeffa"),
    marks: 1,
  },
  { name: "a mark that was typed", text: "\ufeffa\n", disk: Buffer.from("\ufeffa\n") },
  {
    name: "without the mark of the text",
    text: "\ufeffa",
    disk: Buffer.from("a"),
    reason: "other text",
  },
  { name: "a mark and nothing else", text: "", disk: mark, marks: 1 },
  { name: "a character U+FFFD", text: "a\ufffd", disk: Buffer.from("a\ufffd") },
  {
    name: "UTF-16 LE",
    text: "é\n",
    disk: Buffer.from("\ufeffé\n", "utf16le"),
    reason: "UTF-16 LE",
  },
  { name: "UTF-16 BE", text: "é\n", disk: utf16be("\ufeffé\n"), reason: "UTF-16 BE" },
  {
    name: "UTF-16 LE, no mark",
    text: "ab\n",
    disk: Buffer.from("ab\r\n", "utf16le"),
    reason: "UTF-16 LE",
  },
  { name: "UTF-16 BE, no mark", text: "aé", disk: utf16be("aé"), reason: "UTF-16 BE" },
  {
    name: "line ends of two kinds",
    text: "a\r\nb\r\nc",
    disk: Buffer.from("a\nb\r\nc"),
    reason: "mixed line ends",
  },
  {
    name: "CR and CR LF",
    text: "a\nb\nc",
    disk: Buffer.from("a\rb\r\nc"),
    reason: "mixed line ends",
  },
  { name: "CR alone", text: "a\nb\nc", disk: Buffer.from("a\rb\rc"), reason: "other line ends" },
  {
    name: "a mark and mixed line ends",
    text: "a\nb\nc",
    disk: Buffer.concat([mark, Buffer.from("a\r\nb\nc")]),
    reason: "mixed line ends",
    marks: 1,
  },
  {
    name: "a broken byte",
    text: "a\ufffdb",
    disk: Buffer.from([97, 0xff, 98]),
    reason: "invalid UTF-8",
  },
  {
    name: "a cut sequence, shown as several replacements",
    text: "a\ufffd\ufffd\ufffd\nb\n",
    disk: Buffer.from([97, 0xf0, 0x9f, 0x98, 13, 10, 98, 10]),
    reason: "invalid UTF-8",
  },
  {
    name: "Windows-1252",
    text: "caf\u00e9 d",
    disk: Buffer.from("caf\u00e9 d", "latin1"),
    reason: "other encoding",
  },
  { name: "another text", text: "abc", disk: Buffer.from("abd"), reason: "other text" },
];

for (const { name, text, disk, reason, marks = 0 } of cases) {
  test(`the file on disk is ${name}`, () => {
    for (const guess of [0, 1, 2]) {
      const document = ByteDocument.fromText(text, { marks: guess });
      assert.equal(hiddenMarks(document, disk), marks);
      // Blocks that end inside characters, pairs and line ends, and one block for everything.
      for (const block of [1, 2, 3, 5, undefined]) {
        const found = finished(diskDifference(document, new Uint8Array(disk), block));
        assert.equal(found, reason, `blocks of ${block}`);
      }
      document.setMarks(marks);
      const same = Buffer.compare(document.copyBytes(0, document.byteLength), disk) === 0;
      assert.equal(same, reason === undefined);
    }
  });
}

test("a long file is compared with pauses, whatever is found", () => {
  const text = "naïve 😀 text\n".repeat(2 ** 16);
  const document = ByteDocument.fromText(text);
  const latin = Buffer.from(text.replaceAll("😀", "u"), "latin1");
  for (const [disk, reason] of [
    [Buffer.from(text), undefined],
    [Buffer.from(text.replaceAll("\n", "\r\n")), "other line ends"],
    [Buffer.from(text, "utf16le"), "UTF-16 LE"],
    [utf16be(text), "UTF-16 BE"],
    [latin, "other encoding"],
  ] as const) {
    let pauses = 0;
    const work = diskDifference(document, new Uint8Array(disk));
    for (let step = work.next(); ; step = work.next(), pauses++)
      if (step.done) {
        assert.equal(step.value, reason);
        break;
      }
    assert.ok(pauses >= Math.floor(disk.length / BLOCK), `${reason}: ${pauses} pauses`);
  }
});
