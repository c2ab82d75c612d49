// Spectral radius and largest singular value of W_h, each in a process of its own, whose start is not in the figures: wall and
// processor time, and the longest time without a pause; beside it ml-matrix, which finds eigenvectors too. Random and
// orthogonal matrices. Run by `npm run bench`; nothing is asserted.
import { spawnSync } from "node:child_process";
import os from "node:os";
import { benchWeights } from "../../server/cli/measure";
import type { Weights } from "../../server/kernels/interface";
import { spectrum } from "../../server/statistics/spectrum";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";

const [asked, kind, backend] = process.argv.slice(2);
if (asked) measure(Number(asked), kind, backend === "reference" ? "reference" : "simd");
else {
  const load = os.loadavg().map((value) => value.toFixed(1));
  console.log(`waiting processes before: ${load.join(", ")}`);
  console.log("\n| H | W_h | by | ms | processor ms | longest ms without a pause |");
  console.log("|---:|---|---|---:|---:|---:|");
  for (const H of [128, 256, 512, 1024, 2048])
    for (const of of ["random", "orthogonal"])
      for (const by of H <= 512 ? ["simd", "reference"] : ["simd"]) {
        const runs = Array.from({ length: H <= 512 ? 5 : 1 }, () => run(String(H), of, by));
        const [wall, processor, longest] = [0, 1, 2].map((i) => median(runs.map((r) => r[i])));
        console.log(
          `| ${H} | ${of} | ${by} | ${wall.toFixed(0)} | ${processor.toFixed(0)} | ${longest.toFixed(1)} |`,
        );
      }
}

function run(...args: string[]): number[] {
  const { stdout } = spawnSync(process.execPath, [__filename, ...args], { encoding: "utf8" });
  return JSON.parse(stdout);
}

function measure(H: number, kind: string, by: "simd" | "reference"): void {
  const weights: Weights =
    kind === "random"
      ? benchWeights(H)
      : initialWeights(H, createRandom(1), { recurrent: 1, input: 1, output: 1 });
  const before = process.cpuUsage();
  const start = performance.now();
  let [last, longest] = [start, 0];
  const work = spectrum(by, weights);
  for (let step = work.next(); ; step = work.next()) {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (step.done) break;
  }
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify([last - start, (user + system) / 1000, longest]));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
