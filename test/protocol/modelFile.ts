// Writes a model to a file of its own, which is removed after the tests of the calling file.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after } from "node:test";
import { writeRawWeights } from "../../server/nets/rawWeights";

/** Returns the path of the file. */
export function modelFile(weights: Parameters<typeof writeRawWeights>[0]): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sparse-diff-"));
  after(() => fs.rmSync(folder, { recursive: true }));
  const file = path.join(folder, "random.bin");
  fs.writeFileSync(file, writeRawWeights(weights));
  return file;
}
