// Tints: buckets, and the contrast of every bucket against the four default themes.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { COLOURS, LEVELS, tintColour } from "../../../../extension/state/ids";
import {
  bucketOf,
  contributedColours,
  SMALLEST,
  THEMES,
  type ThemeKind,
  TINTED_TEXT_LEVEL,
} from "../../../../extension/state/palette";
import { composite, contrast, parseColour } from "../../../tools/contrast";

const kinds = Object.keys(THEMES) as ThemeKind[];
const buckets = Array.from({ length: LEVELS }, (_, i) => [i + 1, -(i + 1)]).flat();

test("the largest attribution has full colour; zero and noise have none", () => {
  assert.equal(bucketOf(0.5, 0.5), LEVELS);
  assert.equal(bucketOf(-0.5, 0.5), -LEVELS);
  assert.equal(bucketOf(0, 0.5), 0);
  assert.equal(bucketOf(0.5 * SMALLEST * 0.99, 0.5), 0);
  assert.equal(bucketOf(Number.NaN, 1), 0);
  assert.equal(bucketOf(1, 0), 0);
});

test("buckets keep order and sign", () => {
  const value = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(value, value, fc.integer({ min: 1, max: LEVELS }), (a, b, levels) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      assert.ok(bucketOf(low, 1, levels) <= bucketOf(high, 1, levels));
      assert.equal(Math.abs(bucketOf(-a, 1, levels)), Math.abs(bucketOf(a, 1, levels)));
      assert.ok(Math.abs(bucketOf(a, 1, levels)) <= levels);
    }),
  );
});

for (const kind of kinds) {
  const theme = THEMES[kind];
  const colours = contributedColours(kind);
  const solid = (hex: string) => parseColour(hex).rgb;

  test(`${kind}: every bucket's line has 3:1 against the editor, text on a tint 4.5:1`, () => {
    for (const bucket of buckets) {
      const line = colours.get(bucket > 0 ? COLOURS.positiveLine : COLOURS.negativeLine)!;
      const against = contrast(solid(line), solid(theme.editorBackground));
      assert.ok(against >= 3, `line of ${bucket}: ${against.toFixed(2)}`);
      const tint = composite(colours.get(tintColour(bucket))!, theme.editorBackground);
      const isStrong = Math.abs(bucket) >= TINTED_TEXT_LEVEL;
      const text = isStrong ? theme.tintedText : theme.editorForeground;
      const onTint = contrast(solid(text), tint);
      assert.ok(onTint >= 4.5, `text on ${bucket}: ${onTint.toFixed(2)}`);
    }
  });

  test(`${kind}: the marks have 3:1, small print in charts and the prediction 4.5:1`, () => {
    const background = solid(theme.editorBackground);
    for (const mark of [theme.target, theme.pin, theme.cause, theme.pending, theme.axis]) {
      assert.ok(contrast(solid(mark), background) >= 3, mark);
    }
    for (const text of [theme.prediction, theme.print]) {
      assert.ok(contrast(solid(text), background) >= 4.5, text);
    }
  });

  test(`${kind}: levels rise in strength`, () => {
    for (const sign of [1, -1]) {
      const seen = Array.from({ length: LEVELS }, (_, i) =>
        contrast(
          composite(colours.get(tintColour(sign * (i + 1)))!, theme.editorBackground),
          solid(theme.editorBackground),
        ),
      );
      for (let i = 1; i < seen.length; i++) assert.ok(seen[i]! > seen[i - 1]! * 1.05, `${seen}`);
    }
  });
}
