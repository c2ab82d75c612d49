// The paper's weights and text and the reference vectors. They are not part of this repository: in CI
// their absence is a failure, on a clone without them the tests that need them say so and are skipped.
import fs from "node:fs";
import path from "node:path";
import { readRawWeights } from "../../server/rnn/rawWeights";

const folder = process.env.SPARSE_DIFF_SHARED ?? path.resolve("../shared");
const data = path.join(folder, "data");

/** Options for test(): a printed reason to skip, never in CI. */
export const needsSharedData: { skip?: string } =
  fs.existsSync(data) || process.env.CI
    ? {}
    : { skip: "the paper's data is not here (SPARSE_DIFF_SHARED names its folder)" };

export function sharedFile(...parts: string[]): string {
  return path.join(data, ...parts);
}

export function readShared(...parts: string[]): Uint8Array {
  return new Uint8Array(fs.readFileSync(sharedFile(...parts)));
}

export function readSharedModel(...parts: string[]) {
  return readRawWeights(readShared(...parts), parts.at(-1) ?? "model");
}

export const paper = {
  weights: () => readSharedModel("sat_model.bin"),
  text: () => readShared("enwik_1024.txt"),
};
