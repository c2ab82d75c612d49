// Lists of models and the reader of raw weights accept the same file sizes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rawSize } from "../../../../server/nets/rawWeights";
import { isRawSize, MOST_NEURONS } from "../../../../server/protocol/vocabulary/rawSize";

test("a raw file has exactly the size for some hidden size", () => {
  for (let H = 1; H <= MOST_NEURONS; H++) {
    const size = rawSize(H);
    assert.ok(isRawSize(size), `H = ${H}`);
    for (const other of [size - 4, size - 1, size + 1, size + 4]) assert.ok(!isRawSize(other));
  }
  for (const size of [0, 1, 1234, rawSize(0), rawSize(MOST_NEURONS + 1)])
    assert.ok(!isRawSize(size));
});
