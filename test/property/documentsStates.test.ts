// Hidden states: any checkpoints, slices, budgets, jumps and edits give the bits of a plain run from the start of the
// bytes. Models are small and random, on the reference kernels.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { ByteDocument, type TextChange } from "../../server/documents/byteDocument";
import { Checkpoints } from "../../server/documents/checkpoints";
import { DocumentStates } from "../../server/documents/states";
import type { ModelKernels, Weights } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";
import { sourceOf } from "../tools/byteSource";

const H = 5;
const weights = randomWeights(1234);
const window = 13;

function randomWeights(seed: number): Weights {
  let s = seed;
  const random = (n: number) =>
    Float32Array.from({ length: n }, () => {
      s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
      return (s / 2 ** 32 - 0.5) * 2.5;
    });
  return {
    H,
    Wx: random(H * 256),
    Wh: random(H * H),
    bh: random(H),
    Wy: random(256 * H),
    by: random(256),
  };
}

const bind = (rows: number): ModelKernels =>
  referenceKernels.bind(weights, { rows: 1, window: rows });

/** [bytes x H] every state, computed from scratch in one run. */
function allStates(bytes: Uint8Array): Float64Array {
  const kernels = bind(Math.max(1, bytes.length));
  kernels.recur(bytes, 0, bytes.length, new Float64Array(H), 0);
  return (kernels.h as Float64Array).slice(0, bytes.length * H);
}

const settings = fc.record({
  interval: fc.constantFrom(1, 2, 3, 7, 16),
  budget: fc.constantFrom(1, 2, 3, 8, 1000).map((states) => states * 8 * H),
  reach: fc.constantFrom(0, 4, 20, 1000),
  piece: fc.constantFrom(1, 3, 50),
});

type Action =
  | { readonly kind: "window"; readonly at: number; readonly length: number }
  | { readonly kind: "advance"; readonly bytes: number }
  | { readonly kind: "approach"; readonly at: number; readonly pieces: number }
  | { readonly kind: "edit"; readonly at: number; readonly removed: number; readonly text: string }
  | { readonly kind: "undo" };

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant("window" as const), at: fc.nat(400), length: fc.nat(window) }),
  fc.record({ kind: fc.constant("advance" as const), bytes: fc.nat(90) }),
  fc.record({ kind: fc.constant("approach" as const), at: fc.nat(400), pieces: fc.nat(5) }),
  fc.record({
    kind: fc.constant("edit" as const),
    at: fc.nat(200),
    removed: fc.nat(20),
    text: fc.constantFrom("", "x", "漢字", "hello", "\n"),
  }),
  fc.constant({ kind: "undo" as const }),
);

const source = "It was the best of times, 😀 it was the worst of times, naïve and 漢字.\n".repeat(
  3,
);

function editOf(plain: string, start: number, end: number, text: string): TextChange {
  const document = TextDocument.create("test:a", "plaintext", 0, plain);
  return { range: { start: document.positionAt(start), end: document.positionAt(end) }, text };
}

