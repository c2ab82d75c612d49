// sparse-diff train on a folder, or on a file of which part is held out: progress, checkpoints, the model and the
// output about it. The training is in training/corpus, its threads in jobs/corpusJob.ts.
import { checkNumbers } from "../../answers/numbers";
import { type CorpusPlan, trainOnThreads } from "../../jobs/corpusJob";
import { createBoard, readProgress } from "../../jobs/trainingBoard";
import type { Kernels } from "../../kernels/interface";
import { checkHead, writeModel } from "../../nets/formats";
import { HEAD_BYTES } from "../../nets/kinds";
import type { CellKind } from "../../protocol/vocabulary/cells";
import { trainedNetName } from "../../protocol/words/netNames";
import { COMPARED_LAG } from "../../protocol/words/paper";
import { shortPath } from "../../protocol/words/shortened";
import {
  filesLine,
  type LeftOut,
  LeftOutTally,
  type UsedFiles,
} from "../../protocol/words/trainedFiles";
import { HELD_OUT, provenanceMetadata } from "../../requests/modelFile";
import { usedFiles } from "../../requests/trainFolder";
import { comparison } from "../../statistics/samples";
import { readCheckpoint, writeCheckpoint } from "../../training/corpus/checkpoint";
import { type Corpus, type CorpusFile, corpusOf, holdOut } from "../../training/corpus/corpus";
import { corpusRecipeFor, passesOf, predictionsOf } from "../../training/corpus/recipe";
import type { CorpusSnapshot } from "../../training/corpus/snapshot";
import { TRAINED_CELLS } from "../../training/trainable";
import { type Context, type OptionTable, type Result, realNumber, required } from "../command";
import { DASH, type FolderText, readBytes, textNameOf, textsOf } from "../inputs";
import { finish, threadsHelp, threadsOf, threadsOption, withPool } from "../longWork";
import { checkOutputs, modelFileName, writeOutputs } from "../outputs";
import { paperComparison } from "../paperComparison";
import { bold, number, oneLine } from "../terminal";

export const corpusOptions: OptionTable = {
  "held-out": { type: "string" },
  checkpoint: { type: "string" },
  ...threadsOption,
};

export const corpusHelp = [
  "",
  "TEXT may be a folder: every text file below it, some of them held out to judge the model by. Links are",
  "followed, each file counts once; hidden files, node_modules and bower_components are not looked into.",
  "--held-out SHARE|FOLDER how much is held out (0.05), or a folder of other files to judge by;",
  "                        given with a single file, the file's end is held out",
  "--checkpoint FILE       the run as it stands, every 15 s; a run that finds it goes on from there",
  threadsHelp,
];

const SHARE = 0.05;
/** Bytes on which the model is compared with the paper's. */
const COMPARED_BYTES = 65536;

export interface CorpusChoices {
  readonly kind: CellKind;
  readonly hidden: number;
  readonly seed: number;
  /** Held-out bits per byte to stop at; undefined: the schedule decides. */
  readonly target: number | undefined;
  /** Passes over the text; undefined: by its size. */
  readonly passes: number | undefined;
  readonly backend: Kernels;
}

/** What a run writes, as checkOutputs() takes it. */
export function trainOutputs(context: Context): Parameters<typeof checkOutputs>[1] {
  const { checkpoint } = context.options;
  return [
    ["--out", required(context, "out")],
    ["--checkpoint", typeof checkpoint === "string" ? checkpoint : undefined],
  ];
}

export async function trainCorpus(context: Context, choices: CorpusChoices): Promise<Result> {
  const { kind, hidden: H, seed, target = 0, passes, backend } = choices;
  const cell = TRAINED_CELLS[kind];
  const out = required(context, "out");
  const { corpus, used, leftOut } = await readCorpus(context, seed);
  const heldOut = corpus.heldOut.length;
  const recipe = corpusRecipeFor(corpus.text.length, H, passes, undefined, heldOut, cell);
  const run = { corpus, recipe, hidden: H, cell, seed, target };
  const plan: CorpusPlan = { backend: backend.backend, ...run };
  const identity = identityOf(context, plan);
  const start = await startOf(context, plan, identity);
  const began = performance.now();
  const snapshot = await withPool(threadsOf(context), async (pool) => {
    const board = createBoard(H, cell);
    const shown = setInterval(() => {
      const { epochs, planned, ofEpoch, best, running } = readProgress(board);
      const judged = Number.isNaN(best) ? "" : `, best held out ${best.toFixed(3)}`;
      if (planned > 0)
        context.out.progress(
          `${(epochs + ofEpoch).toFixed(2)} of ${planned.toFixed(2)} passes, ${running.toFixed(3)} bits per byte${judged}`,
        );
    }, 200);
    try {
      const work = trainOnThreads(pool, plan, start, board, context.signal);
      for (;;) {
        const step = await work.next();
        // There is no snapshot only after Ctrl+C, which ends the process.
        if (step.done) return step.value!;
        await keepCheckpoint(context, step.value, identity);
      }
    } finally {
      clearInterval(shown);
    }
  });
  const seconds = (performance.now() - began) / 1000;
  const { best, bestBitsPerByte, counters, judgements } = snapshot;
  const learnt = (counters.update - (start?.counters.update ?? 0)) * predictionsOf(recipe);
  const epochs = passesOf(recipe, counters.update, corpus.text.length);
  const { files } = context;
  checkNumbers({ bitsPerByte: bestBitsPerByte, judgements }, out);
  const metadata = provenanceMetadata({
    textName: textNameOf(context),
    textSha256: files.sha256(corpus.text),
    bitsPerByte: bestBitsPerByte,
    measuredOn: HELD_OUT,
    seed,
    epochs: Number(epochs.toPrecision(3)),
  });
  const bytes = () => writeModel(best, modelFileName(out), metadata);
  const written = await writeOutputs(context, [{ path: out, bytes }]);
  const judged = corpus.heldOut.subarray(0, COMPARED_BYTES);
  const compared = await finish(
    context,
    "comparing",
    comparison(backend, best, judged, COMPARED_LAG),
  );
  const heldOutFiles = corpus.starts.length - 1;
  const json = {
    bytes: corpus.text.length,
    heldOutBytes: corpus.heldOut.length,
    heldOutFiles,
    cell: kind,
    hiddenSize: H,
    seed,
    epochs,
    bitsPerByte: bestBitsPerByte,
    seconds,
    bytesPerSecond: learnt / seconds,
    reached: bestBitsPerByte <= target || choices.target === undefined,
    model: out,
    topTenShare: compared.topTenShare,
    meanRatio: compared.meanRatio,
    medianRatio: compared.medianRatio,
    recipe,
    judgements,
    files: { ...used, leftOut },
  };
  return {
    code: 0,
    json,
    ...written,
    text: () =>
      [
        `${bold(oneLine(out))}: ${bestBitsPerByte.toFixed(4)} bits per byte on what was held out (${heldOutFiles} files, n = ${corpus.heldOut.length - heldOutFiles})`,
        `${number(epochs)} passes over ${corpus.text.length} bytes in ${seconds.toFixed(1)} s, ${number(json.bytesPerSecond / 1000)} KB/s, ${trainedNetName(kind, H)}, seed ${seed}`,
        ...(json.reached ? [] : [`not reached: ${target} bits per byte`]),
        "",
        paperComparison(compared),
        "",
        oneLine(filesLine(used, leftOut)),
      ].join("\n"),
  };
}

