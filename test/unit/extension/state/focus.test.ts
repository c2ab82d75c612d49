// Which bytes of a trace a character of the text has.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lagsAt } from "../../../../extension/state/focus";

test("a character has one lag for each of its bytes, the last first; a character outside has none", () => {
  const offsetSpans = [9, 8, 8, 7].map((utf16Start) => ({ utf16Start, utf16End: utf16Start + 1 }));
  const lags = [9, 8, 7, 6, 10].map((utf16) => lagsAt({ offsetSpans }, utf16));
  assert.deepEqual(lags, [[0], [1, 2], [3], [], []]);
});
