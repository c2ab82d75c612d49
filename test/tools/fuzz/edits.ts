// Random edits, models, questions and deaths of a real server, each answer held against that of a server given the whole text at once
// (edits/play.ts). A failure prints its seed and the shrunk steps.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { Fresh } from "./edits/fresh";
import { models } from "./edits/models";
import { play } from "./edits/play";
import { anyCase } from "./edits/steps";
import { type LongRun, type Report, rounds } from "./report";

/** Cases a round, so that the end of a run is not far. */
const CASES = 5;

export async function run(long: LongRun): Promise<void> {
  await rounds(long, (seed) => someCases(seed, CASES, long.report));
}

export async function someCases(seed: number, numRuns: number, report: Report): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-edits-"));
  const fresh = new Fresh(folder);
  const known = models(folder);
  let cases = 0;
  let isFound = false;
  const carriedOut = fc.asyncProperty(anyCase, async (one) => {
    const own = path.join(folder, `case${cases++}`);
    fs.mkdirSync(own);
    try {
      await play(one, fresh, own, known, report);
    } catch (error) {
      // Shrinking takes minutes.
      if (!isFound)
        console.error(`found with seed ${seed}, now shrunk: ${(error as Error).message}`);
      isFound = true;
      throw error;
    }
    fs.rmSync(own, { recursive: true });
    report.count("cases");
    report.count("steps", one.steps.length);
  });
  try {
    await fc.assert(carriedOut, { seed, numRuns });
    await fresh.end();
  } finally {
    fresh.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
