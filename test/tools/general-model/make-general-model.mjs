// Trains the general model, media/general/general.safetensors, on the corpus of sources.json with this project's own
// command line, rounds its weights, judges it by kind and writes the results to log.json and table.md next to this file. If interrupted, it
// resumes from its checkpoint. `--judge` only judges the existing model.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { buildCorpus } from "./build-corpus.mjs";
import { roundWeights } from "./round-weights.mjs";

const SEED = 1;
const HIDDEN = 256;
const PASSES = 10;

const here = import.meta.dirname;
const root = path.resolve(here, "../../..");
const corpus = path.join(root, "out/corpus");
const model = path.join(root, "media/general/general.safetensors");
const log = path.join(here, "log.json");

buildCorpus(corpus);
if (!process.argv.includes("--judge")) train();
table(await judged());

function train() {
  fs.mkdirSync(path.dirname(model), { recursive: true });
  const { stdout, status } = spawnSync(
    process.execPath,
    [
      path.join(root, "dist/cli.js"),
      "train",
      path.join(corpus, "train"),
      ...["--held-out", path.join(corpus, "held-out"), "--name", "prose and code of npm packages"],
      ...["--hidden", String(HIDDEN), "--seed", String(SEED), "--max-epochs", String(PASSES)],
      ...[
        "--backend",
        "simd",
        "--out",
        model,
        "--checkpoint",
        path.join(root, "out/general.checkpoint"),
        "--json",
      ],
    ],
    { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 26 },
  );
  if (status !== 0) process.exit(status ?? 1);
  roundWeights(model, 10);
  const { model: _, ...kept } = JSON.parse(stdout);
  fs.writeFileSync(log, `${JSON.stringify({ node: process.version, ...kept }, null, 2)}\n`);
}

async function judged() {
  const outfile = path.join(root, "out/general-model/judge.mjs");
  await esbuild.build({
    entryPoints: [path.join(here, "judge.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "warning",
  });
  const { judge } = await import(pathToFileURL(outfile).href);
  return judge(corpus, model);
}

/** @param {import("./judge").KindRow[]} rows */
function table(rows) {
  const lines = rows.map(
    ({ kind, trainedBytes, files, n, model: bits, counts }) =>
      `| ${kind} | ${trainedBytes} | ${files} | ${n} | ${bits.toFixed(3)} | ${counts[2].toFixed(3)} | ${counts[3].toFixed(3)} |`,
  );
  const text = [
    "| kind | bytes learnt from | held-out files | n | this model | order-2 counts | order-3 counts |",
    "|---|---|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
  fs.writeFileSync(path.join(here, "table.md"), text);
  console.log(text);
}
