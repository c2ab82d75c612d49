// sparse-diff patterns: which few offsets foretell the next byte, the patterns they make, and how much of the gradient
// lies on them.
import { csvOf } from "../../answers/csv";
import { patternsAnswer } from "../../answers/patternsAnswer";
import { patternsTables } from "../../answers/tables";
import { isPredicted } from "../../kernels/shape";
import { InputError } from "../../nets/inputError";
import { rowsOf } from "../../patterns/analysis";
import { leastBytes } from "../../patterns/offsets";
import { PATTERNS } from "../../protocol/vocabulary/patterns";
import { byteName } from "../../protocol/words/byteNames";
import { several } from "../../protocol/words/numbers";
import { patternsText } from "../../protocol/words/patternsPage";
import { shortPath } from "../../protocol/words/shortened";
import { type Command, type Context, wholeNumber } from "../command";
import { checkExport, exportHelp, exportOption, exportOutput } from "../exporting";
import {
  backendHelp,
  backendOf,
  backendOption,
  modelHelp,
  modelOption,
  readModel,
  readText,
} from "../inputs";
import { finish } from "../longWork";
import { writeOutputs } from "../outputs";
import { oneLine, style } from "../terminal";

const { maxOffset: MAX_OFFSET, levels: LEVELS, sample: SAMPLE } = PATTERNS;
/** Patterns that people see. */
const ROWS = 12;

export const patterns: Command = {
  name: "patterns",
  usage: "TEXT [--model MODEL] [--max-offset 30] [--levels 8] [--at T] [--csv FILE]",
  summary:
    "Skip patterns: which few offsets foretell the next byte, and their part of the gradient.",
  help: [
    ...modelHelp,
    `--max-offset N          the largest offset to choose from (${MAX_OFFSET.fallback})`,
    `--levels N              how many to choose (${LEVELS.fallback}, or as many as there are)`,
    "--at T                  also the patterns of the byte after this position",
    "--sample N              positions at which the net is measured (1024, or fewer of a large net)",
    "--csv FILE              every pattern, with how often it occurs and its share",
    ...exportHelp("patterns"),
    backendHelp,
  ],
  options: {
    ...modelOption,
    "max-offset": { type: "string" },
    levels: { type: "string" },
    at: { type: "string" },
    sample: { type: "string" },
    csv: { type: "string" },
    ...exportOption,
    ...backendOption,
  },
  positionals: ["TEXT"],
  async run(context) {
    const { options } = context;
    const maxOffset = wholeNumber(context, "max-offset", MAX_OFFSET.fallback, 1, MAX_OFFSET.high);
    const most = Math.min(LEVELS.high, maxOffset);
    const why = most < LEVELS.high ? `, since --max-offset is ${maxOffset}` : "";
    const levels = wholeNumber(context, "levels", Math.min(LEVELS.fallback, most), 1, most, why);
    const csv = typeof options.csv === "string" ? options.csv : undefined;
    const model = typeof options.model === "string" ? options.model : undefined;
    if (model === undefined) refuseWithoutModel(context);
    const sample =
      options.sample === undefined
        ? {}
        : { sample: wholeNumber(context, "sample", undefined, SAMPLE.low, SAMPLE.high) };
    const exporting = await checkExport(context, "patterns", [["--csv", csv]]);
    const text = await readText(context, 2);
    const { bytes } = text;
    if (bytes.length < leastBytes(maxOffset))
      throw new InputError(
        `${shortPath(text.path)}: ${several(bytes.length, "byte")}; expected at least ${leastBytes(maxOffset)} for offsets up to ${maxOffset} (--max-offset)`,
      );
    const at =
      options.at === undefined
        ? undefined
        : wholeNumber(context, "at", undefined, 0, bytes.length - 2, ", since a byte must follow");
    const read = model === undefined ? undefined : await readModel(context);
    if (read && at !== undefined && !isPredicted(read.weights, bytes[at + 1]))
      throw new InputError(
        `--at: '${at}'; the byte after it, ${byteName(bytes[at + 1])}, is not in the model's alphabet, so that it has no gradient; expected a position before a byte that is`,
      );
    const net = read && { backend: backendOf(context), weights: read.weights };
    const asked = { maxOffset, levels, ...sample, ...(at === undefined ? {} : { at }) };
    const { json, found } = await finish(context, "analysing", patternsAnswer(bytes, asked, net));
    const tables = patternsTables(bytes, found);
    const written = await writeOutputs(context, [
      { path: csv, bytes: () => new TextEncoder().encode(csvOf(tables.patterns, [], "\n")) },
      exportOutput(exporting, { kind: "patterns", asked }, () => ({ json, tables }), {
        text,
        model: read,
        backend: net?.backend.backend ?? null,
      }),
    ]);
    const subject = {
      text: oneLine(text.path),
      ...(read && { model: oneLine(read.name) }),
      bytes: bytes.length,
    };
    return {
      code: 0,
      ...written,
      json,
      text: () =>
        patternsText(found.json, subject, rowsOf(bytes, found, ROWS), json.position, style),
    };
  },
};

/** Options that are about a model. @throws InputError */
function refuseWithoutModel({ options }: Context): void {
  for (const name of ["prefix", "alphabet", "nonlinearity", "backend", "sample"])
    if (options[name] !== undefined)
      throw new InputError(`--${name}: it is about a model; expected --model too`);
}
