// Pins move with the text they are on, and keep their id whatever is shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Change,
  type KeptPin,
  movePin,
  moveThroughEdit,
  type Pin,
  showing,
  withoutPin,
  withPin,
  withShown,
} from "../../../../extension/state/pinList";

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

test("all changes of one edit are in offsets of the text before it", () => {
  assert.equal(
    moveThroughEdit(at(10), [change(8, 1, 0), change(0, 0, 5), change(20, 1, 9)]).utf16,
    14,
  );
});

test("a pin on a deleted character keeps its place, and undo restores it there", () => {
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

const pin = (utf16: number): Pin => ({ ...at(utf16), byteOfCharacter: 0, atEnd: false });
const kept = (id: number, utf16: number, isShown: boolean): KeptPin => ({
  ...pin(utf16),
  id,
  isShown,
});
const never = () => assert.fail("no new pin is needed");

test("pinning a place again shows that pin alone and keeps its id", () => {
  const pins = [kept(1, 10, false), kept(2, 20, true)];
  assert.deepEqual(withPin(pins, pin(10), never), [kept(2, 20, false), kept(1, 10, true)]);
  assert.deepEqual(
    withPin(pins, pin(30), () => 3),
    [kept(1, 10, false), kept(2, 20, false), kept(3, 30, true)],
  );
  assert.deepEqual(withoutPin(pins, pin(10)), [kept(2, 20, true)]);
});

test("showing and hiding pins changes no id", () => {
  const pins = [kept(1, 10, false), kept(2, 20, true), kept(3, 30, false)];
  assert.deepEqual(showing(pins, [pin(10), pin(30)]), [
    kept(1, 10, true),
    kept(2, 20, false),
    kept(3, 30, true),
  ]);
  assert.deepEqual(withShown(pins, kept(1, 5, false), true), [
    kept(2, 20, true),
    kept(3, 30, false),
    kept(1, 10, true),
  ]);
  assert.equal(withShown(pins, kept(4, 10, false), true), pins);
});

test("a pinned selection keeps what is left of it and does not grow at its ends", () => {
  const pin = { ...at(10), byteOfCharacter: 0, atEnd: false };
  const moved = (changed: Change) => {
    const found = movePin({ ...pin, wider: { kind: "span", utf16End: 15 } }, [changed]);
    return [found.utf16, found.wider.kind === "span" ? found.wider.utf16End : undefined];
  };
  assert.deepEqual(moved(change(0, 0, 3)), [13, 18]);
  assert.deepEqual(moved(change(10, 0, 3)), [13, 18], "typed in front");
  assert.deepEqual(moved(change(15, 0, 3)), [10, 15], "typed behind");
  assert.deepEqual(moved(change(12, 1, 4)), [10, 18], "changed within");
  assert.deepEqual(moved(change(13, 5, 0)), [10, 13], "its end deleted");
  assert.deepEqual(moved(change(8, 4, 0)), [8, 11], "its beginning deleted");
  const [start, end] = moved(change(8, 9, 0));
  assert.equal(start, end, "all deleted");
});

test("a byte, a selection and a neuron at one place are three pins", () => {
  const pin: Pin = { ...at(10), byteOfCharacter: 0, atEnd: false };
  const all: Pin[] = [
    pin,
    { ...pin, wider: { kind: "span", utf16End: 15 } },
    { ...pin, wider: { kind: "span", utf16End: 16 } },
    { ...pin, wider: { kind: "neuron", neuron: 56 } },
    { ...pin, wider: { kind: "neuron", neuron: 57 } },
  ];
  let ids = 0;
  const kept = [...all, ...all].reduce<readonly KeptPin[]>(
    (pins, each) => withPin(pins, each, () => ids++),
    [],
  );
  assert.equal(kept.length, all.length);
  assert.deepEqual(
    kept.filter(({ isShown }) => isShown).map(({ wider }) => wider),
    [{ kind: "neuron", neuron: 57 }],
  );
});
