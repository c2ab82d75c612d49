// The paper's text and model as workspace files. They are not in this repository: without them CI fails, and tests in a
// local clone say so and are skipped.
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
