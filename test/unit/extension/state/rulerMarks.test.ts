// When marks on the scrollbar stay, go and are drawn: those of another layer, text or model are never left standing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { marksNext } from "../../../../extension/state/rulerMarks";

const marked = { editor: "left", about: "surprise", version: 1 };
const fed = ["waiting", "none", "ready"] as const;
const each = (wanted: Partial<typeof marked>, before: typeof marked | undefined = marked) =>
  fed.map((kind) => marksNext(before, { ...marked, ...wanted }, kind));

test("of the same they stay; of a newer text they stay until its answer, and go if there is none", () => {
  assert.deepEqual(each({}), ["stay", "stay", "stay"]);
  assert.deepEqual(each({ version: 2 }), ["stay", "clear", "draw"]);
});

test("of another layer or editor they go at once", () => {
  assert.deepEqual(each({ about: "countingWins" }), ["clear", "clear", "draw"]);
  assert.deepEqual(each({ about: "countingWins", version: 2 }), ["clear", "clear", "draw"]);
  assert.deepEqual(each({ editor: "right" }), ["clear", "clear", "draw"]);
  const none = fed.map((kind) => marksNext(undefined, marked, kind));
  assert.deepEqual(none, ["clear", "clear", "draw"]);
});
