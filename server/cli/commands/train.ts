// sparse-diff train: trains a model on a text. The trainer is in training/; here are options, progress and the output
// file, which is written whole at the end or not at all.
import { selectTraining } from "../../kernels/select";
import { checkRoom, writeModel } from "../../nets/formats";
import { InputError } from "../../nets/inputError";
import { CELL_LABELS } from "../../protocol/vocabulary/cells";
import { namesOf } from "../../protocol/vocabulary/terms";
import {
  DEFAULT_CELL,
  DEFAULT_HIDDEN,
  DEFAULT_SEED,
  DEFAULT_TARGET,
  TRAIN_CHOICES as LIMITS,
} from "../../protocol/vocabulary/training";
import { trainedNetName } from "../../protocol/words/netNames";
import { COMPARED_LAG } from "../../protocol/words/paper";
import { shortPath } from "../../protocol/words/shortened";
import { provenanceMetadata } from "../../requests/modelFile";
import { comparison } from "../../statistics/samples";
import { TRAINED_CELLS } from "../../training/trainable";
import { createTrainer } from "../../training/trainer";
import type { Trainer, TrainingProgress } from "../../training/types";
import { type Command, type Context, oneOf, realNumber, required, wholeNumber } from "../command";
import {
  backendHelp,
  backendOf,
  backendOption,
  DASH,
  readText,
  STANDARD_INPUT,
  textNameOf,
} from "../inputs";
import { finish } from "../longWork";
import { checkModelOutput, checkOutputs, modelFileName, writeOutputs } from "../outputs";
import { paperComparison } from "../paperComparison";
import { bold, number, oneLine } from "../terminal";
import { corpusHelp, corpusOptions, trainCorpus, trainOutputs } from "./trainCorpus";

const SLICE_MS = 40;
const KINDS = namesOf(CELL_LABELS);
const MOST_EPOCHS = LIMITS.maxEpochs.high;

export const train: Command = {
  name: "train",
  usage: `TEXT --out MODEL [--cell ${KINDS.join("|")}] [--hidden 128] [--seed 42] [--until-bpc 0.079] [--max-epochs N]`,
  summary: "Trains a model on a text; the best one seen is kept.",
  help: [
    "--out MODEL             the file to write, .bin or .safetensors; standard output gets a .safetensors",
    `--cell NAME             ${KINDS.join(", ")} (${DEFAULT_CELL}); a .bin has room for ${DEFAULT_CELL} only`,
    "--hidden H              hidden size (128)",
    "--seed N                same seed, same bytes (42)",
    "--until-bpc BITS        stop once the model needs at most this many bits per byte (0.079)",
    "--max-epochs N          stop after so many passes over the text",
    "--name NAME             what the model file calls the text (its file name)",
    backendHelp,
    ...corpusHelp,
  ],
  options: {
    out: { type: "string" },
    cell: { type: "string" },
    hidden: { type: "string" },
    seed: { type: "string" },
    "until-bpc": { type: "string" },
    "max-epochs": { type: "string" },
    name: { type: "string" },
    ...backendOption,
    ...corpusOptions,
  },
  positionals: ["TEXT"],
  async run(context) {
    const out = required(context, "out");
    checkModelOutput("--out", out);
    const kind = oneOf(context, "cell", KINDS, DEFAULT_CELL);
    const cell = TRAINED_CELLS[kind];
    const hidden = wholeNumber(
      context,
      "hidden",
      DEFAULT_HIDDEN,
      LIMITS.hiddenSize.low,
      LIMITS.hiddenSize.high,
    );
    checkRoom({ H: hidden, cell }, modelFileName(out));
    const seed = wholeNumber(context, "seed", DEFAULT_SEED, LIMITS.seed.low, LIMITS.seed.high);
    const asked = realNumber(
      context,
      "until-bpc",
      LIMITS.untilBitsPerByte.low,
      LIMITS.untilBitsPerByte.high,
    );
    const most =
      context.options["max-epochs"] === undefined
        ? undefined
        : wholeNumber(context, "max-epochs", MOST_EPOCHS, 1, MOST_EPOCHS);
    await checkOutputs(context, trainOutputs(context));
    const evaluation = backendOf(context);
    if (await isCorpus(context))
      return trainCorpus(context, {
        kind,
        hidden,
        seed,
        target: asked,
        passes: most,
        backend: evaluation,
      });
    const target = asked ?? DEFAULT_TARGET;
    const text = await readText(context, 2);
    const training = selectTraining(evaluation.backend);
    const start = performance.now();
    const trainer = createTrainer(
      text.bytes,
      {
        hidden,
        cell,
        seed,
        untilBitsPerByte: target,
        maxEpochs: most,
        name: text.path,
      },
      { training, evaluation },
    );
    const { epochs, bitsPerByte, predictions, reached } = await runToEnd(context, trainer);
    const seconds = (performance.now() - start) / 1000;
    const metadata = provenanceMetadata({
      textName: textNameOf(context),
      textSha256: text.sha256,
      bitsPerByte,
      seed,
      epochs,
    });
    const bytes = () => writeModel(trainer.best, modelFileName(out), metadata);
    const written = await writeOutputs(context, [{ path: out, bytes }]);
    const work = comparison(evaluation, trainer.best, text.bytes, COMPARED_LAG);
    const compared = await finish(context, "comparing", work);
    const json = {
      bytes: text.bytes.length,
      cell: kind,
      hiddenSize: hidden,
      seed,
      epochs,
      bitsPerByte,
      seconds,
      bytesPerSecond: predictions / seconds,
      reached,
      model: out,
      topTenShare: compared.topTenShare,
      meanRatio: compared.meanRatio,
      medianRatio: compared.medianRatio,
    };
    return {
      code: 0,
      json,
      ...written,
      text: () =>
        [
          `${bold(oneLine(out))}: ${bitsPerByte.toFixed(4)} bits per byte on ${oneLine(text.path)} (in sample, n = ${text.bytes.length - 1})`,
          `${epochs} epochs in ${seconds.toFixed(2)} s, ${number(json.bytesPerSecond / 1000)} KB/s, ${trainedNetName(kind, hidden)}, seed ${seed}`,
          ...(reached ? [] : [`not reached: ${target} bits per byte`]),
          "",
          paperComparison(compared),
        ].join("\n"),
    };
  },
};

/** Whether TEXT is a folder, or a file of which part is to be held out. @throws InputError */
async function isCorpus({ files, options, positionals }: Context): Promise<boolean> {
  const [text] = positionals;
  const folder = text !== DASH && (await files.stat(text))?.kind === "folder";
  if (folder || options["held-out"] !== undefined) return true;
  for (const name of ["checkpoint", "threads"])
    if (options[name] !== undefined)
      throw new InputError(
        `--${name}: for a folder, or with --held-out; '${shortPath(text)}' is ${text === DASH ? STANDARD_INPUT : "a file"}`,
      );
  return false;
}

async function runToEnd({ out, signal }: Context, trainer: Trainer): Promise<TrainingProgress> {
  for (;;) {
    const progress = trainer.step(SLICE_MS);
    if (progress.finished) return progress;
    signal.throwIfAborted();
    const { epochs, plannedEpochs, runningBitsPerByte: bits } = progress;
    out.progress(
      `epoch ${epochs + 1} of ${plannedEpochs}${Number.isNaN(bits) ? "" : `, ${bits.toFixed(3)} bits per byte`}`,
    );
    await new Promise((resume) => setImmediate(resume));
  }
}
