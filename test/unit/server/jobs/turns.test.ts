// Turns: a limited number at once, the others in order, a cancelled one never.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CancellationToken, CancellationTokenSource } from "vscode-languageserver-protocol";
import { nextTurn } from "../../../../server/jobs/eventLoop";
import { Turns } from "../../../../server/jobs/turns";

/** Work that ends when told to; notes which work has begun. */
function works() {
  const begun: number[] = [];
  const ends = new Map<number, () => void>();
  const work = (n: number) => () =>
    new Promise<number>((resolve) => {
      begun.push(n);
      ends.set(n, () => resolve(n));
    });
  const end = async (n: number) => {
    ends.get(n)!();
    await nextTurn();
  };
  return { begun, work, end };
}

test("as many as allowed begin at once, the others one by one in order", async () => {
  const { begun, work, end } = works();
  const turns = new Turns(2);
  const results = [0, 1, 2, 3].map((n) => turns.inTurn(CancellationToken.None, work(n)));
  await nextTurn();
  assert.deepEqual(begun, [0, 1]);
  await end(1);
  assert.deepEqual(begun, [0, 1, 2]);
  // Work that arrives just as a turn is passed on waits behind the others.
  results.push(turns.inTurn(CancellationToken.None, work(4)));
  for (const n of [0, 2, 3, 4]) await end(n);
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  assert.deepEqual(await Promise.all(results), [0, 1, 2, 3, 4]);
});

test("work cancelled while it waits never begins and delays nothing", async () => {
  const { begun, work, end } = works();
  const turns = new Turns(1);
  const source = new CancellationTokenSource();
  const first = turns.inTurn(CancellationToken.None, work(0));
  const cancelled = turns.inTurn(source.token, work(1));
  const last = turns.inTurn(CancellationToken.None, work(2));
  source.cancel();
  assert.equal(await cancelled, undefined);
  await end(0);
  assert.deepEqual(begun, [0, 2]);
  await end(2);
  assert.deepEqual(await Promise.all([first, last]), [0, 2]);
});

test("work that fails passes its turn on", async () => {
  const turns = new Turns(1);
  const failing = turns.inTurn(CancellationToken.None, () => Promise.reject(new Error("no")));
  const next = turns.inTurn(CancellationToken.None, () => Promise.resolve(5));
  await assert.rejects(failing, /no/);
  assert.equal(await next, 5);
});
