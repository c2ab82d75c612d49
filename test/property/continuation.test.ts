// What random nets write on: each byte is what an independent run of the formulas predicts, the same on every backend, and
// explained by the trace of the text with the bytes appended.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { type Choosing, continuation, writtenPast } from "../../server/attribution/continuation";
import { stateAfter } from "../../server/attribution/forward";
import { Tracer } from "../../server/attribution/trace";
import { defaultOptions, lagsAt } from "../../server/attribution/types";
import type { Kernels, Weights } from "../../server/kernels/interface";
import { isSeen, missingBytes } from "../../server/protocol/words/byteNames";
import { writtenCharacters } from "../../server/protocol/words/writtenText";
import { createRandom } from "../../server/training/random";
import { backends } from "../tools/backends";
import { stateAfter as formulaState, probabilitiesAfter } from "../tools/formulas";
import { pastOf } from "../tools/past";
import "../tools/seed";
import { randomText, randomWeights } from "./kernelsModels";

const LIKELIEST: Choosing = { kind: "likeliest" };
const sampled = (seed: number, temperature: number): Choosing => {
  const { uniform } = createRandom(seed);
  return { kind: "sample", temperature, uniform };
};

function write(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  count: number,
  choosing: Choosing,
) {
  const kernels = backend.bind(weights, { rows: 1, window: 4 });
  const past = pastOf(kernels, text, text.length - 1, 0);
  const state = stateAfter(kernels, past);
  const tail = text.slice(-3);
  return finished(continuation(kernels, weights, state, past.position, tail, count, choosing));
}

/** P after the bytes, written from the formulas. */
const probabilities = (weights: Weights, bytes: ArrayLike<number>) =>
  probabilitiesAfter(weights, formulaState(weights, bytes));

const example = fc.record({
  H: fc.integer({ min: 1, max: 21 }),
  seed: fc.nat(),
  gain: fc.constantFrom(0.3, 0.8),
  length: fc.integer({ min: 1, max: 30 }),
  count: fc.integer({ min: 1, max: 24 }),
});

for (const backend of backends()) {
  test(`${backend.backend}: each likeliest byte is that of a run of the text with those before it appended`, () => {
    fc.assert(
      fc.property(example, ({ H, seed, gain, length, count }) => {
        const [weights, text] = [randomWeights(H, seed, gain), randomText(length, seed)];
        const written = write(backend, weights, text, count, LIKELIEST);
        const bytes = [...text];
        for (const { byte, probability, bits, rank, topPredictions } of written) {
          const P = probabilities(weights, bytes);
          assert.equal(byte, P.indexOf(Math.max(...P)));
          assert.ok(Math.abs(probability - P[byte]) < 1e-9);
          assert.ok(Math.abs(bits + Math.log2(P[byte])) < 1e-9 * (1 + bits));
          assert.equal(rank, 1);
          const order = P.map((p, y) => [p, y]).sort(([p, y], [q, x]) => q - p || y - x);
          assert.deepEqual(
            topPredictions.map((one) => one.byte),
            order.slice(0, 5).map(([, y]) => y),
          );
          bytes.push(byte);
        }
      }),
      { numRuns: 60 },
    );
  });

  test(`${backend.backend}: a written byte is explained by the trace of the text with the bytes appended`, () => {
    fc.assert(
      fc.property(example, fc.integer({ min: 0, max: 40 }), (one, depth) => {
        const { H, seed, gain, length, count } = one;
        const [weights, text] = [randomWeights(H, seed, gain), randomText(length, seed)];
        const written = write(backend, weights, text, count, sampled(seed, 1));
        const own = Uint8Array.from(written, ({ byte }) => byte);
        const all = Uint8Array.from([...text, ...own]);
        const tracer = new Tracer(backend, weights, depth);
        const options = { ...defaultOptions, depth };
        const end = pastOf(tracer.kernels, text, length - 1, depth);
        for (const index of new Set([0, 1, own.length - 1].filter((i) => i < own.length))) {
          const bytes = own.slice(0, index + 1);
          const past = finished(writtenPast(tracer.kernels, end, bytes, depth));
          const got = tracer.trace(past, options);
          const position = length - 1 + index;
          assert.equal(past.bytes.length - 1, lagsAt(position, depth));
          const want = tracer.trace(pastOf(tracer.kernels, all, position, depth), options);
          assert.deepEqual([got.position, got.aim, got.targetIsTrue], [position, want.aim, true]);
          assert.ok(Math.abs(got.P[got.aim.target] - written[index].probability) < 1e-12);
          const largest = Math.max(...want.attribution.map(Math.abs));
          const allowed = backend.backend === "reference" ? 1e-9 : 1e-5;
          want.attribution.forEach((value, k) => {
            assert.ok(
              Math.abs(got.attribution[k] - value) <= allowed * largest,
              `byte ${index}, lag ${k}`,
            );
          });
        }
      }),
      { numRuns: 60 },
    );
  });
}

