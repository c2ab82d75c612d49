// What stands beside an answer is waited for until one deadline, which two that are waited for share.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { bothWithin, within } from "../../../../extension/state/waiting";

const LIMIT = 250;
const never = new Promise<undefined>(() => undefined);
const after = (ms: number, value: string) =>
  new Promise<string>((resolve) => {
    setTimeout(() => resolve(value), ms);
  });

/** Lets promises settle, which the mocked timers do not wait for. */
const settled = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};

async function valueAt<T>(ms: number, of: () => Promise<T>): Promise<T | "waiting"> {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    let value: T | "waiting" = "waiting";
    void of().then((now) => {
      value = now;
    });
    mock.timers.tick(ms);
    await settled();
    return value;
  } finally {
    mock.timers.reset();
  }
}

test("one: there at once, in time, or left out at the limit", async () => {
  assert.equal(await valueAt(0, () => within(LIMIT, Promise.resolve("a"))), "a");
  assert.equal(await valueAt(0, () => within(LIMIT, undefined)), undefined);
  assert.equal(await valueAt(200, () => within(LIMIT, after(200, "a"))), "a");
  assert.equal(await valueAt(LIMIT - 1, () => within(LIMIT, never)), "waiting");
  assert.equal(await valueAt(LIMIT, () => within(LIMIT, after(300, "a"))), undefined);
  await assert.rejects(within(LIMIT, Promise.reject(new Error("no"))), /no/);
});

test("two: one deadline for both, and what came in time is there although the other is late", async () => {
  const both = () => bothWithin(LIMIT, after(10, "a"), never);
  assert.equal(await valueAt(LIMIT - 1, both), "waiting");
  assert.deepEqual(await valueAt(LIMIT, both), ["a", undefined]);
  assert.deepEqual(await valueAt(LIMIT, () => bothWithin(LIMIT, never, never)), [
    undefined,
    undefined,
  ]);
  const soon = () => bothWithin(LIMIT, after(10, "a"), after(20, "b"));
  assert.deepEqual(await valueAt(20, soon), ["a", "b"]);
});
