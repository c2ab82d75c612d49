// Events and waits of the pure parts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CancellationTokenSource } from "vscode-languageserver-protocol/node";
import { Disposables, Emitter, unlessCancelled } from "../../../../extension/state/lifetime";

test("something that cannot be cancelled is waited for only as long as it is wanted", async () => {
  const source = new CancellationTokenSource();
  const { token } = source;
  assert.equal(await unlessCancelled(Promise.resolve(7), token), 7);
  await assert.rejects(unlessCancelled(Promise.reject(new Error("late")), token), /late/);
  const never = unlessCancelled(new Promise(() => undefined), token);
  source.cancel();
  assert.equal(await never, undefined);
  assert.equal(await unlessCancelled(Promise.resolve(7), token), undefined);
});

test("an event calls each listener until it is disposed, even if another one throws", () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const first = emitter.event((n) => heard.push(`first ${n}`));
  emitter.event((n) => {
    if (n === 2) throw new Error("second");
  });
  emitter.event((n) => heard.push(`third ${n}`));
  emitter.fire(1);
  assert.throws(() => emitter.fire(2), /second/);
  first.dispose();
  emitter.fire(3);
  emitter.dispose();
  emitter.fire(4);
  assert.deepEqual(heard, ["first 1", "third 1", "first 2", "third 2", "third 3"]);
});

test("a listener that is disposed while an event is fired is not called any more", () => {
  const emitter = new Emitter<void>();
  const heard: string[] = [];
  emitter.event(() => later.dispose());
  const later = emitter.event(() => heard.push("later"));
  emitter.fire();
  assert.deepEqual(heard, []);
});

test("what is added to a disposed list is disposed at once, and a list is disposed last one first", () => {
  const ended: string[] = [];
  const item = (name: string) => ({ dispose: () => ended.push(name) });
  const list = new Disposables();
  list.add(item("a"));
  list.add(item("b"));
  list.dispose();
  list.add(item("c"));
  assert.deepEqual(ended, ["b", "a", "c"]);
});