interface Read {
  readonly corpus: Corpus;
  readonly used: UsedFiles;
  readonly leftOut: readonly LeftOut[];
}

async function readCorpus(context: Context, seed: number): Promise<Read> {
  const [text] = context.positionals;
  const { files } = context;
  const wanted = context.options["held-out"];
  const tally = new LeftOutTally();
  const read = (training: readonly CorpusFile[], heldOut: readonly CorpusFile[]): Read => {
    const corpus = corpusOf(training, heldOut, seed);
    return { corpus, used: usedFiles(training, heldOut, tally), leftOut: tally.list };
  };
  // Before reading TEXT, reject a wrong share, and find the files that must not be learnt from.
  const judges =
    typeof wanted === "string" && (await files.stat(wanted))?.kind === "folder"
      ? (await readFolder(context, wanted, tally, [])).map((text) => ({
          ...text,
          // Distinguishes it from a file of the same name that is learnt from.
          name: `${wanted}/${text.name}`,
        }))
      : undefined;
  const share =
    judges ?? realNumber(context, "held-out", 0.001, 0.5, ", or a folder of other files") ?? SHARE;
  const all = await readTexts(context, text, tally, judges ?? []);
  if (typeof share !== "number") return read(all, share);
  const { training, heldOut } = holdOut(all, share, seed);
  return read(training, heldOut);
}

/** The files below the folder TEXT, or TEXT itself, without the files that the model is to be judged by. */
async function readTexts(
  context: Context,
  text: string,
  tally: LeftOutTally,
  judges: readonly FolderText[],
): Promise<readonly CorpusFile[]> {
  const { files } = context;
  const isFolder = text !== DASH && (await files.stat(text))?.kind === "folder";
  if (isFolder) return readFolder(context, text, tally, judges);
  const { path, bytes } = await readBytes(context);
  return [{ name: path, bytes }];
}

/** The texts below a folder. @throws InputError if one of them would be overwritten */
async function readFolder(
  context: Context,
  folder: string,
  tally: LeftOutTally,
  others: readonly FolderText[],
): Promise<readonly FolderText[]> {
  const texts = await textsOf(context.files, folder, tally, others);
  const inputs = texts.map(({ path }) => [`a text below ${shortPath(folder)}`, path] as const);
  await checkOutputs(context, trainOutputs(context), inputs);
  return texts;
}

/** A short hash of everything that the bits of a run depend on. */
function identityOf(
  { files }: Context,
  { backend, corpus, recipe, target, hidden, cell, seed }: CorpusPlan,
): string {
  const { starts } = corpus;
  // Without a field for tanh, as before there were other cells.
  const other = cell === "tanh" ? undefined : cell;
  const numbers = JSON.stringify({ backend, recipe, target, hidden, seed, starts, cell: other });
  const hash = files.startSha256();
  for (const part of [corpus.text, corpus.heldOut, new TextEncoder().encode(numbers)])
    hash.update(part);
  return hash.digest().slice(0, 16);
}

async function startOf(
  { files, options }: Context,
  { recipe, hidden, cell }: CorpusPlan,
  identity: string,
): Promise<CorpusSnapshot | undefined> {
  const path = options.checkpoint;
  if (typeof path === "string") {
    const found = await files.stat(path);
    if (found) {
      checkHead(await files.readHead(path, HEAD_BYTES), found.size, path);
      return readCheckpoint(await files.read(path), path, identity, hidden, recipe, cell);
    }
  }
  return undefined;
}

async function keepCheckpoint(
  { files, options }: Context,
  snapshot: CorpusSnapshot,
  identity: string,
): Promise<void> {
  if (typeof options.checkpoint === "string")
    await files.writeAtomic(options.checkpoint, writeCheckpoint(snapshot, identity));
}
