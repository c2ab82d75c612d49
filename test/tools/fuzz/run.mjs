// `npm run fuzz -- [--only NAME] [--minutes N] [--seed S]`: the long runs, one after the other, N minutes each; a run alone where
// it is named. Every run says its seed first, and a failure says the seed that repeats it. The figures of a run are written
// to out/fuzz/NAME.json. What a run does is in NAME.ts beside this file, which exports run(); needs `npm run build`.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { bundledName, bundleTests, root } from "../bundle.mjs";

/** In the order in which they are run; `properties` are the property and unit tests with random seeds. */
const MODULES = ["edits", "kills", "files", "cancel", "editor", "soak"];
const NAMES = ["properties", ...MODULES];

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    minutes: { type: "string", default: "1" },
    seed: { type: "string" },
  },
});
const minutes = Number(values.minutes);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed) || seed < 0)
  refuse(
    `--minutes ${values.minutes} --seed ${values.seed}: expected a number of minutes and a whole number`,
  );
if (values.only !== undefined && !NAMES.includes(values.only))
  refuse(`--only ${values.only}: expected ${NAMES.join(", ")}`);

const out = path.join(root, "out/fuzz");
const bundles = path.join(root, "out/fuzz-bundles");
process.chdir(root);
const failed = [];
for (const name of values.only === undefined ? NAMES : [values.only]) {
  console.log(`${name}: seed ${seed}, ${minutes} minutes`);
  if (!(name === "properties" ? properties() : await long(name))) failed.push(name);
}
if (failed.length > 0) console.error(`failed: ${failed.join(", ")}`);
process.exit(failed.length > 0 ? 1 : 0);

/** Again and again, with new cases each time, until the time is over. */
function properties() {
  const end = performance.now() + 60_000 * minutes;
  for (let round = seed; performance.now() < end; round++) {
    const tests = [path.join(root, "test/tools/run-tests.mjs"), "property", "unit"];
    const env = { ...process.env, SPARSE_DIFF_SEED: String(round) };
    const { status } = spawnSync(process.execPath, tests, { stdio: "inherit", env });
    if (status === 0) continue;
    console.error(`properties: failed; --only properties --seed ${round} repeats it`);
    return false;
  }
  return true;
}

async function long(/** @type {string} */ name) {
  const sources = [`test/tools/fuzz/${name}.ts`, "test/tools/fuzz/report.ts"];
  await bundleTests(sources, path.join(bundles, name));
  const [run, { Figures }] = sources.map((source) =>
    createRequire(import.meta.url)(path.join(bundles, name, bundledName(source))),
  );
  const report = new Figures();
  const began = new Date();
  const before = process.memoryUsage().rss;
  /** @type {unknown} */
  let failure = null;
  try {
    await run.run({ minutes, seed, report });
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
    console.error(`${name}: ${failure}`);
  }
  const figures = {
    run: name,
    seed,
    minutes,
    began: began.toISOString(),
    ended: new Date().toISOString(),
    machine: { processor: os.cpus()[0]?.model, cores: os.cpus().length, memory: os.totalmem() },
    versions: {
      product: JSON.parse(fs.readFileSync("package.json", "utf8")).version,
      node: process.version,
      system: `${os.platform()} ${os.release()}`,
    },
    memoryOfThisProcess: { before, after: process.memoryUsage().rss },
    ...report.figures,
    failure,
  };
  fs.mkdirSync(out, { recursive: true });
  const file = path.join(out, `${name}.json`);
  fs.writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(JSON.stringify(report.figures, null, 2));
  console.log(`${name}: ${failure === null ? "nothing found" : "FAILED"}; figures in ${file}`);
  return failure === null;
}

/** @returns {never} */
function refuse(/** @type {string} */ sentence) {
  console.error(sentence);
  process.exit(2);
}
