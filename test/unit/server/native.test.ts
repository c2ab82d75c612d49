// Native kernels are never needed: whatever is wrong with them, the reason is one sentence and WebAssembly is used. Also: the
// numbers of their self-test are those of the reference.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, test } from "node:test";
import type { Kernels } from "../../../server/kernels/interface";
import { nativePath } from "../../../server/kernels/native/native";
import { nativeDiffers, numbersOf, STORED } from "../../../server/kernels/native/selfTest";
import { referenceKernels } from "../../../server/kernels/reference";
import { availableBackends, selectKernels, selectTraining } from "../../../server/kernels/select";
import { referenceTraining } from "../../../server/kernels/trainingReference";
import { loadNative } from "../../../server/native.node";
import { NATIVE, useNativePath } from "../../tools/nativeKernels";

const own = `${process.platform}-${process.arch}.node`;
const options = {
  skip: nativePath() || process.env.CI ? false : "no native kernels: npm run build says why",
};
afterEach(() => useNativePath());

function withoutNative(): void {
  assert.equal(nativePath(), undefined);
  assert.ok(!availableBackends().includes("native"));
  assert.match(selectKernels().backend, /simd$/);
  assert.throws(() => selectKernels("native"), /'native' are not there for this machine/);
}

test("the kernels of this machine are loaded, tried and used", options, () => {
  assert.equal(loadNative({ folder: NATIVE }), undefined);
  assert.equal(selectKernels().backend, "native");
  assert.equal(selectTraining().backend, "native");
});

test("where there is no file, WebAssembly is used", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-native-"));
  const sentence = loadNative({ folder });
  assert.match(sentence!, /^No native kernels, WebAssembly is used: there are none for \S+\.$/);
  withoutNative();
});

test("where the file is no binary, WebAssembly is used", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-native-"));
  fs.writeFileSync(path.join(folder, own), "not a binary");
  assert.match(loadNative({ folder })!, /WebAssembly is used: they do not load \(.+\)\.$/);
  withoutNative();
});

test("a variable switches them off, or names a path", options, () => {
  assert.match(
    loadNative({ folder: NATIVE, choice: "off" })!,
    /switched off by SPARSE_DIFF_NATIVE/,
  );
  withoutNative();
  const sentence = loadNative({ folder: NATIVE, choice: "mmx" });
  assert.match(sentence!, /SPARSE_DIFF_NATIVE is 'mmx'; expected off or \w+/);
  withoutNative();
});

test("the stored numbers of the self-test are the reference's", () => {
  for (const cell of ["tanh", "gru", "lstm"] as const) {
    const found = numbersOf(cell, referenceKernels, referenceTraining);
    assert.equal(found.length, STORED[cell].length);
    found.forEach((number, i) => {
      assert.ok(Math.abs(number - STORED[cell][i]) <= 1e-8 * Math.abs(number), `${cell} ${i}`);
    });
  }
});

test("the self-test passes on every backend, and finds one number that is wrong", () => {
  for (const name of availableBackends())
    assert.equal(nativeDiffers(selectKernels(name), selectTraining(name)), undefined, name);
  for (const broken of ["norm", "gated", "logP"] as const) {
    const kernels: Kernels = {
      ...referenceKernels,
      bind(weights, capacity) {
        const bound = referenceKernels.bind(weights, capacity);
        const lag = bound.lag.bind(bound);
        bound.lag = (...args) => {
          lag(...args);
          bound[broken][1] *= 1.001;
        };
        return bound;
      },
    };
    assert.match(
      nativeDiffers(kernels, referenceTraining)!,
      /^its self-test differs \(tanh, number/,
    );
  }
});
