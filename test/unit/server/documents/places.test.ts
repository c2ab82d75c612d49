// Places of a document both ways, in UTF-16 units and in bytes of UTF-8, against a walk over the text; with marks before it,
// line ends of every kind and chunks of every size.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteDocument } from "../../../../server/documents/byteDocument";
import { placeIn, rangeOut } from "../../../../server/lsp/places";

const pieces = fc.array(fc.constantFrom("a", "\u00e9", "\u30b9", "\u{1f600}", "\n", "\r\n", "\r"), {
  maxLength: 60,
});
const documents = fc
  .tuple(pieces, fc.integer({ min: 0, max: 2 }), fc.integer({ min: 4, max: 40 }))
  .map(([list, marks, unitsPerChunk]) => {
    const text = list.join("");
    return { text, bytes: ByteDocument.fromText(text, { marks, unitsPerChunk }) };
  });

/** Where every character begins. */
function* places(text: string) {
  let [line, units, octets, utf16] = [0, 0, 0, 0];
  for (const character of text.match(/\r\n|./gsu) ?? []) {
    yield { line, units, octets, utf16 };
    utf16 += character.length;
    const isEnd = /[\r\n]/.test(character);
    line += isEnd ? 1 : 0;
    units = isEnd ? 0 : units + character.length;
    octets = isEnd ? 0 : octets + Buffer.byteLength(character);
  }
  yield { line, units, octets, utf16 };
}

test("a place and its offset lead to each other, in both encodings", () => {
  fc.assert(
    fc.property(documents, ({ text, bytes }) => {
      for (const { line, units, octets, utf16 } of places(text)) {
        const place = { line, character: units };
        const inBytes = { line, character: octets };
        assert.deepEqual(bytes.positionOfUtf16(utf16), place);
        assert.equal(bytes.utf16OfPosition(place), utf16);
        assert.deepEqual(placeIn(bytes, inBytes, "utf-8"), place);
        const span = { utf16Start: utf16, utf16End: utf16 };
        assert.deepEqual(rangeOut(bytes, span, "utf-16"), { start: place, end: place });
        assert.deepEqual(rangeOut(bytes, span, "utf-8"), { start: inBytes, end: inBytes });
      }
    }),
  );
});

test("a place past its line is the line's end; one inside a character is its beginning", () => {
  const bytes = ByteDocument.fromText("a\u30b9\r\nbc");
  const at = (line: number, character: number) => placeIn(bytes, { line, character }, "utf-8");
  assert.deepEqual(at(0, 99), { line: 0, character: 2 });
  assert.deepEqual(at(0, 2), { line: 0, character: 1 });
  assert.deepEqual(at(1, 2), { line: 1, character: 2 });
  assert.equal(bytes.utf16OfPosition(at(9, 5)), bytes.utf16Length);
});
