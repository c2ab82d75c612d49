// What the threshold slider shows: the same as the server marks, more with every step, and never another score.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { traceData } from "../../../../extension/features/sidebar/traceData";
import { parseSettings } from "../../../../extension/state/settings";
import { shownOf } from "../../../../media/sidebar/words";
import { kept, squares } from "../../../../server/attribution/sparsity";
import type { Settings } from "../../../../server/protocol/vocabulary/settings";
import { exampleTrace } from "../../extension/exampleTrace";

const { settings } = parseSettings(() => undefined, true);
const on = (more: Partial<Settings>) => ({ ...settings, thresholdEnabled: true, ...more });

const value = fc.double({ min: -1, max: 1, noNaN: true });
const example = fc
  .record({
    attributions: fc.array(value, { minLength: 1, maxLength: 40 }),
    gradients: fc.array(value, { minLength: 1, maxLength: 40 }),
  })
  .map(({ attributions, gradients }) => {
    const sorted = gradients.sort((a, b) => Math.abs(b) - Math.abs(a));
    return traceData(exampleTrace(attributions, sorted), "key", () => "");
  });

test("a larger share shows everything a smaller one shows", () => {
  const share = fc.double({ min: 50, max: 99.9, noNaN: true });
  fc.assert(
    fc.property(example, share, share, (trace, a, b) => {
      const few = shownOf(trace, on({ thresholdNucleus: Math.min(a, b) }));
      const many = shownOf(trace, on({ thresholdNucleus: Math.max(a, b) }));
      for (const k of few.lags) assert.ok(many.lags.has(k));
      for (const n of few.neurons) assert.ok(many.neurons.has(n));
    }),
  );
});

test("what is shown is what the server's rule keeps", () => {
  fc.assert(
    fc.property(example, fc.double({ min: 50, max: 99.9, noNaN: true }), (trace, percent) => {
      const a = Float64Array.from(trace.lags, ({ attribution }) => attribution);
      const g = Float64Array.from(trace.neurons, ({ gradient }) => gradient);
      const shown = shownOf(trace, on({ thresholdNucleus: percent }));
      const rule = { rule: "nucleus", value: percent / 100 } as const;
      const lags = kept(rule, a.map(Math.abs), a).flatMap((is, k) => (is ? [k] : []));
      const neurons = kept(rule, squares(g, g.length), g).flatMap((is, n) => (is ? [n] : []));
      assert.deepEqual([...shown.lags], lags);
      assert.deepEqual([...shown.neurons], neurons);
    }),
  );
});

test("off, or with scope tracing, everything is shown", () => {
  const trace = traceData(exampleTrace(), "key", () => "");
  for (const controls of [settings, on({ thresholdScope: "tracing" })]) {
    const { lags, neurons } = shownOf(trace, controls);
    assert.deepEqual([lags.size, neurons.size], [6, 3]);
  }
});

test("share and absolute compare each element by itself", () => {
  const trace = traceData(exampleTrace(), "key", () => "");
  const byShare = shownOf(trace, on({ thresholdRule: "share", thresholdShare: 25 }));
  assert.deepEqual([...byShare.lags], [4, 5]);
  const bySize = shownOf(trace, on({ thresholdRule: "absolute", thresholdAbsolute: 0.003 }));
  assert.deepEqual([...bySize.lags], [0, 3, 4, 5]);
  assert.deepEqual([...bySize.neurons], [0]);
});
