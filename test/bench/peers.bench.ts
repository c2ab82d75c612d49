// This project beside other programs, in one run: the same model and text, one after another in turns, so that all see the
// machine at the same moments. The trace of every position, the forward pass with predictions, and training; for several
// hidden sizes, on one thread and on two. Beside the GFLOP/s what the machine can do at most. Nothing is asserted, but every
// program must have computed the same attributions. `npm run bench -- peers`; H, turns and works by HIDDEN=64,128, TURNS=3, WORK=trace.
import path from "node:path";
import { finished } from "../../server/attribution/backward";
import { SegmentWorkspace, traceBlock } from "../../server/attribution/blocks";
import {
  benchText,
  benchWeights,
  forwardRates,
  threadedTraceRates,
  traceOperations,
  traceRates,
  trainRates,
} from "../../server/cli/measure";
import { ThreadPool } from "../../server/jobs/threads.node";
import type { BackendName, Weights } from "../../server/kernels/interface";
import { availableBackends, selectKernels } from "../../server/kernels/select";
import { shapeOf } from "../../server/kernels/shape";
import { nativePaths, useNativePath } from "../tools/nativeKernels";
import { Peers, peaks, type Work } from "./peers";

const DEPTH = 50;
const hidden = (process.env.HIDDEN ?? "32,64,128,256,512,1024").split(",").map(Number);
const turns = Number(process.env.TURNS ?? 5);
const works = (process.env.WORK ?? "trace,forward,training").split(",");
const text = benchText(32768);
/** Rounds of one turn are short; the best of a turn is its figure. */
const FEW = 6;

/** Microseconds a position of each turn. */
type Figures = Map<string, number[]>;

interface Contender {
  readonly name: string;
  readonly backend: BackendName;
  readonly path?: string;
}

/** Every backend, the native one on each of its paths. */
function contenders(): Contender[] {
  return availableBackends().flatMap((backend): Contender[] =>
    backend === "native"
      ? nativePaths()
          .reverse()
          .map((path) => ({ name: `this project, native ${path}`, backend, path }))
      : [{ name: `this project, ${backend}`, backend }],
  );
}

async function own(
  { backend, path: of }: Contender,
  work: Work,
  weights: Weights,
  threads: number,
): Promise<number> {
  useNativePath(of);
  const kernels = selectKernels(backend);
  const best = (rates: readonly number[]) => 1e6 / Math.max(...rates);
  if (work === "training") {
    return best(await trainRates(backend, kernels, weights.H, "tanh", text));
  }
  if (work === "forward") return best(await forwardRates(kernels, weights, text));
  const positions = backend === "reference" ? 32 : countOf(weights.H);
  if (threads === 1) return best(await traceRates(kernels, weights, text, DEPTH, positions, FEW));
  // Threads choose the usual path.
  const pool = new ThreadPool({ script: path.join(__dirname, "worker.js"), size: threads });
  try {
    return best(await threadedTraceRates(pool, backend, weights, text, DEPTH, positions));
  } finally {
    await pool.dispose();
  }
}

/** Positions of a round: about a fifth of a second for a plain program. */
function countOf(H: number): number {
  return H <= 128 ? 1024 : H <= 512 ? 256 : 128;
}

async function measure(work: Work, H: number, threads: number): Promise<Figures> {
  const weights = benchWeights(H);
  const peers = new Peers(weights, text);
  const figures: Figures = new Map();
  const add = (name: string, microseconds: number) =>
    figures.set(name, [...(figures.get(name) ?? []), microseconds]);
  const all = contenders().filter(
    ({ backend, path: of }) =>
      (threads === 1 || (backend !== "reference" && of === (of && nativePaths()[0]))) &&
      // The reference takes minutes for large nets, and says nothing new there.
      (backend !== "reference" || H <= 256),
  );
  try {
    for (let turn = 0; turn < turns; turn++) {
      for (const one of all) add(one.name, await own(one, work, weights, threads));
      for (const { name, microseconds, total } of peers.run(work, {
        depth: DEPTH,
        count: work === "forward" ? 4 * countOf(H) : countOf(H),
        threads,
      })) {
        add(name, microseconds);
        if (work === "trace" && turn === 0) checkTotal(name, total, weights);
      }
    }
  } finally {
    peers.dispose();
    useNativePath();
  }
  return figures;
}

/** Autograd traces fewer positions; all others must have computed the same sum. */
function checkTotal(name: string, total: number, weights: Weights): void {
  if (name.includes("autograd") || weights.H > 256) return;
  const want = sumOfAttributions(weights, countOf(weights.H));
  if (Math.abs(total - want) > 1e-3 * want) console.log(`${name}: sum ${total}, expected ${want}`);
}

/** Over the positions DEPTH .. DEPTH + count, which the peers trace too. */
function sumOfAttributions(weights: Weights, count: number): number {
  const workspace = new SegmentWorkspace(selectKernels("reference"), weights, text, DEPTH);
  const state = new Float64Array(weights.H);
  finished(workspace.forward(0, DEPTH, state));
  finished(workspace.forward(DEPTH, DEPTH + count, state));
  let total = 0;
  for (const block of workspace.blocks())
    for (const _ of traceBlock(block, DEPTH, (_, first) => {
      for (let i = first; i < block.count; i++) total += Math.abs(block.kernels.gradient[i]);
    }));
  return total;
}

function print(work: Work, H: number, threads: number, figures: Figures): void {
  const median = (of: readonly number[]) => [...of].sort((a, b) => a - b)[of.length >> 1];
  const operations = traceOperations(shapeOf({ H }), DEPTH);
  const rows = [...figures]
    .map(([name, all]) => ({ name, best: Math.min(...all), median: median(all) }))
    .sort((a, b) => b.median - a.median);
  const fastest = rows.at(-1)!;
  console.log(`\n### ${work}, H = ${H}, ${threads === 1 ? "one thread" : `${threads} threads`}\n`);
  const head = ["", "us a position, median", "best", "times the fastest"];
  if (work === "trace") head.push("GFLOP/s");
  console.log(`| ${head.join(" | ")} |\n|${head.map((_, i) => (i ? "---:|" : "---|")).join("")}`);
  for (const { name, best, median } of rows) {
    const cells = [name, digits(median), digits(best), (median / fastest.median).toFixed(2)];
    if (work === "trace") cells.push((operations / median / 1000).toFixed(1));
    console.log(`| ${cells.join(" | ")} |`);
  }
}

const digits = (value: number) => value.toFixed(value < 10 ? 2 : 1);

async function main(): Promise<void> {
  const limits = Object.entries(peaks()).map(([bits, rate]) => `${bits} bits ${rate} GFLOP/s`);
  console.log(
    `node ${process.version}, depth ${DEPTH}, medians of ${turns} turns; at most, on one thread: ${limits.join(", ")}`,
  );
  for (const H of works.includes("trace") ? hidden : [])
    for (const threads of [1, 2]) print("trace", H, threads, await measure("trace", H, threads));
  for (const work of ["forward", "training"] as const)
    for (const H of works.includes(work) ? hidden : [])
      print(work, H, 1, await measure(work, H, 1));
}
void main();
