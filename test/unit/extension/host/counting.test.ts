// What is remembered of counting: an answer about a text, and none about another text of the same address and version.
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as vscode from "vscode";
import { Counting } from "../../../../extension/host/counting";
import type { OpenFiles } from "../../../../extension/host/openFiles";
import type { ServerProcess } from "../../../../extension/host/serverProcess";
import { documentNumber } from "../../../../extension/state/documentNumbers";

/** A text of one line. */
const opened = () =>
  ({
    uri: { toString: () => "file:///a.txt" },
    version: 1,
    lineCount: 1,
    lineAt: () => ({ range: { end: { line: 0, character: 9 } } }),
    offsetAt: ({ character }: vscode.Position) => character,
    positionAt: (character: number) => ({ line: 0, character }),
  }) as unknown as vscode.TextDocument;

/** A server whose answers differ from each other. */
function started(bits: (asked: number) => number | null = (asked) => asked) {
  let asked = 0;
  const ask = async () => ({ kind: "counting", version: 1, bits: bits(++asked) });
  const server = { client: { ask } } as unknown as ServerProcess;
  const files = { get: () => ({ phase: { kind: "ready" } }) } as unknown as OpenFiles;
  const counting = new Counting(server, files);
  return async (document: vscode.TextDocument, utf16 = 3) =>
    (await counting.of(document, { utf16, byteOfCharacter: 0 }))?.bits;
}

test("a place is asked for once, and again in a text that was closed and opened again", async () => {
  const bitsOf = started();
  const before = opened();
  assert.deepEqual([await bitsOf(before), await bitsOf(before)], [1, 1]);
  assert.equal(await bitsOf(before, 4), 2);
  const again = opened();
  assert.deepEqual([await bitsOf(again), await bitsOf(again)], [3, 3]);
});

test("a byte that is not counted yet is asked for again", async () => {
  const bitsOf = started((asked) => (asked === 1 ? null : asked));
  const document = opened();
  assert.deepEqual([await bitsOf(document), await bitsOf(document)], [null, 2]);
});

test("a document keeps its number; two of one address have two", () => {
  const [one, other] = [opened(), opened()];
  assert.equal(documentNumber(one), documentNumber(one));
  assert.notEqual(documentNumber(one), documentNumber(other));
});
