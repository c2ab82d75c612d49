// The sentences on skip patterns follow from the numbers, whichever way these go.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ExplainedJson, MatterMore } from "../../../../../server/protocol/wire/patternsJson";
import {
  depthSentence,
  listedSentence,
  patternNames,
  patternPlaces,
  patternsHeadline,
} from "../../../../../server/protocol/words/patterns";

const offsets = [1, 8, 20];

function headline(setsWithAsMuch: number, thanChance: MatterMore, thanRecent: MatterMore): string {
  const share = { mean: 0.4, median: 0.4, chance: 0.2, lift: 2, top8: 0.6, recent8: 0.3 };
  const by = { noUsableGradient: 0, abs: share, square: share, increments: [] };
  const causal = { full: 1, keep: 0, keepChance: 0, keepRecent: 0 };
  const explained: Parameters<typeof patternsHeadline>[1] = {
    method: "gradient",
    positions: 9,
    abs: share,
    methods: {
      gradient: { ...by, signed: { greedy: 0, window: 0, ratio: null }, setsWithAsMuch },
    },
    causal: { ...causal, drop: 0, dropChance: 0, dropRecent: 0, thanChance, thanRecent },
  };
  return patternsHeadline({ offsets }, explained).replaceAll("\u00a0", " ");
}

test("whether more than chance is decided by the sets drawn by lot, not by the lift", () => {
  assert.match(headline(0.05, "both", "both"), /^The 3 greedy lags hold more of the gradient than/);
  assert.match(
    headline(0.051, "both", "both"),
    /^The 3 greedy lags hold no more of the gradient than chance: 40.0 % against 20.0 % \(lift 2.00\); of sets of 3 lags drawn by lot, 5.10 % hold as much\./,
  );
});

test("what matters causally is said of both ways of looking", () => {
  const end = (first: MatterMore, second: MatterMore) =>
    headline(1, first, second).split("hold as much. ")[1];
  assert.equal(
    end("both", "neither"),
    "Causally they matter more than random lags, and no more than the last 3 bytes.",
  );
  assert.equal(
    end("neither", "drop"),
    "Causally they matter no more than random lags, and more than the last 3 bytes only when taken out.",
  );
  assert.match(end("keep", "both") ?? "", /more than random lags only when kept alone, and more/);
});

test("without a usable gradient there is no share", () => {
  const none: Pick<ExplainedJson, "method" | "methods" | "abs" | "causal" | "positions"> = {
    method: "gated",
    methods: { gated: null },
    abs: null,
    causal: null,
    positions: 1,
  };
  assert.equal(
    patternsHeadline({ offsets: [1] }, none),
    "The 1 greedy lag has no gradient to hold: the only position has no usable one.",
  );
  assert.equal(
    patternsHeadline({ offsets }, { ...none, positions: 1200 }),
    "The 3 greedy lags have no gradient to hold: none of the 1,200 positions has a usable one.",
  );
});

test("a list says how many patterns it leaves out", () => {
  assert.equal(listedSentence(52310, 1000), "The 1,000 most frequent of 52,310 skip patterns");
  assert.equal(listedSentence(834, 834), "834 skip patterns");
  assert.equal(listedSentence(1, 1), "1 skip pattern");
});

test("a pattern's bytes stand as in the text; its depth names offsets and lags", () => {
  assert.equal(
    patternNames(offsets, { context: [97, 32, 60], next: 10 }),
    "'<' space 'a' \u2192 LF",
  );
  assert.equal(patternPlaces(offsets), "\u221220 \u22128 \u22121");
  const level = { contextCount: 3, probability: 1, strength: 1, evidence: 0 };
  const levels = [1, 8, 20].map((offset, i) => ({
    ...level,
    k: i + 1,
    offset,
    patternCount: 3 - i,
  }));
  assert.equal(
    depthSentence({ offsets, active: { t: 40, deepest: 2, levels } }),
    "Skip pattern depth 2 of 3: offsets 1 8 (lags k 0 7), seen 2 times.",
  );
  assert.equal(
    depthSentence({ offsets, active: { t: 40, deepest: 0, levels } }),
    "Skip pattern depth 0 of 3: this byte follows the one before it only here.",
  );
});
