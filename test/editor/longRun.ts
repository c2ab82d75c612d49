// What a page test that can run for a given time is told of it, by `npm run fuzz`, and where it leaves its figures.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const { SPARSE_DIFF_MINUTES: minutes = "0", SPARSE_DIFF_SEED: seed = "20260209" } = process.env;

/** Zero minutes: a few cases, as in `npm test`. */
export const longRun = () => ({ minutes: Number(minutes), seed: Number(seed) });

/** Writes out/fuzz/NAME.json. */
export function writeFigures(name: string, figures: Readonly<Record<string, unknown>>): void {
  const file = path.resolve("out/fuzz", `${name}.json`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const machine = {
    cpus: os.cpus().map(({ model }) => model),
    memory: os.totalmem(),
    system: os.release(),
  };
  const all = {
    name,
    ...longRun(),
    ...figures,
    machine,
    node: process.version,
    date: new Date().toISOString(),
  };
  fs.writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  console.log(JSON.stringify(all));
}
