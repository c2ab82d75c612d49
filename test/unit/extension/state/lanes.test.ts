// Who wants which search: what is shared, given up and kept when lanes move on or are cancelled.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Lanes } from "../../../../extension/state/lanes";

type Lane = "hover" | "screen" | "command";

function started() {
  const given: string[] = [];
  const begun: string[] = [];
  const lanes = new Lanes<Lane, { readonly name: string }>(({ name }) => given.push(name));
  const want = (lane: Lane, key: string) =>
    lanes.want(lane, key, () => {
      const name = `${key}${begun.filter((each) => each.startsWith(key)).length + 1}`;
      begun.push(name);
      return { name };
    });
  return { lanes, want, given, begun };
}

test("two lanes that want the same share a search; it is given up when the last one leaves", () => {
  const { lanes, want, given, begun } = started();
  assert.equal(want("hover", "a").search, want("screen", "a").search);
  assert.deepEqual(begun, ["a1"]);
  want("hover", "b");
  assert.deepEqual([given, lanes.has("a")], [[], true]);
  lanes.leave("screen");
  assert.deepEqual([given, lanes.has("a"), lanes.has("b")], [["a1"], false, true]);
});

test("what a lane wants next gives up what it wanted before", () => {
  const { want, given } = started();
  want("hover", "a");
  want("hover", "b");
  assert.deepEqual(given, ["a1"]);
});

test("a cancelled question leaves only its own search: the lane has moved on", () => {
  const { lanes, want, given } = started();
  const first = want("hover", "a");
  want("hover", "b");
  first.release();
  assert.deepEqual([given, lanes.has("b")], [["a1"], true]);
});

test("the same question again is not given up by cancelling the first", () => {
  const { want, given, begun } = started();
  const first = want("hover", "a");
  const second = want("hover", "a");
  assert.deepEqual(begun, ["a1"]);
  first.release();
  assert.deepEqual(given, []);
  second.release();
  assert.deepEqual(given, ["a1"]);
});

test("a search that has ended is asked anew, and nothing is given up for it", () => {
  const { lanes, want, given, begun } = started();
  const { search, release } = want("hover", "a");
  lanes.ended("a", search);
  release();
  assert.deepEqual([given, lanes.has("a")], [[], false]);
  want("screen", "a");
  assert.deepEqual(begun, ["a1", "a2"]);
  // The lane of the first has no part in the second.
  lanes.leave("screen");
  assert.deepEqual(given, ["a2"]);
});

test("one that was given up ends late and leaves its successor alone", () => {
  const { lanes, want, given } = started();
  const { search } = want("hover", "a");
  lanes.leave("hover");
  want("hover", "a");
  lanes.ended("a", search);
  assert.equal(lanes.has("a"), true);
  lanes.clear();
  assert.deepEqual([given, lanes.has("a")], [["a1", "a2"], false]);
});
