// The control of shuffled weights, of nets of any cell, layers and alphabet: every tensor keeps its own values in another
// order, and what stands for bytes outside the alphabet stays where it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { finished } from "../../server/attribution/backward";
import { referenceKernels } from "../../server/kernels/reference";
import type { Weights } from "../../server/kernels/weights";
import { OUTSIDE } from "../../server/kernels/weights";
import { readModel } from "../../server/nets/formats";
import { controls } from "../../server/statistics/samples";
import { shuffleWeights } from "../../server/statistics/shuffledWeights";
import { readNet } from "../tools/nets";
import { anyNet, netOfPlan } from "../tools/randomNets";

/** The tensors of a net, as [name, numbers]. */
function tensorsOf({ Wx, Wh, bh, Wy, by, upper = [] }: Weights): [string, Float32Array][] {
  const above = upper.flatMap(({ Wi, Wh, b }): [string, Float32Array][] => [
    ["Wi", Wi],
    ["Wh", Wh],
    ["bh", b],
  ]);
  return [["Wx", Wx], ["Wh", Wh], ["bh", bh], ["Wy", Wy], ["by", by], ...above];
}

/** The numbers of a tensor by whether they are of bytes in the alphabet; all are where it has no bytes. */
function parted({ H, alphabet }: Weights, name: string, numbers: Float32Array) {
  const byte = (at: number) => (name === "Wx" ? at % 256 : name === "Wy" ? Math.floor(at / H) : at);
  const isOwn = (_: number, at: number) =>
    !alphabet || !["Wx", "Wy", "by"].includes(name) || alphabet[byte(at)] === 1;
  return {
    own: numbers.filter(isOwn),
    outside: numbers.filter((value, at) => !isOwn(value, at)),
  };
}

test("each tensor keeps its values, and nothing of a byte outside the alphabet moves", () => {
  fc.assert(
    fc.property(anyNet, fc.nat(), (plan, seed) => {
      const weights = netOfPlan(plan);
      const before = tensorsOf(weights).map(([, numbers]) => numbers.slice());
      const shuffled = tensorsOf(shuffleWeights(weights, seed));
      for (const [i, [name, numbers]] of tensorsOf(weights).entries()) {
        assert.deepEqual(numbers, before[i], "the net itself stays");
        const [own, other] = [parted(weights, name, numbers), shuffled[i][1]];
        const after = parted(weights, name, other);
        assert.deepEqual(after.own.toSorted(), own.own.toSorted(), name);
        assert.deepEqual(after.outside, own.outside, `${name}, outside`);
      }
      const by = parted(weights, "by", shuffled[4][1]);
      assert.ok(by.outside.every((value) => value === Math.fround(OUTSIDE)));
    }),
    { numRuns: 60 },
  );
});

test("one name alone: its tensors of every layer, as with the others", () => {
  fc.assert(
    fc.property(
      anyNet,
      fc.nat(),
      fc.constantFrom("Wh" as const, "Wy" as const),
      (plan, seed, only) => {
        const weights = netOfPlan(plan);
        const all = tensorsOf(shuffleWeights(weights, seed));
        for (const [i, [name, numbers]] of tensorsOf(shuffleWeights(weights, seed, only)).entries())
          assert.deepEqual(numbers, name === only ? all[i][1] : tensorsOf(weights)[i][1], name);
      },
    ),
    { numRuns: 30 },
  );
});

test("the chance level of a net with an alphabet is that of a net, not of numbers that mean 'never'", () => {
  const { weights } = readModel(readNet("alphabet.safetensors"), "alphabet.safetensors");
  const text = readNet("text.txt");
  const found = finished(controls(referenceKernels, weights, text, 4));
  assert.ok(found);
  const { shuffledWeights } = found;
  // Far above guessing, but nothing like 1e30 bits.
  assert.ok(shuffledWeights.bitsPerByte < 50, String(shuffledWeights.bitsPerByte));
});
