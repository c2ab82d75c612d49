// sparse-diff report: the paper's tables for a whole text, on screen, as JSON, CSV or HTML.

import { netSummary } from "../../answers/netSummary";
import { checkNumbers } from "../../answers/numbers";
import { reportJson } from "../../answers/reportAnswer";
import { reportTables } from "../../answers/tables";
import { memoryCurve } from "../../attribution/causes/memory";
import { reportOnThreads } from "../../jobs/segmentJobs";
import type { Kernels } from "../../kernels/interface";
import type { Model } from "../../nets/formats";
import { REPORT_DEPTH } from "../../protocol/vocabulary/exports";
import { netSentence } from "../../protocol/words/netNames";
import { type Report, report as tables } from "../../statistics/report";
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
import { finish, threadsHelp, threadsOf, threadsOption, withPool } from "../longWork";
import { writeOutputs } from "../outputs";
import { reportSheet } from "../reportPage";
import { reportCsv, reportText } from "../reportText";
import { sheetFile } from "../sheetFile";
import { checkPredicted } from "../target";

/** Bytes that one thread reads in the time another takes to start. */
const ALONE = 8192;
/** Largest hidden size whose spectrum is computed on this thread. */
const MOST_ALONE = 160;

export const report: Command = {
  name: "report",
  usage: "TEXT --model MODEL [--depth 8] [--threads N] [--html FILE] [--csv FILE]",
  summary:
    "The paper's tables for a whole text: bits per byte, gradient norms, attribution by lag.",
  help: [
    ...modelHelp,
    `--depth N               largest lag of the table (${REPORT_DEPTH.fallback})`,
    "--html FILE             the tables as a page",
    "--csv FILE              the lag table as comma-separated values",
    "--memory                also bits per byte with the last m bytes only, m = 1 to 256",
    "--controls              chance levels in --json too: shuffled weights, random lags",
    ...exportHelp("report"),
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
    ...exportOption,
    ...threadsOption,
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const { html, csv, json: forPrograms, controls: asked } = context.options;
    const { fallback, low, high } = REPORT_DEPTH;
    const depth = wholeNumber(context, "depth", fallback, low, high);
    const exporting = await checkExport(context, "report", [
      ["--html", path(html)],
      ["--csv", path(csv)],
    ]);
    const text = await readText(context, 2);
    const model = await readModel(context);
    checkPredicted(model, text);
    const backend = backendOf(context);
    const made = await tablesOf(context, backend, model, text, depth);
    // People always see the chance level; a program must ask for it.
    const chance =
      asked || !forPrograms || html !== undefined
        ? await finish(context, "chance level", controls(backend, model.weights, text.bytes, depth))
        : undefined;
    const memory = context.options.memory
      ? await finish(context, "memory", memoryCurve(backend, model.weights, text.bytes))
      : undefined;
    checkNumbers({ ...made, controls: chance, memory }, required(context, "model"));
    const question = { depth, controls: asked === true, memory: memory !== undefined };
    const json = reportJson(made, question, chance, memory);
    const net = netSentence(netSummary(model));
    const subject = { text: text.path, model: model.name, net };
    const encode = (content: string) => new TextEncoder().encode(content);
    const written = await writeOutputs(context, [
      { path: path(csv), bytes: () => encode(reportCsv(made)) },
      {
        path: path(html),
        bytes: () => encode(sheetFile(reportSheet(made, subject, chance, memory))),
      },
      exportOutput(
        exporting,
        { kind: "report", asked: question },
        () => ({ json, tables: reportTables(json, memory) }),
        { text, model, backend: backend.backend },
      ),
    ]);
    return {
      code: 0,
      ...written,
      json,
      text: () => reportText(made, subject, chance, memory),
    };
  },
};

const path = (value: unknown) => (typeof value === "string" ? value : undefined);

/** Runs on this thread if one is enough: a short text would wait longer for threads than for its report. */
async function tablesOf(
  context: Context,
  backend: Kernels,
  { weights }: Model,
  { bytes }: Text,
  depth: number,
): Promise<Report> {
  const asked = threadsOf(context);
  // The spectrum of a large W_h takes seconds and cannot pause; on a worker thread Ctrl+C still works.
  const threads = weights.H > MOST_ALONE ? asked : Math.min(asked, Math.ceil(bytes.length / ALONE));
  if (threads === 1 && weights.H <= MOST_ALONE)
    return finish(context, "reading", tables(backend, weights, bytes, depth));
  const show = (fraction: number) =>
    context.out.progress(`reading: ${Math.floor(100 * fraction)} %`);
  return withPool(threads, (pool) => reportOnThreads(pool, backend, weights, bytes, depth, show));
}
