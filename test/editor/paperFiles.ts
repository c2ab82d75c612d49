// The paper's text and model as the files of a workspace. They are not part of this repository: in CI
// their absence is a failure, on a clone without them the tests say so and are skipped.
import { test } from "node:test";
import { needsSharedData, sharedFile } from "../tools/sharedData";
import { pageTest } from "./page";

export const TEXT = "enwik_1024.txt";
export const MODEL = "sat_model.bin";

export const paperFiles = () => ({
  [TEXT]: { copyOf: sharedFile(TEXT) },
  [MODEL]: { copyOf: sharedFile(MODEL) },
});

/** Switched on from the start, with the paper's model. */
export const paperSettings = {
  "sparseDiff.enabledFor": ["**/*.txt"],
  "sparseDiff.model": MODEL,
};

export const canRun = needsSharedData.skip === undefined;

export function paperTest(name: string, body: () => Promise<void>): void {
  if (canRun) pageTest(name, body);
  else test(name, needsSharedData, () => undefined);
}
