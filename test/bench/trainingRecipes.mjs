// Compares training recipes over seeds: the tables of TRAINING.md.
//   node test/bench/trainingRecipes.mjs TEXT [--bytes N] [--seeds 20] [--until-bpc 0.079] ['{"hidden":64,"rate":0.01}' ...]
// Of TEXT its first N bytes. Each JSON argument is one row: changes to the default recipe, `hidden`, and `cell` (tanh, gru,
// lstm). One descent only, so a recipe that needs a second one counts as missed. Seconds are CPU time per run.
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { bundled } from "./bundled.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bytes: { type: "string" },
    seeds: { type: "string", default: "20" },
    "until-bpc": { type: "string" },
  },
});
const [textFile, ...rows] = positionals;
if (!textFile) throw new Error("a TEXT is needed");

const { createTrainer, selectKernels, selectTraining } = await bundled(
  "recipes",
  `
  export { createTrainer } from "./server/training/trainer";
  export { selectKernels, selectTraining } from "./server/kernels/select";`,
);

const text = fs.readFileSync(textFile).subarray(0, values.bytes && Number(values.bytes));
const seeds = Number(values.seeds);
const until = values["until-bpc"];
const untilBitsPerByte = until === undefined ? undefined : Number(until);
console.log(
  `${path.basename(textFile)}, ${text.length} bytes, ${seeds} seeds, node ${process.version}`,
);
console.log("| recipe | reached | epochs least/median/most | bits per byte least/most | seconds |");
console.log("|---|---|---|---|---|");
for (const row of rows.length > 0 ? rows : ["{}"]) {
  const { hidden, cell, ...recipe } = JSON.parse(row);
  const before = process.cpuUsage().user;
  const ends = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const trainer = createTrainer(
      text,
      { hidden, cell, seed, untilBitsPerByte, recipe: { descents: 1, ...recipe } },
      { training: selectTraining(), evaluation: selectKernels() },
    );
    while (!trainer.progress.finished) trainer.step(1000);
    ends.push(trainer.progress);
  }
  const seconds = (process.cpuUsage().user - before) / 1e6 / seeds;
  const sorted = (of) => ends.map(of).sort((a, b) => a - b);
  const epochs = sorted((end) => end.epochs);
  const bits = sorted((end) => end.bitsPerByte).map((b) => b.toFixed(4));
  const reached = ends.filter((end) => end.reached).length;
  const cells = [
    row,
    `${reached}/${seeds}`,
    `${epochs[0]} / ${epochs[seeds >> 1]} / ${epochs[seeds - 1]}`,
    `${bits[0]} / ${bits[seeds - 1]}`,
    seconds.toFixed(2),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
