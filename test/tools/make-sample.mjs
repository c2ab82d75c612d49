// Trains the bundled sample model, media/sample/sample.bin, on media/sample/sample.xml. The text is written by hand;
// the model is made here with a fixed seed, and comes out the same on the same engine. `--check` trains and compares
// with the file instead of writing it (exit 1 if they differ).
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { buildKernels } from "../../server/kernels/assembly/build.mjs";
import { roundedWeights } from "./general-model/round-weights.mjs";

const SEED = 42;
/** Low enough that the model knows its text, high enough that few predictions are certain. */
const TARGET = 0.09;
/** The complete recipe, so that better defaults do not change the sample. */
const RECIPE = {
  streams: 2,
  length: 50,
  epochs: 63,
  descents: 1,
  rate: 5e-3,
  lastRate: 0.05,
  beta1: 0.95,
  beta2: 0.99,
  epsilon: 1e-8,
  clip: 5,
  scales: { recurrent: 0.9, input: 0.7, output: 0.4 },
};

const root = path.resolve(import.meta.dirname, "../..");
const textFile = path.join(root, "media/sample/sample.xml");
const modelFile = path.join(root, "media/sample/sample.bin");

await buildKernels();
const { createTrainer, writeRawWeights, referenceKernels, createSimdTraining } = await bundled(`
  export { createTrainer } from "./server/training/trainer";
  export { writeRawWeights } from "./server/nets/rawWeights";
  export { referenceKernels } from "./server/kernels/reference";
  export { createSimdTraining } from "./server/kernels/trainingSimd";
`);

// Uses plain SIMD, with the reference to evaluate, so that engines with and without fused operations agree.
const trainer = createTrainer(
  fs.readFileSync(textFile),
  { hidden: 128, seed: SEED, untilBitsPerByte: TARGET, recipe: RECIPE },
  { training: createSimdTraining("simd"), evaluation: referenceKernels },
);
while (!trainer.progress.finished) trainer.step(1000);
const { bitsPerByte, epochs, reached } = trainer.progress;
console.log(`seed ${SEED}: ${bitsPerByte.toFixed(4)} bits per byte after ${epochs} epochs`);
if (!reached) throw new Error(`${TARGET} bits per byte were not reached`);
const bytes = roundedWeights(Buffer.from(writeRawWeights(trainer.best)), 0, 12);
if (process.argv.includes("--check")) {
  const same = fs.existsSync(modelFile) && Buffer.compare(fs.readFileSync(modelFile), bytes) === 0;
  console.log(same ? "sample.bin is these bytes" : "sample.bin has other bytes");
  process.exitCode = same ? 0 : 1;
} else fs.writeFileSync(modelFile, bytes);

/** The exports of a TypeScript module given as text, with imports relative to the root. */
async function bundled(contents) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "make-sample-"));
  const outfile = path.join(folder, "trainer.mjs");
  try {
    await esbuild.build({
      stdin: { contents, resolveDir: root, loader: "ts" },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      logLevel: "warning",
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
