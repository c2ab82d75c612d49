// Compares recipes of learning from a corpus over seeds: the tables of TRAINING.md.
//   node test/bench/corpusRecipes.mjs FILE... [--bytes 120000] [--share 0.1] [--seeds 3] [--passes 20] [--row JSON ...]
// Of the files together at most so many bytes are used, in the order given. The same bytes are held out for every seed,
// which is that of the initial weights. Each row is changes to the default recipe, `hidden` and `cell` (tanh, gru, lstm).
// Bits per byte of the weights kept: on what was held out, and in sample. Seconds are CPU time per run, one thread.
import fs from "node:fs";
import { parseArgs } from "node:util";
import { bundled } from "./bundled.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bytes: { type: "string", default: "120000" },
    share: { type: "string", default: "0.1" },
    seeds: { type: "string", default: "3" },
    passes: { type: "string", default: "20" },
    row: { type: "string", multiple: true, default: ["{}"] },
  },
});
if (positionals.length === 0) throw new Error("a FILE is needed");

const s = await bundled(
  "corpusRecipes",
  `
  export { selectKernels, selectTraining } from "./server/kernels/select";
  export { shapeOf } from "./server/kernels/shape";
  export { corpusOf, holdOut } from "./server/training/corpus/corpus";
  export { corpusRecipeFor } from "./server/training/corpus/recipe";
  export { CorpusRun } from "./server/training/corpus/run";
  export { freshSnapshot } from "./server/training/corpus/snapshot";
  export { createTeam, Member } from "./server/training/corpus/team";
  export { createRandom, initialWeights } from "./server/training/initialise";
  export { bitsPerByte } from "./server/training/passes";`,
);

/** One seed decides what is held out, whatever the initial weights. */
const SPLIT = 1;
let left = Number(values.bytes);
const files = positionals.map((name) => {
  const bytes = fs.readFileSync(name).subarray(0, left);
  left -= bytes.length;
  return { name, bytes };
});
const { training, heldOut } = s.holdOut(
  files.filter(({ bytes }) => bytes.length > 0),
  Number(values.share),
  SPLIT,
);
const corpus = s.corpusOf(training, heldOut, SPLIT);
const backends = { training: s.selectTraining(), evaluation: s.selectKernels() };

function trained(seed, { cell = "tanh", hidden: H = 128, ...changes }) {
  const held = corpus.heldOut.length;
  const passes = Number(values.passes);
  const recipe = {
    ...s.corpusRecipeFor(corpus.text.length, H, passes, undefined, held, cell),
    ...changes,
  };
  const weights = s.initialWeights(H, s.createRandom(seed), recipe.scales, cell);
  const start = s.freshSnapshot(weights, recipe.groups * recipe.streams);
  const row = backends.training.rowLength(H, cell);
  const { stateSize } = s.shapeOf({ H, cell });
  const team = s.createTeam(recipe, stateSize, row, corpus.starts.length - 1, 1);
  const run = new s.CorpusRun(corpus, recipe, 0, backends, new s.Member(team, 0), start);
  for (const _ of run.work(Number.POSITIVE_INFINITY));
  const inSample = s.bitsPerByte(backends.evaluation, run.best, corpus.text);
  return { heldOut: run.bestBitsPerByte, inSample };
}

const judged = corpus.heldOut.length - (corpus.starts.length - 1);
console.log(
  `${files.length} files, learnt from ${corpus.text.length} bytes, held out n = ${judged}; ${values.seeds} seeds, ${values.passes} passes, node ${process.version}`,
);
console.log(
  "| recipe | held out least / median / most | in sample least / median / most | seconds |",
);
console.log("|---|---|---|---|");
for (const row of values.row) {
  const before = process.cpuUsage().user;
  const ends = [];
  for (let seed = 1; seed <= Number(values.seeds); seed++)
    ends.push(trained(seed, JSON.parse(row)));
  const seconds = (process.cpuUsage().user - before) / 1e6 / ends.length;
  const spread = (of) => {
    const sorted = ends.map(of).sort((a, b) => a - b);
    return [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)]
      .map((b) => b.toFixed(3))
      .join(" / ");
  };
  const cells = [
    row,
    spread((end) => end.heldOut),
    spread((end) => end.inSample),
    seconds.toFixed(1),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
