// Pins move with the text they stand on.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Change, moveThroughEdit } from "../../extension/pins/moves";

const at = (utf16: number) => ({ utf16, gone: false });
const change = (start: number, removed: number, inserted: number): Change => ({
  start,
  removed,
  inserted,
});

test("text in front moves a pin, text behind does not", () => {
  assert.equal(moveThroughEdit(at(10), [change(2, 0, 3)]).utf16, 13);
  assert.equal(moveThroughEdit(at(10), [change(2, 3, 0)]).utf16, 7);
  assert.equal(moveThroughEdit(at(10), [change(10, 0, 4)]).utf16, 14);
  assert.equal(moveThroughEdit(at(10), [change(11, 5, 1)]).utf16, 10);
});

test("several changes of one edit are all in the text before it", () => {
  assert.equal(
    moveThroughEdit(at(10), [change(8, 1, 0), change(0, 0, 5), change(20, 1, 9)]).utf16,
    14,
  );
});

test("a deleted character keeps its place, and comes back to it with undo", () => {
  const deleted = moveThroughEdit(at(10), [change(8, 4, 0)]);
  assert.deepEqual(deleted, { utf16: 8, gone: true });
  assert.equal(moveThroughEdit(deleted, [change(8, 0, 1)]).utf16, 8);
  const one = moveThroughEdit(at(10), [change(10, 1, 0)]);
  assert.equal(moveThroughEdit(one, [change(10, 0, 1)]).utf16, 10);
});

test("a pin that is not replaced stays on its character", () => {
  const text = fc.string({ minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      text,
      fc.nat(30),
      fc.nat(30),
      fc.string({ maxLength: 8 }),
      fc.nat(30),
      (before, pin, start, added, size) => {
        const from = start % (before.length + 1);
        const removed = Math.min(size, before.length - from);
        const utf16 = pin % before.length;
        fc.pre(utf16 < from || utf16 >= from + removed);
        const after = before.slice(0, from) + added + before.slice(from + removed);
        const moved = moveThroughEdit(at(utf16), [change(from, removed, added.length)]);
        assert.equal(after[moved.utf16], before[utf16]);
        assert.equal(moved.gone, false);
      },
    ),
  );
});
