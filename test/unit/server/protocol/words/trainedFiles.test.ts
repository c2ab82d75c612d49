// The line that says what became of a folder's files, and the counts behind it.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  filesLine,
  LeftOutTally,
  leftOutCounts,
} from "../../../../../server/protocol/words/trainedFiles";
import { usedFiles } from "../../../../../server/requests/trainFolder";
import { holdOut } from "../../../../../server/training/corpus/corpus";

const file = (name: string, length: number) => ({ name, bytes: new Uint8Array(length) });

test("whole held-out files and the ends of large ones are counted separately, with every byte", () => {
  const files = [file("large", 1000), ...[1, 2, 3, 4].map((i) => file(`small ${i}`, 50))];
  const { training, heldOut } = holdOut(files, 0.25, 1);
  const { learntFrom, heldOut: held } = usedFiles(training, heldOut, new LeftOutTally());
  assert.deepEqual([learntFrom.files, held.files, held.ends], [4, 1, 1]);
  assert.equal(learntFrom.bytes + held.bytes, 1200);
});

test("a held-out file of one byte judges nothing and is reported as left out", () => {
  const leftOut = new LeftOutTally();
  const used = usedFiles([file("a", 9)], [file("b", 1), file("c", 2), file("d", 0)], leftOut);
  assert.deepEqual(used.heldOut, { files: 1, ends: 0, bytes: 2 });
  assert.deepEqual(leftOut.list, [{ reason: "tooShort", files: 1, bytes: 1, names: ["b"] }]);
});

test("the line has counts, bytes and the first names for each reason", () => {
  const leftOut = new LeftOutTally();
  leftOut.add("pipe", "queue", 0);
  for (const name of ["a.png", "b.png", "c.png"]) leftOut.add("binary", name, 1000);
  leftOut.add("tooLarge", `${"long/".repeat(20)}war\nand\u202epeace.txt`, 1_234_567);
  const used = {
    learntFrom: { files: 1, bytes: 1 },
    heldOut: { files: 2, ends: 1, bytes: 12_345 },
  };
  assert.equal(
    filesLine(used, leftOut.list),
    "Learnt from 1 file (1 byte), held out 2 files and the end of 1 file (12,345 bytes), " +
      "left out 3 binary (3,000 bytes: a.png, b.png, ...), " +
      "1 too large (1,234,567 bytes: ...ng/long/long/long/long/long/long/long/long/war<LF>and<U+202E>peace.txt), " +
      "1 pipe (queue)",
  );
  assert.equal(leftOutCounts(leftOut.list), "3 binary, 1 too large, 1 pipe");
  const none = { learntFrom: { files: 2, bytes: 10 }, heldOut: { files: 0, ends: 0, bytes: 0 } };
  assert.equal(filesLine(none, []), "Learnt from 2 files (10 bytes), held out none, left out none");
});
