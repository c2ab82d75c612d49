// sparse-diff report: the paper's tables for a whole text, on screen, as JSON or CSV; and the whole analysis as an HTML file.
import { netSummary } from "../../answers/netSummary";
import { checkNumbers } from "../../answers/numbers";
import { reportJson } from "../../answers/reportAnswer";
import { reportTables } from "../../answers/tables";
import { memoryCurve } from "../../attribution/causes/memory";
import { analysisOnThreads } from "../../jobs/analysisJob";
import { reportOnThreads } from "../../jobs/reportJobs";
import type { Kernels } from "../../kernels/interface";
import type { Model } from "../../nets/formats";
import { REPORT } from "../../protocol/vocabulary/report";
import type { Report } from "../../protocol/wire/reportJson";
import type { Sheet } from "../../protocol/wire/sheet";
import { netSentence } from "../../protocol/words/netNames";
import { analysisSheet, type ReportParts, reportSheet } from "../../protocol/words/reportSheet";
import { sheetText } from "../../protocol/words/sheetText";
import { toldAnalysis } from "../../requests/toldAnalysis";
import { isThePapers } from "../../statistics/published";
import { report as tablesOf } from "../../statistics/report";
import { controls } from "../../statistics/samples";
import { type Command, type Context, required, wholeNumber } from "../command";
import { checkExport, exportHelp, exportOption, exportOutput } from "../exporting";
import {
  backendHelp,
  backendOf,
  backendOption,
  modelHelp,
  modelOption,
  readModel,
  readText,
  type Text,
} from "../inputs";
import {
  finish,
  interrupted,
  percent,
  threadsHelp,
  threadsOf,
  threadsOption,
  withPool,
} from "../longWork";
import { writeOutputs } from "../outputs";
import { reportCsv } from "../reportCsv";
import { checkPart, mergedReport, partsHelp, partsOf, writePart } from "../reportParts";
import { sheetFile } from "../sheetFile";
import { checkPredicted } from "../target";
import { style } from "../terminal";

/** Bytes that one thread reads in the time another takes to start. */
const ALONE = 8192;
/** Largest hidden size whose spectrum takes no longer than another thread takes to start. */
const MOST_ALONE = 256;

export const report: Command = {
  name: "report",
  usage:
    "TEXT --model MODEL [--depth 8] [--threads N] [--html FILE] [--csv FILE] [--part I/N --out FILE | --merge FILE...]",
  summary:
    "The paper's tables for a whole text: bits per byte, gradient norms, attribution by lag.",
  help: [
    ...modelHelp,
    `--depth N               largest lag of the table (${REPORT.depth.fallback})`,
    "--html FILE             the whole analysis as a page: the tables, chance levels, distributions, memory",
    "--csv FILE              the lag table as comma-separated values",
    "--memory                also bits per byte with the last m bytes only, m = 1 to 256, over 4,096 targets",
    "--controls              chance levels in --json too: shuffled weights, random lags",
    ...exportHelp("report"),
    ...partsHelp,
    threadsHelp,
    backendHelp,
  ],
  options: {
    ...modelOption,
    depth: { type: "string" },
    html: { type: "string" },
    csv: { type: "string" },
    controls: { type: "boolean" },
    memory: { type: "boolean" },
    part: { type: "string" },
    out: { type: "string" },
    merge: { type: "boolean" },
    ...exportOption,
    ...threadsOption,
    ...backendOption,
  },
  positionals: ["TEXT"],
  more: { with: "merge", name: "FILE" },
  async run(context) {
    const { html, csv, controls: asked, memory: wholeMemory = false } = context.options;
    const { fallback, low, high } = REPORT.depth;
    const asksDepth = context.options.depth !== undefined;
    const askedDepth = wholeNumber(context, "depth", fallback, low, high);
    await checkPart(context);
    const exporting = await checkExport(context, "report", [
      ["--html", path(html)],
      ["--csv", path(csv)],
    ]);
    const text = await readText(context, 2);
    const model = await readModel(context);
    checkPredicted(model, text);
    if (context.options.part !== undefined) return writePart(context, model, text, askedDepth);
    const merging = await partsOf(context, model, text, asksDepth ? askedDepth : undefined);
    const made = merging && (await mergedReport(context, model, text, merging));
    const depth = merging?.depth ?? askedDepth;
    const backend = merging?.backend ?? backendOf(context);
    const parts: ReportParts =
      html === undefined
        ? await tables(context, backend, model, text, depth, made)
        : await analysed(context, backend, model, text, depth, made);
    const { report, controls, memory, published } = parts;
    checkNumbers({ ...report, controls, memory }, required(context, "model"));
    const question = { depth, controls: asked === true, memory: wholeMemory === true };
    const curve = question.memory ? memory : undefined;
    const json = reportJson(report, { text, model }, question, controls, curve);
    const encode = (content: string) => new TextEncoder().encode(content);
    const written = await writeOutputs(context, [
      { path: path(csv), bytes: () => encode(reportCsv(report)) },
      {
        path: path(html),
        bytes: () => encode(sheetFile(sheetOf(context, backend, parts, model, text))),
      },
      exportOutput(
        exporting,
        { kind: "report", asked: question },
        () => ({ json, tables: reportTables(json, curve) }),
        { text, model, backend: backend.backend },
      ),
    ]);
    return {
      code: 0,
      ...written,
      json: { ...json, ...(published ? { published } : {}) },
      text: () => sheetText(sheetOf(context, backend, parts, model, text), style),
    };
  },
};

