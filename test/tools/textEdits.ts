// Random texts and edits of every awkward kind, and what an edit makes of a plain string: the oracle is
// vscode-languageserver-textdocument. Asserts nothing.
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextChange } from "../../server/documents/byteDocument";

const piece = fc.constantFrom(
  ..."aZ 9\t",
  "\n",
  "\r",
  "\r\n",
  "\n\r",
  "é",
  "e\u0301",
  "ÿ",
  "漢",
  "字\u3099",
  "\u2028",
  "\ufeff",
  "\ufffd",
  "😀",
  "👩‍👩‍👧",
  "\u{10ffff}",
  "\ud83d",
  "\ude00",
  "\0",
);
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(piece, { maxLength, size: "max" }).map((parts) => parts.join(""));
const position = fc.record({
  line: fc.oneof(fc.nat(6), fc.nat(40)),
  character: fc.oneof(fc.nat(8), fc.nat(60)),
});
export const anyChange: fc.Arbitrary<TextChange> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      range: fc.record({ start: position, end: position }),
      text: anyText(12),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ range: position.map((p) => ({ start: p, end: p })), text: anyText(3) }),
  },
  { weight: 1, arbitrary: fc.record({ text: anyText(30) }) },
);

/** For positions. */
export const positionsOf = (plain: string) => TextDocument.create("test:a", "plaintext", 0, plain);

export function changed(plain: string, { range, text }: TextChange): string {
  if (!range) return text;
  const document = positionsOf(plain);
  const [start, end] = [document.offsetAt(range.start), document.offsetAt(range.end)].sort(
    (a, b) => a - b,
  );
  return plain.slice(0, start) + text + plain.slice(end);
}
