// Layers and scales: which colour a value gets, and what the legend says that full colour stands for.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LEVELS } from "../../../../extension/state/ids";
import { largestWithin, layerPicture } from "../../../../extension/state/picture";
import { layerScale, traceScale, traceScaleSentence } from "../../../../extension/state/scale";
import { tintsBy } from "../../../../extension/state/tints";
import { evenly } from "../../../../server/attribution/types";
import type { DocumentStatus, Tint } from "../../../../server/protocol/wire/messages";
import { ProfileSums } from "../../../../server/statistics/summary";
import { exampleTrace } from "../exampleTrace";

const values = {
  starts: Uint32Array.from([0, 1, 2, 4, 5, 6]),
  values: Float32Array.from([Number.NaN, 1, 1, -0.5, 0.001]),
};
const everywhere = [{ utf16Start: 0, utf16End: 100 }];

test("values become runs of one bucket; NaN has no colour", () => {
  const { runs, lineEnds, full } = layerPicture(values, 1, () => false, everywhere);
  assert.deepEqual(runs, [
    { utf16Start: 1, utf16End: 4, bucket: LEVELS },
    { utf16Start: 4, utf16End: 5, bucket: -4 },
  ]);
  assert.deepEqual([lineEnds, full], [[], 1]);
});

test("a line end is a marker; what is on the screen is drawn first", () => {
  const { lineEnds } = layerPicture(values, 1, (at) => at === 4, everywhere);
  assert.deepEqual(lineEnds, [{ utf16Start: 4, utf16End: 5, bucket: -4, target: false }]);
  const { runs } = layerPicture(values, 1, () => false, [{ utf16Start: 4, utf16End: 6 }]);
  assert.deepEqual(
    runs.map(({ utf16Start }) => utf16Start),
    [4, 1],
  );
  assert.equal(largestWithin(values, [{ utf16Start: 4, utf16End: 6 }]), 0.5);
});

test("every layer gives its unit, its full colour and what that stands for", () => {
  const scale = (
    layer: Parameters<typeof layerScale>[0]["layer"],
    name: Parameters<typeof layerScale>[0]["settings"]["scale"],
    file: { largest: number; share: number } | null = null,
    status: DocumentStatus | null = null,
    net: Parameters<typeof layerScale>[0]["net"] = null,
    compared: Parameters<typeof layerScale>[0]["compared"] = null,
  ) =>
    layerScale({
      layer,
      settings: { scale: name, fixedScale: 0.1 },
      visible: 4,
      file,
      net,
      status,
      compared,
    });
  const relu = { nonlinearity: "relu", alphabet: { size: 64, isBytes: false } } as const;
  assert.match(scale("surprise", "fixed", null, null, relu).sentence, /6\.00 bits.*64 characters/);
  assert.equal(scale("neuron", "target", null, null, relu).full, 4);
  assert.deepEqual(scale("surprise", "visible").full, 4);
  assert.match(scale("surprise", "visible").sentence, /4\.00 bits, the largest on the screen/);
  assert.match(scale("surprise", "fixed").sentence, /8\.00 bits, what guessing/);
  assert.deepEqual([scale("neuron", "target").full, scale("neuron", "target").isSigned], [1, true]);
  assert.deepEqual(scale("influence", "fixed").full, 0.1);
  assert.match(scale("gradientNorm", "file").sentence, /until the file has been measured/);
  const some = scale("gradientNorm", "file", { largest: 6, share: 0.429 });
  assert.match(some.sentence, /6\.00 nats, the largest in the first 42 % of the file so far\.$/);
  const all = scale("gradientNorm", "file", { largest: 6, share: 1 });
  assert.match(all.sentence, /6\.00 nats, the largest in the file\.$/);
  const signs = "Above zero counting knows better, below zero the net does.";
  const until = scale("netMinusCounting", "visible");
  assert.equal(until.isSigned, true);
  assert.match(until.sentence, /^Full colour at 4\.00 bits, the largest on the screen/);
  assert.ok(until.sentence.endsWith(signs));
  const names = { here: "a.bin", there: "b.bin" };
  const other = scale("difference", "visible", null, null, null, { names, sum: undefined });
  assert.equal(other.isSigned, true);
  assert.ok(other.sentence.endsWith("Above zero a.bin knows better, below zero b.bin does."));
  const counting = { order: 5, percent: 100, bitsPerByte: 2.57, forgotten: false };
  const read = { uri: "", version: 1, percent: 100, orderZeroBits: 5, predictions: 9, outside: 0 };
  const both = scale("netMinusCounting", "fixed", null, { ...read, bitsPerByte: 0.0792, counting });
  const forgot = { ...read, bitsPerByte: 0.08, counting: { ...counting, forgotten: true } };
  assert.match(
    scale("netMinusCounting", "fixed", null, { ...forgot, predictions: 1023 }).sentence,
    /counting 2\.57, over 1,023 predictions; contexts .* forgotten .*\.$/,
  );
  assert.match(
    both.sentence,
    /8\.00 bits.* Bits per byte: net 0\.0792, counting 2\.57, over 9 predictions\.$/,
  );
});

