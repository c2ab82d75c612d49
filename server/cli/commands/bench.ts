// sparse-diff bench: how fast this machine reads, traces and trains, compared with the plain TypeScript reference in
// the same run. Uses a generated random model and text.
import type { TrainedCell } from "../../kernels/cells/cell";
import { referenceKernels } from "../../kernels/reference";
import { backendWords } from "../../kernels/select";
import { isPapers, shapeOf } from "../../kernels/shape";
import { CELL_LABELS } from "../../protocol/vocabulary/cells";
import { namesOf } from "../../protocol/vocabulary/terms";
import { DEFAULT_CELL } from "../../protocol/vocabulary/training";
import { trainedNetName } from "../../protocol/words/netNames";
import { TRAINED_CELLS } from "../../training/trainable";
import { type Command, type Context, oneOf, wholeNumber } from "../command";
import { backendHelp, backendOf, backendOption } from "../inputs";
import { threadsOption, withPool } from "../longWork";
import {
  benchText,
  benchWeights,
  forwardRates,
  type Rates,
  singleTraceRates,
  threadedTraceRates,
  traceOperations,
  traceRates,
  trainRates,
} from "../measure";
import { bold, dim, table } from "../terminal";

/** Positions per round of the whole-file trace, a quarter with gates, and of the reference, which is much slower. */
const ROUND = 1024;
const NAIVE_ROUND = 32;
const NAIVE_ROUNDS = 30;

const KINDS = namesOf(CELL_LABELS);

export const bench: Command = {
  name: "bench",
  usage: `[--cell ${KINDS.join("|")}] [--hidden 128] [--bytes 65536] [--depth 50] [--threads 1]`,
  summary: "Speed of reading, tracing and training on this machine, on a random model and text.",
  help: [
    `--cell NAME             ${KINDS.join(", ")} (${DEFAULT_CELL})`,
    "--hidden N              hidden size (128)",
    "--bytes N               length of the text (65536)",
    "--depth N               largest lag traced (50)",
    "--threads N             threads of the whole-file trace (1)",
    backendHelp,
  ],
  options: {
    cell: { type: "string" },
    hidden: { type: "string" },
    bytes: { type: "string" },
    depth: { type: "string" },
    ...threadsOption,
    ...backendOption,
  },
  positionals: [],
  async run(context) {
    const settings = {
      hiddenSize: wholeNumber(context, "hidden", 128, 1, 4096),
      bytes: wholeNumber(context, "bytes", 65536, 1024, 2 ** 26),
      depth: wholeNumber(context, "depth", 50, 1, 1000),
      threads: wholeNumber(context, "threads", 1, 1, 64),
      backend: backendOf(context).backend,
    };
    const kind = oneOf(context, "cell", KINDS, DEFAULT_CELL);
    const cell = TRAINED_CELLS[kind];
    const rates = await measured(context, settings, cell);
    const best = (of: Rates) => Math.max(...of);
    const shape = shapeOf({ H: settings.hiddenSize, cell });
    const operations = traceOperations(shape, settings.depth);
    const json = {
      cell: kind,
      ...settings,
      forwardBytesPerSecond: best(rates.forward),
      tracePositionsPerSecond: best(rates.trace),
      traceGflops: (best(rates.trace) * operations) / 1e9,
      singleTraceMicroseconds: 1e6 / best(rates.single),
      trainBytesPerSecond: best(rates.train),
      naiveTracePositionsPerSecond: best(rates.naive),
    };
    const net = trainedNetName(kind, settings.hiddenSize);
    return { code: 0, json, text: () => words(net, operations, json, rates) };
  },
};

interface Settings {
  readonly hiddenSize: number;
  readonly bytes: number;
  readonly depth: number;
  readonly threads: number;
  readonly backend: ReturnType<typeof backendOf>["backend"];
}

async function measured(context: Context, settings: Settings, cell: TrainedCell) {
  const { hiddenSize, bytes, depth, threads, backend } = settings;
  const weights = benchWeights(hiddenSize, cell);
  const kernels = backendOf(context);
  const text = benchText(bytes);
  const say = (what: string) => context.out.progress(`measuring: ${what}`);
  say("forward pass");
  const forward = await forwardRates(kernels, weights, text);
  say("single traces");
  const single = await singleTraceRates(kernels, weights, text, depth);
  say("the plain TypeScript reference");
  const naive = await traceRates(referenceKernels, weights, text, depth, NAIVE_ROUND, NAIVE_ROUNDS);
  say("whole-file trace");
  const round = isPapers(shapeOf(weights)) ? ROUND : ROUND / 4;
  const trace =
    threads === 1
      ? await traceRates(kernels, weights, text, depth, round)
      : await withPool(threads, (pool) =>
          threadedTraceRates(pool, backend, weights, text, depth, round),
        );
  say("training");
  const train = await trainRates(backend, kernels, hiddenSize, cell, text);
  return { forward, single, naive, trace, train };
}

function words(
  net: string,
  operations: number,
  json: Settings,
  { forward, single, naive, trace, train }: Awaited<ReturnType<typeof measured>>,
): string {
  const { bytes, depth, threads, backend } = json;
  const row = (
    name: string,
    rates: Rates,
    unit: string,
    of: (rate: number) => number = (r) => r,
  ) => {
    const sorted = [...rates].sort((a, b) => b - a);
    const shown = (rate: number) => of(rate).toLocaleString("en-US", { maximumFractionDigits: 1 });
    return [name, shown(sorted[0]), shown(sorted[sorted.length >> 1]), unit];
  };
  const giga = operations / 1e9;
  const of = threads === 1 ? "1 thread" : `${threads} threads`;
  const times = Math.max(...trace) / Math.max(...naive);
  return [
    bold(`${net}, ${bytes} bytes, depth ${depth}, kernels ${backendWords(backend)}`),
    "",
    table(
      [
        { title: "", align: "left" },
        { title: "best" },
        { title: "median" },
        { title: "", align: "left" },
      ],
      [
        row("forward pass with predictions", forward, "KB/s", (r) => r / 1000),
        row(`whole-file trace, ${of}`, trace, "positions/s"),
        row("", trace, "GFLOP/s", (r) => r * giga),
        row("the same by the plain TypeScript reference", naive, "positions/s"),
        row("single trace, g_t included", single, "microseconds", (r) => 1e6 / r),
        row("training", train, "KB/s", (r) => r / 1000),
      ],
    ),
    "",
    `${times.toFixed(1)} times the reference, which has one thread`,
    dim("best and median of many rounds of about 40 ms"),
  ].join("\n");
}
