// Records kept by the address of a text follow it: renamed, saved, forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { forgotten, isSameText, renamed, saved } from "../../../../extension/state/byAddress";

test("a renamed file takes its entry along and overwrites what was there", () => {
  const record = { "file:///a.txt": 1, "file:///a.txt2": 2, "file:///b.txt": 3 };
  assert.deepEqual(renamed("file:///a.txt", "file:///b.txt")(record), {
    "file:///a.txt2": 2,
    "file:///b.txt": 1,
  });
});

test("a renamed folder takes along everything below it and nothing beside it", () => {
  const record = { "file:///one/a": 1, "file:///one/in/b": 2, "file:///one%20more/c": 3 };
  assert.deepEqual(renamed("file:///one", "file:///two%20and")(record), {
    "file:///one%20more/c": 3,
    "file:///two%20and/a": 1,
    "file:///two%20and/in/b": 2,
  });
});

test("a saved text passes its entry to its file, unless the file has its own", () => {
  const follow = saved("untitled:Untitled-1", "file:///a");
  assert.deepEqual(follow({ "untitled:Untitled-1": 1 }), {
    "untitled:Untitled-1": 1,
    "file:///a": 1,
  });
  const own = { "untitled:Untitled-1": 1, "file:///a": 2 };
  assert.equal(follow(own), own);
});

test("a record without the text stays the same object", () => {
  const record = { "file:///a": 1 };
  assert.equal(renamed("file:///b", "file:///c")(record), record);
  assert.equal(saved("untitled:Untitled-1", "file:///b")(record), record);
  assert.equal(forgotten((uri) => uri.startsWith("untitled:"))(record), record);
  assert.deepEqual(forgotten((uri) => uri === "file:///a")(record), {});
});

test("a text is the same if only its white space differs", () => {
  assert.ok(isSameText("a  \nb", "a\r\nb\n"));
  assert.ok(!isSameText("a b", "a c"));
  assert.ok(!isSameText("ab", "abc"));
  assert.ok(!isSameText("abc", "ab"));
  assert.ok(!isSameText(" \n", ""), "blank texts say nothing about each other");
});
