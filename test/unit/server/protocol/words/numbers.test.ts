// Numbers and bytes as users read and write them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseByte } from "../../../../../server/protocol/words/byteNames";
import {
  count,
  percent,
  probability,
  signed,
  three,
} from "../../../../../server/protocol/words/numbers";

test("three significant digits, a sign where it matters", () => {
  assert.equal(three(0.99804), "0.998");
  assert.equal(three(0.0028331), "0.00283");
  assert.equal(three(1234), "1230");
  assert.equal(three(999.7), "1000");
  assert.equal(three(2.96e-5), "2.96e\u22125");
  assert.equal(three(0), "0");
  assert.equal(signed(0.0157), "+0.0157");
  assert.equal(signed(-0.0151), "\u22120.0151");
  assert.deepEqual([7, 999, 1024, 20971520].map(count), ["7", "999", "1,024", "20,971,520"]);
  assert.equal(percent(0.177), "17.7\u00a0%");
  assert.equal(percent(12.3), "1230\u00a0%");
  assert.equal(probability(0.99804), "0.998");
  assert.equal(probability(0.999754), "0.999754");
  assert.equal(probability(0.9999704), "0.9999704");
  assert.equal(probability(1 - 2.5e-9), "1 \u2212 2.50e\u22129");
  assert.equal(probability(1), "1.00");
});

test("a byte is decimal or 0x; '5' is byte 5", () => {
  assert.equal(parseByte("5"), 5);
  assert.equal(parseByte("0xff"), 255);
  for (const bad of ["256", "0x100", "m", "", "-1", "1.5", "0x"])
    assert.equal(parseByte(bad), undefined, bad);
});