test("a seed draws the same bytes on every backend, and a longer continuation begins with the shorter", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [weights, text] = [randomWeights(4 + seed, seed, 0.8), randomText(40, seed)];
    const drawn = backends().map((backend) =>
      write(backend, weights, text, 64, sampled(seed, 1)).map(({ byte }) => byte),
    );
    for (const other of drawn) assert.deepEqual(other, drawn[0], `seed ${seed}`);
    const shorter = write(backends()[0], weights, text, 20, sampled(seed, 1));
    assert.deepEqual(
      shorter.slice(0, 20).map(({ byte }) => byte),
      drawn[0].slice(0, 20),
    );
  }
});

test("samples are drawn as often as predicted; a low temperature writes the likeliest", () => {
  const [weights, text] = [randomWeights(9, 4, 1), randomText(20, 4)];
  const [backend] = backends();
  for (const temperature of [1, 0.5]) {
    const P = probabilities(weights, text).map((p) => p ** (1 / temperature));
    const sum = P.reduce((a, b) => a + b);
    const draws = 4000;
    const counts = new Array(256).fill(0);
    const choosing = sampled(7, temperature);
    for (let i = 0; i < draws; i++) counts[write(backend, weights, text, 1, choosing)[0].byte]++;
    const best = P.indexOf(Math.max(...P));
    const p = P[best] / sum;
    const deviation = Math.sqrt((p * (1 - p)) / draws);
    assert.ok(Math.abs(counts[best] / draws - p) < 5 * deviation, `temperature ${temperature}`);
  }
  const bytes = (choosing: Choosing) =>
    write(backend, weights, text, 20, choosing).map(({ byte }) => byte);
  assert.deepEqual(bytes(sampled(3, 0.01)), bytes(LIKELIEST));
});

test("of equal predictions the lower byte is written", () => {
  const weights = randomWeights(6, 2, 1);
  weights.Wy.fill(0);
  weights.by.fill(0);
  weights.by[200] = 1;
  weights.by[77] = 1;
  for (const backend of backends()) {
    const written = write(backend, weights, randomText(9, 1), 3, LIKELIEST);
    assert.deepEqual(
      written.map(({ byte, rank }) => [byte, rank]),
      [
        [77, 1],
        [77, 1],
        [77, 1],
      ],
    );
    assert.deepEqual(
      written[0].topPredictions.map(({ byte }) => byte),
      [77, 200, 0, 1, 2],
    );
  }
});

/** A net that writes these bytes for ever: neuron i is on after byte i and asks for the next. */
function reciting(bytes: readonly number[]): Weights {
  const H = bytes.length;
  const weights = randomWeights(H, 1, 1);
  for (const part of ["Wx", "Wh", "bh", "Wy", "by"] as const) weights[part].fill(0);
  bytes.forEach((byte, i) => {
    weights.Wx[i * 256 + byte] = 9;
    weights.Wy[bytes[(i + 1) % H] * H + i] = 9;
  });
  return weights;
}

