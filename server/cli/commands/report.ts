// sparse-diff report: the paper's tables for a whole text, on screen, as JSON, CSV or HTML.
import { reportOnThreads } from "../../jobs/reportJob";
import type { Kernels } from "../../kernels/interface";
import type { Model } from "../../rnn/model";
import { type Report, report as tables } from "../../statistics/report";
import { type Command, type Context, wholeNumber } from "../command";
import { backendHelp, backendOf, backendOption, readModel, readText, type Text } from "../inputs";
import { finish } from "../progress";
import { reportCsv } from "../reportCsv";
import { reportHtml } from "../reportHtml";
import { reportText } from "../reportText";
import { threadsHelp, threadsOf, threadsOption, withPool } from "../threads";

export const MAX_REPORT_DEPTH = 1000;
/** Bytes that one thread reads while another would start. */
const ALONE = 8192;

export const report: Command = {
  name: "report",
  usage: "TEXT --model MODEL [--depth 8] [--threads N] [--html FILE] [--csv FILE]",
  summary:
    "The paper's tables for a whole text: bits per byte, gradient norms, attribution by lag.",
  help: [
    "--model MODEL           the model",
    "--depth N               largest lag of the table (8)",
    "--html FILE             the tables as a page",
    "--csv FILE              the lag table as comma-separated values",
    threadsHelp,
    backendHelp,
  ],
  options: {
    model: { type: "string" },
    depth: { type: "string" },
    html: { type: "string" },
    csv: { type: "string" },
    ...threadsOption,
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const text = await readText(context, 2);
    const depth = wholeNumber(context, "depth", 8, 0, MAX_REPORT_DEPTH);
    const model = await readModel(context);
    const json = await made(context, backendOf(context), model, text, depth);
    const { html, csv } = context.options;
    const encode = (content: string) => new TextEncoder().encode(content);
    if (typeof csv === "string") await context.files.writeAtomic(csv, encode(reportCsv(json)));
    if (typeof html === "string")
      await context.files.writeAtomic(html, encode(reportHtml(json, text.path, model.name)));
    return { code: 0, json, text: () => reportText(json, text.path, model.name) };
  },
};

/** On this thread where one is enough: a short text would wait longer for threads than for its report. */
async function made(
  context: Context,
  backend: Kernels,
  { weights }: Model,
  { bytes }: Text,
  depth: number,
): Promise<Report> {
  const threads = Math.min(threadsOf(context), Math.ceil(bytes.length / ALONE));
  if (threads === 1) return finish(context, "reading", tables(backend, weights, bytes, depth));
  const show = (fraction: number) =>
    context.out.progress(`reading: ${Math.floor(100 * fraction)} %`);
  return withPool(threads, (pool) => reportOnThreads(pool, backend, weights, bytes, depth, show));
}
