// `npm run fuzz:native -- --minutes N`: wrong and right arguments for the native kernels of this machine, compiled with
// AddressSanitizer and UBSan, in a Node that has both loaded. Ends with the first report of either. Needs gcc.
import { execFileSync, spawnSync } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildNative, thisPlatform } from "../../packaging/native.mjs";
import { bundleTests, root } from "./bundle.mjs";

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "1" }, seed: { type: "string", default: "1" } },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error(
    `--minutes ${values.minutes} --seed ${values.seed}: expected a number of minutes and a whole number`,
  );
  process.exit(2);
}
const out = path.join(root, "out/fuzz-native");
await bundleTests(["test/tools/fuzzNative.main.ts"], out, { inject: [] });
const sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-g", "-O1"];
const file = await buildNative(thisPlatform, { compiler: "gcc", flags: sanitizers, out });
const library = (/** @type {string} */ name) =>
  execFileSync("gcc", [`-print-file-name=${name}`], { encoding: "utf8" }).trim();
const run = spawnSync(
  process.execPath,
  [path.join(out, "tools/fuzzNative.main.js"), file, String(minutes), String(seed)],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      LD_PRELOAD: `${library("libasan.so")} ${library("libubsan.so")}`,
      // Node does not free everything at its end.
      ASAN_OPTIONS: "detect_leaks=0",
      UBSAN_OPTIONS: "print_stacktrace=1",
    },
  },
);
process.exit(run.status ?? 1);
