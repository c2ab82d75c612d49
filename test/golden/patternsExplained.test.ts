// How much of the gradient the skip patterns of the paper's text explain: the figures of docs/patterns.md, section 5.
import assert from "node:assert/strict";
import { test } from "node:test";
import { finished } from "../../server/attribution/backward";
import { selectKernels } from "../../server/kernels/select";
import { analysis, rowsOf, shareAt } from "../../server/patterns/analysis";
import { patternsHeadline } from "../../server/protocol/words/patterns";
import { needsSharedData, paper } from "../tools/sharedData";

const near = (actual: number | undefined, expected: number, within: number, what: string) =>
  assert.ok(Math.abs(Number(actual) - expected) <= within, `${what}: ${actual}, ${expected}`);

test("shares, span and causal means beside their chance levels", needsSharedData, () => {
  const text = paper.text();
  const net = { backend: selectKernels(), weights: paper.weights() };
  const found = finished(analysis(text, { maxOffset: 30, levels: 8 }, net));
  const { explained } = found.json;
  assert.ok(explained?.abs && explained.square && explained.span && explained.causal);
  const { abs, square, span, causal, methods } = explained;
  assert.deepEqual(
    [explained.method, explained.window, explained.positions, explained.of],
    ["gradient", 27, 997, 997],
  );
  assert.equal(explained.noUsableGradient, 11);
  near(abs.mean, 0.3087, 5e-5, "E_abs");
  near(abs.median, 0.297, 5e-4, "median");
  near(abs.chance, 8 / 27, 1e-15, "chance");
  near(Number(abs.lift), 1.04, 5e-3, "lift");
  near(abs.top8, 0.674, 2e-3, "top-8");
  near(abs.recent8, 0.296, 1e-3, "the last eight");
  near(square.mean, 0.326, 1e-3, "E_sq");
  near(methods.gated?.abs.mean, 0.301, 1e-3, "E_abs, gated");
  near(span.mean, 0.218, 5e-4, "E_span");
  near(span.chance, 0.178, 5e-3, "E_span by chance");
  near(causal.full, 0.967, 5e-4, "full");
  near(causal.keep, 0.186, 5e-4, "keep");
  near(causal.keepRecent, 0.308, 5e-4, "keep the last eight");
  near(causal.keepChance, 0.096, 0.01, "keep by chance");
  near(causal.drop, 0.127, 5e-4, "drop");
  near(causal.dropRecent, 0.132, 5e-4, "drop the last eight");
  // The page's 0.308 is of one draw a position; a hundred give 0.298.
  near(causal.dropChance, 0.3, 0.01, "drop by chance");
  const increments = methods.gradient?.increments ?? [];
  near(
    increments.reduce((sum, { abs: added }) => sum + added, 0),
    abs.mean,
    1e-12,
    "the increments add up",
  );
  const rows = rowsOf(text, found);
  assert.equal(rows.length, 834);
  near(
    rows.reduce((sum, { share }) => sum + Number(share), 0),
    abs.mean,
    1e-12,
    "the patterns add up",
  );
  assert.match(
    patternsHeadline(found.json, explained),
    /^The 8 greedy lags hold no more of the gradient than chance: 30\.9\s% against 29\.6\s% \(lift 1\.04\).* Causally they matter more than random lags, and no more than the last 8 bytes\.$/,
  );
});

test("single positions, and one without a usable gradient", needsSharedData, () => {
  const net = { backend: selectKernels("reference"), weights: paper.weights() };
  const offsets = [1, 8, 20, 3, 27, 2, 12, 7];
  for (const [t, gradient, gated] of [
    [30, 0.6359, 0.5118],
    [100, 0.2444, 0.2426],
    [262, 0.4282, 0.3062],
    [900, 0.2688, 0.2053],
  ]) {
    const share = shareAt(paper.text(), offsets, t, net);
    near(share?.gradient ?? undefined, gradient, 5e-5, `gradient at ${t}`);
    near(share?.gated ?? undefined, gated, 5e-5, `gated at ${t}`);
  }
  assert.equal(shareAt(paper.text(), offsets, 483, net), null);
});
