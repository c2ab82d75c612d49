// Turning tints into what is drawn: runs, line ends, thresholds and the scale.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LEVELS } from "../../../../extension/state/ids";
import { type PictureOptions, pictureOf } from "../../../../extension/state/picture";
import type { EditorTrace, Tint } from "../../../../server/protocol/wire/messages";

const options: PictureOptions = { threshold: null, fixedScale: null, muted: false };

function tint(at: number, attribution: number, more: Partial<Tint> = {}): Tint {
  const largest = Math.abs(attribution);
  const span = { utf16Start: at, utf16End: at + 1 };
  return { ...span, attribution, shownFrom: 0, share: 0.5, largest, lineEnd: false, ...more };
}

function picture(text: string, tints: Tint[], more: Partial<PictureOptions> = {}, target = -1) {
  const span = target < 0 ? null : { utf16Start: target, utf16End: target + 1 };
  const trace = { tints, target: span, isUsable: true } satisfies Partial<EditorTrace>;
  return pictureOf(trace, (at) => text[at] ?? "", { ...options, ...more });
}

test("neighbours in one bucket form one run, others do not", () => {
  const { runs } = picture("abcd", [tint(0, 1), tint(1, 1), tint(2, -1), tint(3, 0.001)]);
  assert.deepEqual(runs, [
    { utf16Start: 0, utf16End: 2, bucket: LEVELS },
    { utf16Start: 2, utf16End: 3, bucket: -LEVELS },
  ]);
});

test("CR LF is one line end; two LF are two", () => {
  const lineEnd = { lineEnd: true };
  const crlf = picture("a\r\n", [tint(0, 1), tint(1, 1, { ...lineEnd, utf16End: 3 })]);
  assert.deepEqual(crlf.lineEnds, [{ utf16Start: 1, utf16End: 3, bucket: LEVELS, target: false }]);
  const blank = picture("a\n\n", [tint(0, 1), tint(1, 0.5, lineEnd), tint(2, -1, lineEnd)]);
  assert.equal(blank.lineEnds.length, 2);
});

test("a line end that is the target is outlined where its CR is tinted", () => {
  const cr = tint(1, 1, { lineEnd: true, utf16End: 3 });
  const { lineEnds, target } = picture("a\r\n", [tint(0, 1), cr], {}, 1);
  assert.equal(target, null);
  assert.deepEqual(lineEnds, [{ utf16Start: 1, utf16End: 3, bucket: LEVELS, target: true }]);
});

test("a threshold hides tints but does not rescale them", () => {
  const tints = [tint(0, 1, { shownFrom: 0.9 }), tint(1, 0.5, { shownFrom: 0 })];
  const all = picture("ab", tints);
  const kept = picture("ab", tints, {
    threshold: { rule: "nucleus", value: 0.8, scope: "display" },
  });
  assert.deepEqual(kept.runs, all.runs.slice(1));
  assert.equal(kept.full, all.full);
  const tracing = picture("ab", tints, {
    threshold: { rule: "nucleus", value: 0.8, scope: "tracing" },
  });
  assert.deepEqual(tracing.runs, all.runs);
});

test("a fixed scale and a badly known text are paler", () => {
  assert.equal(picture("a", [tint(0, 1)], { fixedScale: 100 }).runs.length, 0);
  assert.ok((picture("a", [tint(0, 1)], { muted: true }).runs[0]?.bucket ?? 0) < LEVELS);
});

test("an unusable gradient gives no tint, but its target stays", () => {
  const trace = {
    tints: [tint(0, 1e-7)],
    target: { utf16Start: 1, utf16End: 2 },
    isUsable: false,
  } as const;
  const { runs, target } = pictureOf(trace, (at) => "ab"[at] ?? "", options);
  assert.deepEqual(runs, []);
  assert.deepEqual(target, trace.target);
});
