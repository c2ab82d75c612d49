// What a page test that can run for a given time is told of it by `npm run fuzz`, and where it leaves its figures.
import fs from "node:fs";

const {
  SPARSE_DIFF_MINUTES: minutes = "0",
  SPARSE_DIFF_SEED: seed = "20260209",
  SPARSE_DIFF_FIGURES: file,
} = process.env;

/** Zero minutes: a few cases, as in `npm test`. */
export const longRun = () => ({ minutes: Number(minutes), seed: Number(seed) });

export function writeFigures(figures: Readonly<Record<string, unknown>>): void {
  const words = JSON.stringify(figures, null, 2);
  if (file) fs.writeFileSync(file, `${words}\n`);
  else console.log(words);
}
