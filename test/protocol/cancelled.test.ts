// The short form of `npm run fuzz -- --only cancel`: long requests of one fixed seed, each answered after it is cancelled, and a
// thousand hovers of which the last are answered. How soon is measured there and not asserted here.
import assert from "node:assert/strict";
import { test } from "node:test";
import { oneRound } from "../tools/fuzz/cancel";
import { Figures } from "../tools/fuzz/report";

const SEED = 17;
const CASES = 12;

test("what is cancelled is answered, and a thousand hovers end with the last", async () => {
  const report = new Figures();
  await oneRound(SEED, CASES, report);
  const { counts } = report.figures as { counts: Record<string, number> };
  assert.equal(counts["requests cancelled"], CASES);
  assert.equal(counts["hovers answered"] + counts["hovers cancelled"], 1000);
});
