// Training on one thread: bytes per second, chunk after chunk (gradient and Adam, no evaluation), on every backend and of every
// cell; and a whole run on the bundled sample. Nothing is asserted.
import fs from "node:fs";
import type { TrainedCell } from "../../server/kernels/cells/cell";
import { availableBackends, selectKernels, selectTraining } from "../../server/kernels/select";
import { initialWeights } from "../../server/training/initialise";
import { createRandom } from "../../server/training/random";
import { recipeFor } from "../../server/training/recipe";
import { TRAINED_CELLS } from "../../server/training/trainable";
import { createTrainer } from "../../server/training/trainer";

const LENGTH = 50;
const ROUND_MS = 1500;

/** Bytes per second in the fastest and in the median chunk. */
function chunkRates(
  backend: ReturnType<typeof availableBackends>[number],
  cell: TrainedCell,
  H: number,
  S: number,
) {
  const workspace = selectTraining(backend).allocate(H, { streams: S, length: LENGTH }, cell);
  const recipe = recipeFor(1024, H, cell);
  const random = createRandom(1);
  workspace.write("weights", initialWeights(H, random, recipe.scales, cell));
  for (let i = 0; i < LENGTH * S; i++) {
    workspace.inputs[i] = 32 + 90 * random.uniform();
    workspace.targets[i] = 32 + 90 * random.uniform();
  }
  const times: number[] = [];
  const end = performance.now() + ROUND_MS;
  for (let update = 1; performance.now() < end || times.length < 3; update++) {
    const start = performance.now();
    workspace.backpropagate(LENGTH, 1 / S);
    workspace.adam(update, 1e-4, recipe);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const rate = (milliseconds: number) => (LENGTH * S) / milliseconds;
  return { best: rate(times[0]), median: rate(times[times.length >> 1]) };
}

console.log(`node ${process.version}, one thread, KB/s: best (median)`);
for (const backend of availableBackends())
  for (const [kind, cell] of Object.entries(TRAINED_CELLS))
    for (const H of [64, 128, 256]) {
      const rates = [1, 8].map((S) => {
        const { best, median } = chunkRates(backend, cell, H, S);
        return `${S} stream${S > 1 ? "s" : ""} ${best.toFixed(1)} (${median.toFixed(1)})`;
      });
      console.log(
        `${backend.padEnd(13)} ${kind.padEnd(6)} H ${String(H).padEnd(4)} ${rates.join("   ")}`,
      );
    }

const text = fs.readFileSync("media/sample/sample.xml");
const start = performance.now();
const cpu = process.cpuUsage();
const trainer = createTrainer(
  text,
  {},
  { training: selectTraining(), evaluation: selectKernels() },
);
while (!trainer.progress.finished) trainer.step(1000);
const { bitsPerByte, epochs } = trainer.progress;
const seconds = (performance.now() - start) / 1000;
const used = process.cpuUsage(cpu).user / 1e6;
console.log(
  `the sample, ${text.length} bytes, H 128: ${bitsPerByte.toFixed(4)} bits per byte after ${epochs} epochs, ${seconds.toFixed(2)} s (${used.toFixed(2)} s of processor)`,
);
