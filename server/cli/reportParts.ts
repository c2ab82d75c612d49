// report --part i/n and report --merge: one part of a report to a file, and the report of all parts (docs/report-parts.md). Not here: what
// a part holds (statistics/reportPart.ts), its file (partFile.ts), which files belong together (partHeads.ts).
import { checkNumbers } from "../answers/numbers";
import { mergedOnThreads, partOnThreads } from "../jobs/reportPartJobs";
import { sharedBuffer } from "../jobs/shared";
import type { Kernels } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { Model } from "../nets/formats";
import { InputError } from "../nets/inputError";
import type { Report } from "../protocol/wire/reportJson";
import { count } from "../protocol/words/numbers";
import { shortened } from "../protocol/words/shortened";
import { MergedParts } from "../statistics/reportPart";
import {
  type PartOf,
  planPart,
  planReport,
  positionsOf,
  segmentsOf,
} from "../statistics/reportPlan";
import { allocateTables } from "../statistics/reportTables";
import { type Context, type Result, required } from "./command";
import { backendOf, DASH, type Text } from "./inputs";
import { interrupted, percent, threadsOf, withPool } from "./longWork";
import { checkOutputs } from "./outputs";
import { addPart, PartWriter } from "./partFile";
import { orderedParts, type PartInput, readHeads, reportHead } from "./partHeads";

export const partsHelp: readonly string[] = [
  "--part I/N              only part I of N of the text's positions, written to --out FILE, to be merged with the others",
  "--out FILE              the file of the part",
  "--merge                 the report of all parts: TEXT is followed by their files",
];

/** What a part has no part in. */
const ONLY_WHOLE = ["html", "csv", "controls", "memory", "export", "table", "merge"] as const;

/** Called before any work. @throws InputError, FileError */
export async function checkPart(context: Context): Promise<void> {
  const { options } = context;
  if (options.part === undefined) {
    if (options.out !== undefined)
      throw new InputError("--out: it is the file of a part; expected --part I/N too");
    return;
  }
  for (const name of ONLY_WHOLE)
    if (options[name] !== undefined)
      throw new InputError(`--${name}: a part of a report has none; expected it without --part`);
  const out = required(context, "out");
  if (out === DASH)
    throw new InputError(
      "--out: '-'; expected a file, since it is read again (./- is a file of that name)",
    );
  await checkOutputs(context, [["--out", out]]);
}

function partOf({ options }: Context, bytes: number): PartOf {
  const segments = segmentsOf(bytes);
  const [, part, parts] = /^(\d+)\/(\d+)$/.exec(String(options.part)) ?? [];
  const found = { part: Number(part), parts: Number(parts) };
  if (found.part >= 1 && found.part <= found.parts && found.parts <= segments) return found;
  throw new InputError(
    `--part: '${shortened(String(options.part))}'; expected I/N, part I of N, with N from 1 to ${segments}: a part has 1,024 positions of the text at least`,
  );
}

/** Runs one part and writes its file. */
export async function writePart(
  context: Context,
  model: Model,
  text: Text,
  depth: number,
): Promise<Result> {
  const { files } = context;
  const { bytes } = text;
  const { backend } = backendOf(context);
  const which = partOf(context, bytes.length);
  const plan = planPart(planReport(bytes.length, shapeOf(model.weights), depth, backend), which);
  const path = required(context, "out");
  const head = { ...reportHead(files, text, model, depth, backend), ...which };
  const writer = await PartWriter.start(files, path, head);
  try {
    const made = await withPool(threadsOf(context), (pool) =>
      partOnThreads(pool, model.weights, bytes, plan, {
        row: (sums) => {
          checkNumbers({ sums }, required(context, "model"));
          return writer.row(sums);
        },
        progress: (what, fraction) => percent(context, what)(fraction),
      }),
    );
    if (!made) return interrupted(context);
    checkNumbers(made.data, required(context, "model"));
    await writer.finish(plan, made.tables, made.data);
  } finally {
    await writer.discard();
  }
  const { from, to } = positionsOf(plan);
  const json = { ...which, positions: { from, to: to - 1 }, bytes: bytes.length, out: path };
  const said = `part ${which.part} of ${which.parts}: t = ${count(from)} .. ${count(to - 1)} of ${count(bytes.length)} bytes, in ${path}`;
  return { code: 0, json, text: () => said };
}

/** The parts of a report that is merged, and what they were made with. */
export interface Parts {
  readonly inputs: readonly PartInput[];
  readonly depth: number;
  readonly backend: Kernels;
}

/**
 * The parts that follow TEXT, which say depth and backend where the options do not; undefined without --merge.
 * @param depth of the option
 * @throws InputError if they are not all parts of the report of this text and model
 */
export async function partsOf(
  context: Context,
  model: Model,
  text: Text,
  depth: number | undefined,
): Promise<Parts | undefined> {
  const { files, options, positionals } = context;
  if (options.merge !== true) return undefined;
  const found = await readHeads(files, positionals.slice(1));
  const [{ head }] = found;
  const backend = options.backend === undefined ? selectKernels(head.backend) : backendOf(context);
  const own = reportHead(files, text, model, depth ?? head.depth, backend.backend);
  return { inputs: orderedParts(found, own), depth: own.depth, backend };
}

/** The report of all parts: that of a single run, bit for bit. @throws InputError for a damaged file, FileError */
export async function mergedReport(
  context: Context,
  { weights }: Model,
  { bytes }: Text,
  { inputs, depth, backend }: Parts,
): Promise<Report> {
  const { files } = context;
  const plan = planReport(bytes.length, shapeOf(weights), depth, backend.backend);
  const merged = new MergedParts(plan, allocateTables(plan, 1, sharedBuffer));
  for (const [i, { path, head }] of inputs.entries()) {
    percent(context, "merging")(i / inputs.length);
    await addPart(files, path, planPart(plan, head), merged);
  }
  const made = await withPool(threadsOf(context), (pool) =>
    mergedOnThreads(pool, weights, bytes, merged),
  );
  return made ?? interrupted(context);
}
