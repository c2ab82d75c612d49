// What the native kernels do with wrong arguments: a RangeError each, whatever is asked; never a crash. `npm run fuzz:native`
// asks for longer, under AddressSanitizer and UBSan.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type NativeAddon, nativePath } from "../../server/kernels/native/native";
import { fuzzNative } from "../tools/nativeFuzz";
import { NATIVE } from "../tools/nativeKernels";
import { randomNumbers } from "./kernelsModels";

const options = {
  skip: nativePath() || process.env.CI ? false : "no native kernels: npm run build says why",
};

function loaded(): NativeAddon {
  const module = { exports: {} as NativeAddon };
  process.dlopen(module, `${NATIVE}/${process.platform}-${process.arch}.node`);
  return module.exports;
}

test("random arguments are computed or refused", options, () => {
  const number = randomNumbers(1);
  const { calls, done } = fuzzNative(loaded(), () => (number() + 1) / 2, 200_000);
  assert.ok(done > calls / 100, `only ${done} of ${calls} calls computed`);
  assert.ok(done < calls / 2, `${done} of ${calls} calls computed`);
});

test("every operation refuses memory that it has not", options, () => {
  const addon = loaded();
  const values = new Float64Array(12).fill(1 << 20);
  const run = addon.bind(addon.paths[0], new ArrayBuffer(1024), values.buffer);
  for (const [name, number] of Object.entries(addon.operations))
    assert.throws(() => run(number), { name: "RangeError", message: name });
});

test("memory that was given away is gone, and so are its values", options, () => {
  const addon = loaded();
  const [memory, values] = [new ArrayBuffer(1024), new Float64Array(12)];
  const run = addon.bind(addon.paths[0], memory, values.buffer);
  values.set([64, 8]);
  run(addon.operations.exps);
  structuredClone(memory, { transfer: [memory] });
  assert.throws(() => run(addon.operations.exps), RangeError);
  structuredClone(values.buffer, { transfer: [values.buffer] });
  assert.throws(() => run(addon.operations.exps), /is gone/);
});

test("binding and running refuse what is not theirs", options, () => {
  const { bind, paths } = loaded() as unknown as Record<string, (...args: unknown[]) => unknown> & {
    paths: string[];
  };
  const [memory, values] = [new ArrayBuffer(64), new ArrayBuffer(96)];
  assert.throws(() => bind(), /no such path/);
  assert.throws(() => bind("avx", memory, values), /no such path/);
  assert.throws(() => bind("a name much longer than that of any path", memory, values), /no such/);
  for (const wrong of [undefined, {}, new Uint8Array(64), new ArrayBuffer(0)])
    assert.throws(() => bind(paths[0], wrong, values), /an ArrayBuffer each/);
  assert.throws(() => bind(paths[0], memory, new ArrayBuffer(95)), /an ArrayBuffer each/);
  const run = bind(paths[0], memory, values) as (...args: unknown[]) => number;
  for (const wrong of [undefined, "0", {}, 1e9, -1, 63])
    assert.throws(() => run(wrong), /number/, String(wrong));
});