test("a character is completed by up to three bytes, and one that the net breaks off is not", () => {
  const [backend] = backends();
  const face = [...new TextEncoder().encode("\u{1F600}")];
  const whole = reciting([0x61, ...face]);
  const bytes = (weights: Weights, text: number[], count: number) =>
    write(backend, weights, Uint8Array.from(text), count, LIKELIEST).map(({ byte }) => byte);
  assert.deepEqual(bytes(whole, [0x61], 1), face);
  assert.deepEqual(bytes(whole, [0x61], 4), face);
  assert.deepEqual(bytes(whole, [0x61], 5), [...face, 0x61]);
  // The text ends inside the character.
  assert.deepEqual(bytes(whole, [0x61, ...face.slice(0, 2)], 1), face.slice(2));
  // Broken off by an ASCII byte, by another lead, by a byte that must not follow.
  for (const broken of [
    [0xe2, 0x82, 0x62],
    [0xe2, 0xc3, 0xa9],
    [0xed, 0xa0, 0x80],
  ]) {
    assert.deepEqual(bytes(reciting([0x61, ...broken]), [0x61], 1), broken.slice(0, 1));
  }
  assert.deepEqual(bytes(reciting([0x61, 0xe2, 0x82, 0x62]), [0x61], 2), [0xe2, 0x82]);
});

/** By trying: how many more bytes make a character of the last bytes; 0 if none do. */
function bytesToGo(bytes: readonly number[]): number {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (
    let more = [[0x80], [0x90], [0xa0]];
    more[0].length <= 3;
    more = more.map((m) => [...m, 0x80])
  )
    for (const last of [1, 2, 3].filter((n) => n <= bytes.length))
      for (const completion of more)
        try {
          const whole = decoder.decode(Uint8Array.from([...bytes.slice(-last), ...completion]));
          if ([...whole].length === 1) return completion.length;
        } catch {
          // Not well-formed.
        }
  return 0;
}

test("characters hold every byte once, in order, and only well-formed ones have a text", () => {
  const some = fc.constantFrom(0x0a, 0x0d, 0x61, 0x80, 0x82, 0xac, 0xc3, 0xe2, 0xed, 0xf0, 0x9f);
  fc.assert(
    fc.property(
      fc.array(some, { maxLength: 3 }),
      fc.array(some, { maxLength: 12 }),
      (tail, bytes) => {
        const characters = writtenCharacters(tail, bytes);
        assert.deepEqual(
          characters.flatMap(({ from, to }) => bytes.slice(from, to)),
          bytes,
        );
        for (const { text, label, from, to } of characters) {
          if (text === null) assert.equal(to - from, 1);
          else assert.deepEqual([...new TextEncoder().encode(text)], bytes.slice(from, to));
          assert.ok([...label].every((c) => isSeen(c) || c === " "));
        }
        assert.equal(missingBytes(bytes), bytesToGo(bytes));
      },
    ),
  );
});

test("labels: seen characters are themselves, all others are named; CR LF is one", () => {
  const labels = (tail: number[], bytes: number[]) =>
    writtenCharacters(tail, bytes).map(({ label }) => label);
  const utf8 = (text: string) => [...new TextEncoder().encode(text)];
  assert.deepEqual(labels([], utf8("a \u20ac\r\n\t\u202e\u0301")), [
    "a",
    " ",
    "\u20ac",
    "<CR LF>",
    "<tab>",
    "<U+202E>",
    "<U+0301>",
  ]);
  assert.deepEqual(labels([], [0x1b, 0xe2, 0x82]), ["<0x1B>", "<0xE2>", "<0x82>"]);
  assert.deepEqual(labels([0xe2, 0x82], [0xac, 0x62]), ["<'\u20ac' 3/3 (0xAC)>", "b"]);
});
