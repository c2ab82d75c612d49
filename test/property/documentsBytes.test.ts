// The byte view against an oracle made from the plain string: random texts, marks and edits, with chunks so small
// that every boundary is tested. vscode-languageserver-textdocument is the oracle for positions.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { ByteDocument } from "../../server/documents/byteDocument";
import { shownCharacterAt, shownCharacters } from "../../server/documents/characters";
import { nodeFiles } from "../../server/files.node";
import { anyChange, anyText, changed, positionsOf } from "../tools/textEdits";

const unitsPerChunk = fc.constantFrom(1, 2, 3, 5, 8, 33);

function bytesOf(plain: string, marks: number): Buffer {
  return Buffer.from("\ufeff".repeat(marks) + plain, "utf8");
}

/** Every query of the map, at every byte, every unit and some positions. */
function compare(document: ByteDocument, plain: string, marks: number): void {
  const bytes = bytesOf(plain, marks);
  const oracle = positionsOf(plain);
  assert.equal(document.byteLength, bytes.length);
  assert.equal(document.utf16Length, plain.length);
  assert.deepEqual(Buffer.from(document.copyBytes(0, bytes.length)), bytes);

  const all = document.characters(0, bytes.length);
  let byte = 0;
  let count = 0;
  const see = (size: number, utf16Start: number, units: number, codePoint: number) => {
    const byteEnd = byte + size;
    const expected = {
      byteStart: byte,
      byteEnd,
      utf16Start,
      utf16End: utf16Start + units,
      codePoint,
    };
    for (let b = byte; b < byteEnd; b++) {
      assert.equal(document.byteAt(b), bytes[b]);
      assert.deepEqual(document.characterAt(b), expected);
      assert.equal(document.utf16OfByte(b), utf16Start);
      const one = document.characters(b, b + 1);
      assert.deepEqual([one.count, one.byteStart[0], one.byteStart[1]], [1, byte, byteEnd]);
    }
    for (let u = 0; u < units; u++) assert.equal(document.byteOfUtf16(utf16Start + u), byte);
    assert.equal(all.byteStart[count], byte);
    assert.equal(all.utf16Start[count], utf16Start);
    assert.equal(all.codePoint[count++], codePoint);
    byte = byteEnd;
  };
  for (let mark = 0; mark < marks; mark++) see(3, 0, 0, 0xfeff);
  let utf16 = 0;
  for (const character of plain) {
    const shown = Buffer.from(character, "utf8");
    see(shown.length, utf16, character.length, shown.toString("utf8").codePointAt(0)!);
    utf16 += character.length;
  }
  assert.equal(all.count, count);
  assert.deepEqual([all.byteStart[count], all.utf16Start[count]], [bytes.length, plain.length]);
  assert.equal(document.byteOfUtf16(plain.length), bytes.length);
  assert.equal(document.utf16OfByte(bytes.length), plain.length);
  for (let line = -1; line <= oracle.lineCount + 1; line++)
    for (let character = -1; character < 9; character++)
      assert.equal(
        document.utf16OfPosition({ line, character }),
        oracle.offsetAt({ line, character }),
        `${line}:${character}`,
      );
}

test("every map query agrees with the plain string, before and after edits", () => {
  fc.assert(
    fc.property(
      anyText(40),
      fc.nat(2),
      unitsPerChunk,
      fc.array(fc.array(anyChange, { minLength: 1, maxLength: 4 }), { maxLength: 4 }),
      (start, marks, unitsPerChunk, batches) => {
        let plain = start;
        const document = ByteDocument.fromText(plain, { marks, unitsPerChunk });
        compare(document, plain, marks);
        for (const batch of batches) {
          const before = bytesOf(plain, marks);
          const revision = document.revision;
          const first = document.applyEdits(batch);
          for (const one of batch) plain = changed(plain, one);
          compare(document, plain, marks);
          const after = bytesOf(plain, marks);
          assert.ok(first <= after.length);
          assert.deepEqual(before.subarray(0, first), after.subarray(0, first));
          if (!before.equals(after)) assert.notEqual(document.revision, revision);
        }
      },
    ),
    { numRuns: 800 },
  );
});

test("halves that meet at the edge of an edit become one line end or one character", () => {
  const halves = fc.constantFrom(["\r", "\n"], ["\ud83d", "\ude00"]);
  const kind = fc.constantFrom("delete between", "insert first", "insert second");
  fc.assert(
    fc.property(
      anyText(9),
      anyText(9),
      halves,
      kind,
      anyText(5),
      unitsPerChunk,
      (a, b, [x, y], how, gap, u) => {
        const between = how === "delete between" ? `-${gap}-` : "";
        const [first, second] = [how === "insert first" ? "" : x, how === "insert second" ? "" : y];
        const plain = a + first + between + second + b;
        const oracle = positionsOf(plain);
        const start = oracle.positionAt(a.length + first.length);
        const end = oracle.positionAt(a.length + first.length + between.length);
        const inserted = how === "insert first" ? x : how === "insert second" ? y : "";
        const edit = { range: { start, end }, text: inserted };
        const document = ByteDocument.fromText(plain, { unitsPerChunk: u });
        document.applyEdits([edit]);
        compare(document, changed(plain, edit), 0);
      },
    ),
    { numRuns: 500 },
  );
});