test("any checkpoints, slices and edits give the bits of a run from the start", () => {
  fc.assert(
    fc.property(settings, fc.array(action, { maxLength: 25, size: "max" }), (options, actions) => {
      const document = ByteDocument.fromText(source, { marks: 1, unitsPerChunk: 16 });
      const kernels = bind(window);
      const states = new DocumentStates(document, kernels, options);
      let text = source;
      const past: string[] = [];
      const approaches: ReturnType<typeof states.approach>[] = [];
      let bytes = document.copyBytes(0, document.byteLength);
      let expected = allStates(bytes);

      const changeTo = (edited: string, first: number) => {
        const through = states.finishedThrough;
        text = edited;
        states.invalidateFrom(first);
        assert.ok(states.finishedThrough <= Math.min(first, through));
        bytes = document.copyBytes(0, document.byteLength);
        assert.deepEqual(Buffer.from(bytes), Buffer.from(`\ufeff${text}`));
        expected = allStates(bytes);
      };
      const look = (from: number, to: number) => {
        const near = states.isNear(from);
        const through = states.finishedThrough;
        assert.equal(states.window(from, to), near ? "ready" : "pending");
        if (from <= states.finishedThrough) assert.ok(near);
        if (!near) return;
        const seen = (kernels.h as Float64Array).subarray(0, (to - from) * H);
        assert.deepEqual(seen, expected.subarray(from * H, to * H));
        assert.deepEqual(kernels.x.subarray(0, to - from), bytes.subarray(from, to));
        assert.equal(states.finishedThrough, Math.max(through, to));
        const before = new Float64Array(H);
        const known = states.known(from, before);
        assert.deepEqual(
          before,
          known === 0 ? new Float64Array(H) : expected.slice((known - 1) * H, known * H),
        );
        assert.equal(known, from - states.distanceTo(from));
        assert.equal(states.stateBefore(from, before), "ready");
        const expectedBefore =
          from === 0 ? new Float64Array(H) : expected.slice((from - 1) * H, from * H);
        assert.deepEqual(before, expectedBefore);
      };

      for (const one of actions) {
        if (one.kind === "window") {
          const from = Math.min(one.at, bytes.length);
          look(from, Math.min(bytes.length, from + one.length));
        } else if (one.kind === "approach") {
          // May stay unfinished while other things happen.
          approaches.push(states.approach(Math.min(one.at, bytes.length)));
          if (approaches.length > 3) approaches.shift();
          for (const approach of approaches)
            for (let i = 0; i < one.pieces; i++) if (approach.next().done) break;
        } else if (one.kind === "advance") {
          const before = states.finishedThrough;
          const read = states.advance(one.bytes);
          assert.equal(read, Math.min(one.bytes, bytes.length - before));
          assert.equal(states.finishedThrough, before + read);
        } else if (one.kind === "edit") {
          // Edits cover whole characters, like an editor's selections.
          const characters = [...text];
          const before = characters.slice(0, one.at).join("");
          const removed = characters.slice(one.at, one.at + one.removed).join("");
          const end = before.length + removed.length;
          past.push(text);
          const change = editOf(text, before.length, end, one.text);
          changeTo(before + one.text + text.slice(end), document.applyEdits([change]));
        } else if (past.length > 0) {
          const earlier = past.pop()!;
          changeTo(earlier, document.applyEdits([{ text: earlier }]));
        }
      }
      while (states.advance(40) > 0);
      assert.equal(states.finishedThrough, bytes.length);
      for (let from = bytes.length; from > 0; from -= window)
        look(Math.max(0, from - window), from);
    }),
    { numRuns: 250 },
  );
});

test("states computed elsewhere are adopted", () => {
  const bytes = new TextEncoder().encode(source);
  const expected = allStates(bytes);
  const kernels = bind(window);
  const states = new DocumentStates(sourceOf(bytes), kernels, { interval: 8, reach: 0 });
  for (let at = states.checkpointInterval; at <= bytes.length; at += states.checkpointInterval)
    states.adopt(at, expected.slice((at - 1) * H, at * H));
  assert.equal(states.finishedThrough, bytes.length - (bytes.length % 8));
  assert.equal(states.window(100, 110), "ready");
  assert.deepEqual(
    (kernels.h as Float64Array).subarray(0, 10 * H),
    expected.subarray(100 * H, 110 * H),
  );
  states.invalidateFrom(0);
  assert.equal(states.finishedThrough, 0);
  assert.equal(states.window(100, 110), "pending");
});

test("checkpoints keep within their budget, stay evenly spaced and forget exactly what follows an edit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.tuple(fc.nat(300), fc.boolean()), { maxLength: 8 }),
      (interval, most, stops) => {
        const checkpoints = new Checkpoints(H, { interval, budget: most * 8 * H });
        const state = new Float64Array(H);
        let through = 0;
        for (const [stop, forget] of stops) {
          for (let at = through + 1; !forget && at <= stop; at++) {
            checkpoints.put(at, state.fill(at));
            through = at;
          }
          if (forget) {
            checkpoints.invalidateFrom(stop);
            through = Math.min(through, checkpoints.nearest(stop, state));
          }
          assert.ok(checkpoints.count <= most);
          for (let at = 0; at < 320; at++) {
            const found = checkpoints.nearest(at, state);
            const known = Math.min(at, through);
            assert.equal(found, known - (known % checkpoints.interval));
            assert.ok(state.every((v) => v === found));
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});
