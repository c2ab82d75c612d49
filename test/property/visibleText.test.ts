// For any text, the functions that show it leave nothing invisible and keep everything visible.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { oneLine } from "../../server/cli/terminal";
import { byteNames, nameCharacter, partName } from "../../server/protocol/words/byteNames";
import { nameText, visibleText } from "../../server/protocol/words/visibleText";
import { loneMarksIn, rawIn, UNSEEN } from "../tools/unseen";

const codePoint = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const unit = fc.oneof(
  codePoint,
  fc.constantFrom(...UNSEEN),
  fc.constantFrom(" ", "a", "e\u0301", "\u0301", "\u30b9", "\r\n", "<", "\ud83d"),
);
const text = fc.array(unit, { maxLength: 30 }).map((units) => units.join(""));

test("nothing invisible and no lone mark is left raw", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (words, longest) => {
      const [first = ""] = words;
      for (const shown of [
        visibleText(words),
        nameText(words, longest),
        oneLine(words),
        nameCharacter(first),
        partName(first, 0),
        ...byteNames(new TextEncoder().encode(words)),
      ]) {
        assert.deepEqual(rawIn(shown), []);
        assert.deepEqual(loneMarksIn(shown), []);
      }
    }),
    { numRuns: 2000 },
  );
});

test("no code point is left raw", () => {
  for (let code = 0; code <= 0x10ffff; code++) {
    const shown = visibleText(`a${String.fromCodePoint(code)}`);
    if (rawIn(shown).length > 0) assert.fail(`U+${code.toString(16)} in ${shown}`);
  }
});

test("printable ASCII stays unchanged, and what has been made visible is not changed again", () => {
  const printable = fc.string({ unit: "grapheme-ascii" });
  fc.assert(fc.property(printable, (words) => assert.equal(visibleText(words), words)));
  fc.assert(
    fc.property(text, (words) => {
      const once = visibleText(words);
      assert.equal(visibleText(once), once);
    }),
  );
});

test("every byte of a text has a name, the same wherever the text is cut before and after its character", () => {
  fc.assert(
    fc.property(text, text, text, (before, own, after) => {
      const bytes = (words: string) => [...new TextEncoder().encode(words)];
      const alone = byteNames(bytes(own));
      assert.equal(alone.length, bytes(own).length);
      const all = [...bytes(before), ...bytes(own), ...bytes(after)];
      const from = bytes(before).length;
      assert.deepEqual(byteNames(all).slice(from, from + alone.length), alone);
    }),
  );
});