test("a single edit reports a first byte no later than the difference and no earlier than the edit", () => {
  fc.assert(
    fc.property(anyText(40), unitsPerChunk, anyChange, (plain, unitsPerChunk, edit) => {
      const document = ByteDocument.fromText(plain, { unitsPerChunk });
      const before = bytesOf(plain, 0);
      const after = bytesOf(changed(plain, edit), 0);
      let difference = 0;
      while (difference < after.length && before[difference] === after[difference]) difference++;
      const place = edit.range ? positionsOf(plain).offsetAt(edit.range.start) : 0;
      const end = edit.range ? positionsOf(plain).offsetAt(edit.range.end) : 0;
      const first = document.applyEdits([edit]);
      assert.ok(first <= difference);
      // A surrogate that meets its other half changes the character before the edit.
      const start = Buffer.byteLength(plain.slice(0, Math.max(0, Math.min(place, end) - 1)));
      assert.ok(first >= Math.min(start, difference));
      if (before.equals(after)) assert.equal(first, after.length);
    }),
    { numRuns: 500 },
  );
});

test("copies, character lists and the mark are right for any range", () => {
  fc.assert(
    fc.property(
      anyText(60),
      fc.nat(2),
      unitsPerChunk,
      fc.nat(),
      fc.nat(),
      (plain, marks, u, a, b) => {
        const document = ByteDocument.fromText(plain, { marks: 2 - marks, unitsPerChunk: u });
        document.setMarks(marks);
        const bytes = bytesOf(plain, marks);
        const [from, to] = [a % (bytes.length + 1), b % (bytes.length + 1)].sort((x, y) => x - y);
        assert.deepEqual(Buffer.from(document.copyBytes(from, to)), bytes.subarray(from, to));
        const target = new Uint8Array(new SharedArrayBuffer(to - from + 2));
        document.copyBytes(from, to, target, 1);
        assert.deepEqual(Buffer.from(target.subarray(1, 1 + to - from)), bytes.subarray(from, to));
        const { count, byteStart, utf16Start, codePoint } = document.characters(from, to);
        const expected = [];
        for (let at = from; at < to; at = expected.at(-1)!.byteEnd)
          expected.push(document.characterAt(at));
        const listed = Array.from({ length: count }, (_, i) => ({
          byteStart: byteStart[i],
          byteEnd: byteStart[i + 1],
          utf16Start: utf16Start[i],
          utf16End: utf16Start[i + 1],
          codePoint: codePoint[i],
        }));
        assert.deepEqual(listed, expected);
      },
    ),
    { numRuns: 300 },
  );
});

test("as shown, CR LF is one character and every other is unchanged", () => {
  fc.assert(
    fc.property(anyText(40), fc.nat(2), unitsPerChunk, (plain, marks, u) => {
      const document = ByteDocument.fromText(plain, { marks, unitsPerChunk: u });
      const { byteLength } = document;
      const expected = [];
      for (let at = 0; at < byteLength; ) {
        const one = document.characterAt(at);
        const next = one.byteEnd < byteLength ? document.characterAt(one.byteEnd) : undefined;
        const end = one.codePoint === 13 && next?.codePoint === 10 ? next : one;
        expected.push({
          ...one,
          byteEnd: end.byteEnd,
          utf16End: end.utf16End,
          codePoint: end.codePoint,
        });
        at = end.byteEnd;
      }
      for (const one of expected)
        for (let byte = one.byteStart; byte < one.byteEnd; byte++) {
          assert.deepEqual(shownCharacterAt(document, byte), one);
          const alone = shownCharacters(document, byte, byte + 1);
          assert.deepEqual(Array.from(alone.byteStart), [one.byteStart, one.byteEnd]);
        }
      const all = shownCharacters(document, 0, byteLength);
      assert.equal(all.count, expected.length);
      for (const [i, one] of expected.entries()) {
        assert.equal(all.byteStart[i], one.byteStart);
        assert.equal(all.utf16Start[i], one.utf16Start);
        assert.equal(all.codePoint[i], one.codePoint);
      }
      assert.equal(all.byteStart[all.count], byteLength);
      assert.equal(all.utf16Start[all.count], document.utf16Length);
    }),
    { numRuns: 200 },
  );
});

test("the hash is that of the current bytes after any edits", () => {
  const files = nodeFiles();
  const long = "0123456789abcdef".repeat(200_000);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(long.length), anyText(4)), { maxLength: 3 }), (edits) => {
      const document = ByteDocument.fromText(long);
      let plain = long;
      for (const [character, inserted] of edits) {
        const at = Math.min(character, plain.search(/[\r\n]|$/));
        document.sha256(files);
        const place = { line: 0, character };
        document.applyEdits([{ range: { start: place, end: place }, text: inserted }]);
        plain = plain.slice(0, at) + inserted + plain.slice(at);
        const expected = createHash("sha256").update(plain, "utf8").digest("hex");
        assert.equal(document.sha256(files), expected);
      }
    }),
    { numRuns: 10 },
  );
});
