// The paper's weights and text (docs/data.md). They are not in this repository: without them CI fails, and in a local
// clone the tests that need them say so and are skipped.
import fs from "node:fs";
import path from "node:path";
import { readRawWeights } from "../../server/nets/rawWeights";

const folder = process.env.SPARSE_DIFF_SHARED ?? path.resolve("../shared");
const data = path.join(folder, "data");
const WEIGHTS = "sat_model.bin";
const TEXT = "enwik_1024.txt";

/** Options for test(): skips with a printed reason, but never in CI. */
export const needsSharedData: { skip?: string } =
  process.env.CI || [WEIGHTS, TEXT].every((name) => fs.existsSync(sharedFile(name)))
    ? {}
    : { skip: "the paper's weights and text are not here (docs/data.md says how to get them)" };

export function sharedFile(name: string): string {
  return path.join(data, name);
}

function read(name: string): Uint8Array {
  return new Uint8Array(fs.readFileSync(sharedFile(name)));
}

export const paper = {
  weights: () => readRawWeights(read(WEIGHTS), WEIGHTS),
  text: () => read(TEXT),
};
