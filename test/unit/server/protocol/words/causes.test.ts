// The sentences on causes, as a person reads them.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agreementSentence,
  byteAndLag,
  decisiveSentence,
  enoughSentence,
} from "../../../../../server/protocol/words/causes";

const name = byteAndLag(["'a'", "'b'", "'c'", "'d'", "'e'", "'f'", "'g'", "'h'", "'i'", "'j'"]);
const sets = (sufficient: readonly number[], necessary: readonly number[], found = true) => ({
  sufficient: { lags: sufficient, bits: 0.8407, runs: 66, empty: sufficient.length === 0 },
  necessary: { lags: necessary, bits: 12.0035, found },
});

test("a sufficient set is named by byte and lag; a long one is counted; an empty one has its own sentence", () => {
  const said = (lags: readonly number[]) => enoughSentence(sets(lags, [0]), name);
  assert.equal(said([1, 2]), "Enough alone: 'b' (k 1), 'c' (k 2), 0.841 bits.");
  assert.match(said([0, 1, 2, 3, 4, 5, 6, 7, 8]), /'h' \(k 7\), 1 byte more, 0\.841 bits\.$/);
  assert.equal(said([]), "No byte of the window is needed: 0.841 bits without any.");
});

test("what decides is named, or how much was tried in vain", () => {
  const said = (lags: readonly number[], found = true) =>
    decisiveSentence(sets([], lags, found), name);
  assert.equal(said([9]), "Decisive: 'j' (k 9), 12.0 bits without it.");
  assert.equal(said([9, 0]), "Decisive: 'j' (k 9), 'a' (k 0), 12.0 bits without them.");
  assert.equal(said([0, 1, 2, 3, 4, 5, 6, 7], false), "No 8 bytes of the window decide it.");
  assert.equal(said([2, 1, 0], false), "All 3 bytes of the window together do not decide it.");
  assert.equal(said([0], false), "The one byte of the window does not decide it.");
});

test("agreement is said with its chance level, and where there is none", () => {
  const said = (spearman: number | null, topLagAgrees: boolean, lags: number) =>
    agreementSentence({
      agreement: { spearman, topLagAgrees },
      occlusion: new Array<number>(lags).fill(0),
    });
  assert.equal(
    said(0.2412, false, 51),
    "Gradient and occlusion over 51 lags: Spearman 0.241 (chance 0), another top lag (chance 1 in 51).",
  );
  assert.match(
    said(null, true, 1),
    /^Gradient and occlusion cannot be ranked over 1 lag, the same/,
  );
});
