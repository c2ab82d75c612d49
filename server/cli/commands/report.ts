// sparse-diff report: the paper's tables for a whole text, on screen, as JSON, CSV or HTML.
import { report as tables } from "../../statistics/report";
import { type Command, wholeNumber } from "../command";
import { backendHelp, backendOf, backendOption, readModel, readText } from "../inputs";
import { finish } from "../progress";
import { reportCsv } from "../reportCsv";
import { reportHtml } from "../reportHtml";
import { reportText } from "../reportText";

export const MAX_REPORT_DEPTH = 1000;

export const report: Command = {
  name: "report",
  usage: "TEXT --model MODEL [--depth 8] [--html FILE] [--csv FILE]",
  summary:
    "The paper's tables for a whole text: bits per byte, gradient norms, attribution by lag.",
  help: [
    "--model MODEL           the model",
    "--depth N               largest lag of the table (8)",
    "--html FILE             the tables as a page",
    "--csv FILE              the lag table as comma-separated values",
    backendHelp,
  ],
  options: {
    model: { type: "string" },
    depth: { type: "string" },
    html: { type: "string" },
    csv: { type: "string" },
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const text = await readText(context, 2);
    const depth = wholeNumber(context, "depth", 8, 0, MAX_REPORT_DEPTH);
    const model = await readModel(context);
    const json = await finish(
      context,
      "reading",
      tables(backendOf(context), model.weights, text.bytes, depth),
    );
    const { html, csv } = context.options;
    const encode = (content: string) => new TextEncoder().encode(content);
    if (typeof csv === "string") await context.files.writeAtomic(csv, encode(reportCsv(json)));
    if (typeof html === "string")
      await context.files.writeAtomic(html, encode(reportHtml(json, text.path, model.name)));
    return { code: 0, json, text: () => reportText(json, text.path, model.name) };
  },
};
