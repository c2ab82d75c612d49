// The process of fuzz-native.mjs: arguments are the addon, minutes, a seed. Not a test.
import type { NativeAddon } from "../../server/kernels/native/native";
import { createRandom } from "../../server/training/random";
import { fuzzNative } from "./nativeFuzz";

const [file, minutes, seed] = process.argv.slice(2);
const module = { exports: {} as NativeAddon };
process.dlopen(module, file);
const end = performance.now() + 60_000 * Number(minutes);
let [calls, done] = [0, 0];
for (let round = Number(seed); performance.now() < end; round++) {
  const random = createRandom(round);
  const found = fuzzNative(module.exports, random.uniform.bind(random), 100_000);
  calls += found.calls;
  done += found.done;
}
console.log(
  `${calls} calls on ${module.exports.paths.join(" and ")}, ${done} computed, the others refused; from seed ${seed}`,
);