const path = (value: unknown) => (typeof value === "string" ? value : undefined);

/** Only the whole analysis says where its numbers come from. */
function sheetOf(
  context: Context,
  { backend }: Kernels,
  parts: ReportParts,
  model: Model,
  text: Text,
): Sheet {
  const { report, controls, memory, published } = parts;
  if (context.options.html === undefined || memory === undefined) {
    const net = netSentence(netSummary(model));
    return reportSheet(parts, { text: text.path, model: model.name, net });
  }
  const of = { bytes: text.bytes.length, sha256: text.sha256 };
  // The command line speaks English.
  const figures = published ? { english: published, shown: published } : null;
  const analysis = { report, controls: controls ?? null, memory, published: figures };
  return analysisSheet(toldAnalysis(analysis, model, of, backend), text.path);
}

/** The whole analysis. */
async function analysed(
  context: Context,
  backend: Kernels,
  { weights, sha256 }: Model,
  text: Text,
  depth: number,
  made: Report | undefined,
): Promise<ReportParts> {
  const question = {
    depth,
    wholeMemory: context.options.memory === true,
    isThePapers: isThePapers(sha256, text.sha256),
    ...(made ? { made } : {}),
  };
  const what = { backend, weights, text: text.bytes };
  const found = await withPool(threadsOf(context), (pool) =>
    analysisOnThreads(pool, what, question, percent(context, "analysing")),
  );
  if (!found) return interrupted(context);
  return { ...found, published: found.published?.english ?? null };
}

/** Only what is asked for; people always see the chance level, a program must ask for it. */
async function tables(
  context: Context,
  backend: Kernels,
  model: Model,
  { bytes }: Text,
  depth: number,
  made: Report | undefined,
): Promise<ReportParts> {
  const { controls: asked, json: forPrograms, memory } = context.options;
  const { weights } = model;
  const report = made ?? (await reported(context, backend, model, bytes, depth));
  const chance =
    asked || !forPrograms
      ? await finish(context, "chance level", controls(backend, weights, bytes, depth))
      : undefined;
  return {
    report,
    ...(chance ? { controls: chance } : {}),
    ...(memory
      ? { memory: await finish(context, "memory", memoryCurve(backend, weights, bytes)) }
      : {}),
  };
}

/** Runs on this thread if one is enough: a short text would wait longer for threads than for its report. */
async function reported(
  context: Context,
  backend: Kernels,
  { weights }: Model,
  bytes: Uint8Array,
  depth: number,
): Promise<Report> {
  const asked = threadsOf(context);
  // The spectrum of a large W_h takes seconds, in which another thread begins with the text.
  const threads = weights.H > MOST_ALONE ? asked : Math.min(asked, Math.ceil(bytes.length / ALONE));
  if (threads === 1) return finish(context, "reading", tablesOf(backend, weights, bytes, depth));
  const show = percent(context, "reading");
  const found = await withPool(threads, (pool) =>
    reportOnThreads(pool, backend, weights, bytes, depth, show),
  );
  return found ?? interrupted(context);
}
