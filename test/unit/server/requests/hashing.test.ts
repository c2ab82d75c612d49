// A long text is hashed piece by piece, and the hash is that of all its bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
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
