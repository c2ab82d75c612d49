// A long text is hashed piece by piece, and the hash is that of all its bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteDocument } from "../../../../server/documents/byteDocument";
import { nodeFiles } from "../../../../server/files.node";
import { sha256InSlices } from "../../../../server/requests/hashing";
import { randomText } from "../../../property/kernelsModels";

test("no piece is larger than a megabyte, whatever the length", async () => {
  const files = nodeFiles();
  for (const length of [0, 1, 2 ** 20, 2 ** 20 + 1, 5_000_001]) {
    const bytes = randomText(length, 1);
    let [all, most] = [0, 0];
    const counted = {
      ...files,
      startSha256() {
        const hash = files.startSha256();
        return {
          ...hash,
          update(piece: Uint8Array) {
            all += piece.length;
            most = Math.max(most, piece.length);
            hash.update(piece);
          },
        };
      },
    };
    assert.equal(await sha256InSlices(counted, bytes), files.sha256(bytes));
    assert.equal(all, length);
    assert.ok(most <= 2 ** 20);
  }
});

test("a document is hashed in the same pieces, and an edit in between is in the hash", () => {
  const files = nodeFiles();
  const text = "why this byte?\n".repeat(200_000);
  const start = { line: 0, character: 0 };
  for (const edits of [0, 1, 2]) {
    const document = ByteDocument.fromText(text);
    const steps = document.hashing(files);
    let pauses = 0;
    for (let edit = 0; edit <= edits; edit++) {
      while (!steps.next().done && ++pauses % 2 === 1);
      if (edit < edits) document.applyEdits([{ range: { start, end: start }, text: `${edit}` }]);
    }
    while (!steps.next().done);
    assert.ok(pauses >= 2);
    const expected = files.sha256(new TextEncoder().encode(["", "0", "10"][edits] + text));
    const none = { startSha256: () => assert.fail("hashed once more") };
    assert.equal(document.sha256(none), expected);
  }
});
