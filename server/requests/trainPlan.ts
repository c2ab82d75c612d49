// What a training run is made of: the text to memorise, or the corpus to learn from and what is held out of it, with the options, all
// checked before a thread is started.
import { checkRoom } from "../nets/formats";
import { InputError } from "../nets/inputError";
import type { TextSource, TrainParams, TrainResult } from "../protocol/wire/training";
import { l10n } from "../protocol/words/l10n";
import { LeftOutTally } from "../protocol/words/trainedFiles";
import { corpusOf, holdOut } from "../training/corpus/corpus";
import { corpusRecipeFor } from "../training/corpus/recipe";
import { kindOf, trainableCell } from "../training/trainable";
import { sha256InSlices } from "./hashing";
import type { Session } from "./session";
import { usedFiles } from "./trainFolder";
import { atLeastTwo, filesOf, trainingOptions } from "./trainInput";
import type { RunPlan } from "./trainRun";

/** @throws InputError, FileError */
export async function planOf(session: Session, params: TrainParams): Promise<RunPlan> {
  const options = trainingOptions(params);
  const { heldOutPercent } = params.choices;
  if (heldOutPercent !== undefined) return corpusPlan(session, params, heldOutPercent / 100);
  const text = await atLeastTwo(session, params.source, params.textName);
  const { startFrom, outputPath } = params;
  const start = startFrom === undefined ? undefined : (await session.model(startFrom)).weights;
  const cell = start ? trainableCell(start, startFrom ?? "") : options.cell;
  if (params.choices.cell !== undefined && cell !== options.cell)
    throw new InputError(
      l10n`cell: ${params.choices.cell}; the model to continue is ${kindOf(cell)}; expected no cell, or the same`,
    );
  if (start) checkRoom(start, outputPath);
  await session.files.checkWritable(outputPath);
  const hidden = start?.H ?? options.hidden;
  return {
    params,
    text,
    textSha256: await sha256InSlices(session.files, text),
    files: allLearntFrom(params.source, text),
    options: { ...options, hidden, cell },
    start,
  };
}

async function corpusPlan(session: Session, params: TrainParams, share: number): Promise<RunPlan> {
  if (params.startFrom !== undefined)
    throw new InputError(l10n`held out: not where a model is continued; expected no percentage`);
  const { hidden, cell, seed, ...options } = trainingOptions(params);
  const { files } = session;
  const split = holdOut(await filesOf(session, params.source), share, seed);
  const leftOut = new LeftOutTally();
  const used = usedFiles(split.training, split.heldOut, leftOut);
  const corpus = corpusOf(split.training, split.heldOut, seed, params.textName);
  await files.checkWritable(params.outputPath);
  const { maxEpochs, bpttLength } = params.choices;
  const recipe = corpusRecipeFor(
    corpus.text.length,
    hidden,
    maxEpochs,
    bpttLength,
    corpus.heldOut.length,
    cell,
  );
  return {
    params,
    text: corpus.text,
    textSha256: await sha256InSlices(files, corpus.text),
    files: params.source.kind === "files" ? { used, leftOut: leftOut.list } : null,
    options: { ...options, hidden, cell, seed },
    corpus: { corpus, recipe, hidden, cell, seed, target: options.untilBitsPerByte ?? 0 },
  };
}

/** null if the text is a document. */
function allLearntFrom(source: TextSource, text: Uint8Array): TrainResult["files"] {
  if (source.kind !== "files") return null;
  const learntFrom = { files: source.paths.length, bytes: text.length };
  return { used: { learntFrom, heldOut: { files: 0, ends: 0, bytes: 0 } }, leftOut: [] };
}
