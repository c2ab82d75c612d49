// SHA-256 of the web worker against that of Node, which is another implementation: whole texts, pieces, copies.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as browser from "../../../server/sha256.browser";
import * as node from "../../../server/sha256.node";

test("the published value of 'abc'", () => {
  const abc = new TextEncoder().encode("abc");
  const published = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  for (const { sha256 } of [browser, node]) assert.equal(sha256(abc), published);
});

test("any bytes, in any pieces, give the same hash; a copy goes on by itself", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 });
  fc.assert(
    fc.property(pieces, fc.uint8Array({ maxLength: 100 }), (all, more) => {
      const whole = new Uint8Array(all.flatMap((piece) => [...piece]));
      assert.equal(browser.sha256(whole), node.sha256(whole));
      const running = browser.startSha256();
      for (const piece of all) running.update(piece);
      const copy = running.copy();
      assert.equal(running.digest(), node.sha256(whole));
      copy.update(more);
      assert.equal(copy.digest(), node.sha256(new Uint8Array([...whole, ...more])));
    }),
  );
});

test("both offer the same functions", () => {
  assert.deepEqual(Object.keys(browser).sort(), Object.keys(node).sort());
});
