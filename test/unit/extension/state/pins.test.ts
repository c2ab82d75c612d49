// The pins of all files: what is saved, what an edit and a rename change, and what is told.
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as vscode from "vscode";
import { type Follow, renamed } from "../../../../extension/state/byAddress";
import { Emitter } from "../../../../extension/state/lifetime";
import { Pins } from "../../../../extension/state/pins";

const document = (uri: string) => ({ uri: { toString: () => uri } }) as vscode.TextDocument;
const at = (utf16: number) => ({ utf16, byteOfCharacter: 0, gone: false, atEnd: false });

/** A workspace state that keeps what it is given. */
function mementoOf(saved: Map<string, unknown>): vscode.Memento {
  return {
    keys: () => [...saved.keys()],
    get: <T>(key: string, fallback?: T) => (saved.get(key) as T) ?? fallback,
    update: async (key: string, value: unknown) => void saved.set(key, value),
  } as vscode.Memento;
}

function started(saved = new Map<string, unknown>()) {
  const moves = new Emitter<Follow>();
  const edits = new Emitter<vscode.TextDocumentChangeEvent>();
  const memory = mementoOf(saved);
  const pins = new Pins({ memory, onDidMoveTexts: moves.event, onDidEdit: edits.event });
  const told: string[] = [];
  pins.onDidChange((uri) => told.push(uri));
  const type = (where: vscode.TextDocument, rangeOffset: number, text: string) =>
    edits.fire({
      document: where,
      contentChanges: [{ rangeOffset, rangeLength: 0, text }],
    } as unknown as vscode.TextDocumentChangeEvent);
  return { pins, moves, type, told, saved };
}

test("an edit moves the pins of its text only, and tells nobody", () => {
  const { pins, type, told } = started();
  const [a, b] = [document("file:///a"), document("file:///b")];
  pins.add(a, at(10));
  pins.add(b, at(10));
  told.length = 0;
  type(a, 0, "abc");
  assert.deepEqual([pins.of(a)[0]?.utf16, pins.of(b)[0]?.utf16, told], [13, 10, []]);
  pins.dispose();
});

test("a renamed folder takes its pins along and tells both addresses", () => {
  const { pins, moves, told } = started();
  pins.add(document("file:///old/a"), at(3));
  pins.add(document("file:///other"), at(4));
  told.length = 0;
  moves.fire(renamed("file:///old", "file:///new"));
  assert.deepEqual(pins.of(document("file:///old/a")), []);
  assert.equal(pins.of(document("file:///new/a"))[0]?.utf16, 3);
  assert.deepEqual(told.sort(), ["file:///new/a", "file:///old/a"]);
  pins.dispose();
});

test("a pin that is shown is left as it is, with those beside it; any other is shown alone", () => {
  const { pins, told } = started();
  const a = document("file:///a");
  pins.add(a, at(1));
  pins.add(a, at(2));
  pins.show(a, [at(1), at(2)]);
  told.length = 0;
  const shown = () => pins.shown(a).map(({ utf16 }) => utf16);
  pins.ensureShown(a, at(1));
  assert.deepEqual([shown(), told], [[1, 2], []]);
  pins.ensureShown(a, at(3));
  assert.deepEqual(shown(), [3]);
  pins.ensureShown(a, at(2));
  assert.deepEqual(shown(), [2]);
  pins.dispose();
});

test("what is explained is held as a pin unless a pin is shown", () => {
  const { pins } = started();
  const a = document("file:///a");
  const shown = () => pins.shown(a).map(({ utf16 }) => utf16);
  pins.hold(a, undefined);
  assert.deepEqual(shown(), []);
  pins.hold(a, at(1));
  pins.hold(a, at(2));
  assert.deepEqual([shown(), pins.of(a).length], [[1], 1]);
  pins.dispose();
});

test("an edit that was not saved yet is saved when the window closes, and read by the next", () => {
  const { pins, type, saved } = started();
  const a = document("file:///a");
  pins.add(a, at(10));
  pins.add(a, at(20));
  type(a, 0, "abc");
  pins.dispose();
  const next = started(saved);
  const found = next.pins.of(a).map(({ utf16, isShown }) => [utf16, isShown]);
  assert.deepEqual(found, [
    [13, false],
    [23, true],
  ]);
  assert.deepEqual(
    next.pins.shown(a).map(({ utf16 }) => utf16),
    [23],
  );
  next.pins.dispose();
});
