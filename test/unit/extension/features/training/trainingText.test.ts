// What training and the choice of models say, and what may be chosen: the parts that need no editor.
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelWords } from "../../../../../extension/features/models/modelText";
import {
  CONTINUE,
  choicesWords,
  folderChoices,
  MEMORISE,
  problemWith,
  withCell,
  withChoice,
} from "../../../../../extension/features/training/choices";
import {
  comparisonLines,
  doneWords,
  filesWords,
  progressWords,
  shareDone,
  statusText,
} from "../../../../../extension/features/training/trainingText";
import { displayName, fileNameFor, freeName } from "../../../../../extension/state/modelNames";
import type { ModelDescription, TrainResult } from "../../../../../server/protocol/wire/training";
import { papersNet } from "../../../../tools/netSummaries";

const progress = {
  jobId: "a",
  cell: "elman" as const,
  hiddenSize: 128,
  bytes: 1024,
  heldOutBytes: 0,
  epoch: 12,
  planned: 30,
  bitsPerByte: null,
  runningBitsPerByte: 0.3142,
  secondsLeft: 3.2,
};

test("progress says epoch, bits per byte and the time left", () => {
  assert.equal(progressWords(progress), "Elman 128, epoch 12 of 30, 0.31 bits per byte, 3 s left");
  assert.equal(
    progressWords({ ...progress, bitsPerByte: 0.0785, secondsLeft: 200 }),
    "Elman 128, epoch 12 of 30, 0.079 bits per byte, 3 min left",
  );
  const early = { ...progress, runningBitsPerByte: null, secondsLeft: null };
  assert.equal(progressWords({ ...early, cell: "gru" }), "GRU 128, epoch 12 of 30");
  assert.match(statusText(progress), /training: 0\.31 bits\/byte · epoch 12\/30$/);
  assert.match(statusText(null), /training$/);
  assert.equal(shareDone(progress), 11 / 30);
});

const result: TrainResult = {
  jobId: "a",
  cancelled: false,
  kept: true,
  outputPath: "/models/a.safetensors",
  cell: "elman",
  hiddenSize: 128,
  seed: 42,
  epochs: 22,
  bytes: 1024,
  heldOutBytes: 0,
  files: null,
  textSha256: "0".repeat(64),
  bitsPerByte: 0.0784,
  measured: true,
  reached: true,
  seconds: 0.5,
};

test("the final sentence says what was reached and what was not", () => {
  assert.equal(
    doneWords(result, 0.079),
    "Trained Elman 128: 0.0784 bits per byte in 22 epochs (in sample).",
  );
  assert.equal(
    doneWords({ ...result, bitsPerByte: 0.5, epochs: 1, reached: false }, 0.079),
    "Trained Elman 128: 0.500 bits per byte in 1 epoch (in sample); 0.079 was not reached.",
  );
  assert.equal(
    doneWords({ ...result, cell: "lstm", heldOutBytes: 51, bitsPerByte: 2.1 }, undefined),
    "Trained LSTM 128: 2.10 bits per byte in 22 epochs (held out).",
  );
  const cancelled = { ...result, cancelled: true, measured: false };
  assert.equal(
    doneWords(cancelled, 0.079),
    "Training cancelled; the best model so far is kept: Elman 128, about 0.0784 bits per byte in 22 epochs.",
  );
  assert.equal(
    doneWords({ ...cancelled, kept: false, bitsPerByte: null }, 0.079),
    "Training cancelled before anything was learnt.",
  );
});

test("for a folder it also says which files were used and which were left out", () => {
  assert.deepEqual(filesWords(result), []);
  const used = {
    learntFrom: { files: 5, bytes: 1024 },
    heldOut: { files: 1, ends: 0, bytes: 51 },
  };
  const of = { ...result, files: { used, leftOut: [] } };
  const leftOut = [{ reason: "binary", files: 1, bytes: 3, names: ["a.png"] } as const];
  assert.deepEqual(filesWords(of, leftOut), [
    "Learnt from 5 files (1,024 bytes), held out 1 file (51 bytes), left out 1 binary (3 bytes: a.png).",
  ]);
  assert.deepEqual(filesWords({ ...of, kept: false }, leftOut), []);
});