function tint(utf16Start: number, attribution: number): Tint {
  const largest = Math.abs(attribution);
  const shares = { shownFrom: largest > 1 ? 0 : 0.9, share: 0.5, largest };
  return { utf16Start, utf16End: utf16Start + 1, attribution, ...shares, lineEnd: false };
}

test("the trace's scale: this target, what is visible, the file, fixed", () => {
  const tints = [tint(0, -3), tint(50, 2)];
  const of = (scale: "target" | "visible" | "file" | "fixed", file: number | null = null) =>
    traceScale({ scale, fixedScale: 0.1 }, "nats", tints, [{ utf16Start: 40, utf16End: 60 }], file);
  assert.deepEqual([of("target"), of("visible"), of("file", 7), of("fixed")], [null, 2, 7, 0.1]);
  const file = { scale: "file", fixedScale: 0.1 } as const;
  assert.match(
    traceScaleSentence(file, 7, "nats", { traced: 973, all: 973 }),
    /7\.00 nats; 99 of 100 attributions in this file are smaller, over all 973 positions\.$/,
  );
  assert.match(
    traceScaleSentence(file, 7, "nats", { traced: 1024, all: 50000 }),
    /over 1,024 even steps of 50,000 positions\.$/,
  );
  assert.match(traceScaleSentence(file, 7, "nats", null), /until the file has been measured/);
  assert.match(
    traceScaleSentence({ scale: "target", fixedScale: 1 }, 0, "nats", null),
    /Nothing is tinted/,
  );
});

test("a word's tint is the server's sum, shown if one of its bytes is", () => {
  const total = { utf16Start: 0, utf16End: 2, share: 1, nearest: 0, farthest: 1 };
  const words = [{ ...total, attribution: -1 }];
  const tints = [tint(0, -3), tint(1, 0.5)];
  const [word] = tintsBy({ tints, totals: { words, lines: [] } }, "word");
  assert.deepEqual([word?.attribution, word?.shownFrom, word?.largest], [-1, 0, 3]);
  const trace = exampleTrace();
  assert.equal(tintsBy(trace, "byte"), trace.tints);
});

test("positions are spread evenly, each once, and quantiles are in order", () => {
  assert.deepEqual(evenly(8, 12, 100), [8, 9, 10, 11, 12]);
  assert.deepEqual(evenly(0, 99, 4), [0, 25, 50, 75]);
  assert.deepEqual(evenly(8, 7, 4), []);
  const sums = new ProfileSums(0);
  for (let n = 0; n <= 10; n++) sums.add(Float64Array.of(n), Float64Array.of(-n));
  assert.deepEqual(sums.lags(), [{ k: 0, mean: 5, low: 1, median: 5, high: 9 }]);
  assert.ok(Math.abs(sums.scale() - 9.9) < 1e-12);
});

test("a neuron's trace has the scale of its target, since the file's and the fixed one are in nats", () => {
  const tints = [tint(0, 0.5)];
  for (const scale of ["target", "file", "fixed"] as const) {
    assert.equal(traceScale({ scale, fixedScale: 0.1 }, "activation", tints, [], 3), null);
    assert.equal(
      traceScaleSentence({ scale, fixedScale: 0.1 }, 0.5, "activation", null).split(";")[0],
      "Full colour at 0.500 of the activation, the largest of this target.",
    );
  }
});
