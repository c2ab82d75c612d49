// Reading in the background: whatever the order in which parts are read, wanted and edited, the sums and states are
// those of one pass, and a place that is waited for comes first.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import { finished } from "../../server/attribution/backward";
import { ByteDocument } from "../../server/documents/byteDocument";
import { DocumentStates } from "../../server/documents/states";
import { Reading } from "../../server/jobs/reading";
import { bindReading, PART, type PartOrder, readPart } from "../../server/jobs/readingPart";
import { selectKernels } from "../../server/kernels/select";
import { shapeOf } from "../../server/kernels/shape";
import { randomNumbers, randomWeights } from "./kernelsModels";

const H = 5;
const PARTS = 4;
const weights = randomWeights(H, 4, 0.6);
const kernels = finished(bindReading(selectKernels(), weights));

function make(text: string, part = PART) {
  const document = ByteDocument.fromText(text);
  const scratch = selectKernels().bind(weights, { rows: 1, window: 64 });
  const states = new DocumentStates(document, scratch, { reach: 100 });
  return {
    document,
    states,
    reading: new Reading(document, states, shapeOf(weights), part),
  };
}

type Made = ReturnType<typeof make>;

function read({ reading }: Made, order: PartOrder): void {
  for (const _ of readPart(kernels, reading.room, order));
  reading.accept(order);
}

function readAll(made: Made): void {
  while (!made.reading.finished) read(made, made.reading.begin());
}

function text(): string {
  const next = randomNumbers(3);
  const letter = () => String.fromCharCode(97 + Math.floor(13 * (next() + 1)));
  return Array.from({ length: PARTS * PART + 77 }, letter).join("");
}

const whole = text();
const place = fc.nat(whole.length);
const action = fc.oneof(
  fc.record({ kind: fc.constant("read" as const) }),
  fc.record({ kind: fc.constant("want" as const), at: place }),
  /** The text changes during a part, or between two. */
  fc.record({ kind: fc.constant("edit" as const), at: place, during: fc.boolean() }),
);

const textOf = (document: ByteDocument) =>
  new TextDecoder().decode(document.copyBytes(0, document.byteLength));

test("any order of parts, wants and edits gives the sums and states of one pass", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), fc.constantFrom(1, 4), (actions, parts) => {
      const made = make(whole, PART / parts);
      const { document, states, reading } = made;
      for (const one of actions) {
        if (one.kind === "want") reading.want(one.at);
        else if (one.kind === "read") {
          if (!reading.finished) read(made, reading.begin());
        } else {
          const order = one.during && !reading.finished ? reading.begin() : undefined;
          if (order) for (const _ of readPart(kernels, reading.room, order));
          const offset = document.utf16OfByte(Math.min(one.at, document.byteLength));
          const at = TextDocument.create("test:a", "plaintext", 0, textOf(document)).positionAt(
            offset,
          );
          const first = document.applyEdits([{ range: { start: at, end: at }, text: "é" }]);
          states.invalidateFrom(first);
          reading.invalidateFrom(first);
          if (order) reading.accept(order);
        }
      }
      readAll(made);
      const again = make(textOf(document), PART / parts);
      readAll(again);
      assert.deepEqual(reading.summary, again.reading.summary);
      const [got, want] = [new Float64Array(H), new Float64Array(H)];
      for (let at = 0; at <= document.byteLength; at += 1001) {
        assert.equal(states.stateBefore(at, got), "ready");
        assert.equal(again.states.stateBefore(at, want), "ready");
        assert.deepEqual(got, want);
      }
    }),
    { numRuns: 25 },
  );
});

test("the states up to a place that is waited for come before the predictions", () => {
  const made = make(whole);
  const { states, reading } = made;
  read(made, reading.begin());
  const wanted = whole.length - 10;
  assert.equal(states.isNear(wanted), false);
  reading.want(wanted);
  let before = reading.fractionTo(wanted);
  for (let parts = 1; parts < PARTS + 1; parts++) {
    const order = reading.begin();
    assert.ok(order.statesOnly);
    read(made, order);
    assert.ok(reading.fractionTo(wanted) > before);
    before = reading.fractionTo(wanted);
  }
  assert.ok(states.isNear(wanted));
  const { predictions } = reading.summary;
  assert.equal(predictions, PART);
  readAll(made);
  assert.equal(reading.summary.predictions, whole.length - 1);
});