test("the comparison is next to the paper's numbers, or says that there is none", () => {
  const found = {
    topTenShare: 0.3657,
    meanRatio: 0.084,
    medianRatio: 0.171,
    positions: 1015,
    predictions: 1023,
  };
  const lines = comparisonLines(found).join("\n");
  assert.match(lines, /0\.366 \(paper: 0\.679\).*0\.08 \(paper: 2\.36\).*0\.17 \(paper: 1\.52\)/s);
  assert.match(lines, /Over 1,023 predictions, the ratios over 1,015 of them/);
  assert.match(comparisonLines({ ...found, positions: 0 }).join("\n"), /none \(paper: 2\.36\)/);
});

test("a large folder is a corpus with files held out; a small one is memorised", () => {
  assert.equal(choicesWords(folderChoices(131_071)), "H = 128");
  assert.equal(choicesWords(folderChoices(131_072)), "H = 128, 5 % held out");
});

test("choices are put in words, without defaults that say little", () => {
  assert.equal(choicesWords(MEMORISE), "H = 128, until 0.079 bits per byte");
  assert.equal(choicesWords(CONTINUE), "");
  const changed = withChoice(withChoice(MEMORISE, "seed", "7"), "untilBitsPerByte", " ");
  assert.equal(choicesWords(changed), "H = 128, seed 7");
  assert.equal(
    choicesWords(withChoice(changed, "bpttLength", "80")),
    "H = 128, seed 7, BPTT over 80 bytes",
  );
  const gru = withCell(MEMORISE, "gru");
  assert.equal(choicesWords(gru), "GRU, H = 128, until 0.079 bits per byte");
  assert.deepEqual(withCell(gru, "elman"), MEMORISE);
});

test("an invalid choice is answered with its limits", () => {
  assert.equal(problemWith("0", "hiddenSize"), "A whole number from 1 to 4096.");
  assert.equal(problemWith("1.5", "maxEpochs"), "A whole number from 1 to 1000000.");
  assert.equal(problemWith("x", "untilBitsPerByte"), "A number from 0 to 8.");
  assert.equal(problemWith("", "seed"), "A whole number from 0 to 4294967295.");
  for (const name of ["untilBitsPerByte", "maxEpochs", "bpttLength"] as const)
    assert.equal(problemWith("", name), undefined);
});

test("model files get names that every file system accepts and no model has", () => {
  assert.equal(fileNameFor("notes.txt", ".safetensors"), "notes.txt.safetensors");
  assert.equal(fileNameFor("a.SAFETENSORS", ".safetensors"), "a.safetensors");
  assert.equal(fileNameFor("../x\\y: z?", ".safetensors"), "-x-y- z-.safetensors");
  assert.equal(fileNameFor(" . ", ".safetensors"), "model.safetensors");
  const taken = new Set(["A.safetensors", "a 2.safetensors"]);
  assert.equal(freeName("a.safetensors", taken), "a 3.safetensors");
  assert.equal(displayName("a 3.safetensors"), "a 3");
});

test("a model in the list: size, fit here, provenance", () => {
  const model: ModelDescription = {
    hiddenSize: 128,
    net: papersNet(128),
    format: "safetensors",
    textName: "notes.txt",
    trainedBitsPerByte: 0.078,
    isHeldOut: false,
    unfinished: false,
    trainedOnThisText: true,
    bitsPerByte: 0.0781,
    predictions: 1023,
    isWholeText: true,
  };
  assert.deepEqual(modelWords(model, true, "notes.txt"), {
    description: "H = 128 · 0.0781 bits per byte here · current",
    detail: "trained on this text, 0.0780 bits per byte in sample",
  });
  const changed = { ...model, trainedOnThisText: false, isWholeText: false, predictions: 4095 };
  assert.deepEqual(modelWords({ ...changed, unfinished: true }, false, "notes.txt"), {
    description: "H = 128 · 0.0781 bits per byte here (first 4,095 predictions)",
    detail:
      "trained on notes.txt as it was then, 0.0780 bits per byte in sample, checkpoint of a run that did not end",
  });
});
