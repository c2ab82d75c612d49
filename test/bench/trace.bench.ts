// The whole-file trace, per position with everything it includes (g_t, steps, attributions, norms), compared with
// this project's plain TypeScript reference; then the forward pass and single
// traces. Nothing is asserted. Run by `npm run bench`.
import path from "node:path";
import { Bench, type Task } from "tinybench";
import { traceBack } from "../../server/attribution/backward";
import {
  benchText,
  benchWeights,
  threadedTraceRates,
  traceOperations,
} from "../../server/cli/measure";
import { ThreadPool } from "../../server/jobs/threads.node";
import { TraceTiming } from "../../server/jobs/tracesJob";
import type { Kernels } from "../../server/kernels/interface";
import { availableBackends, selectKernels } from "../../server/kernels/select";
import { shapeOf } from "../../server/kernels/shape";

const H = 128;
const DEPTH = 50;
const COUNT = 1024;
/** Fewer positions for the reference, which is much slower. */
const FEW = 64;
/** Bytes of one piece of the forward pass. */
const READ = 64;
const weights = benchWeights(H);
const text = benchText(65536);

/** Tinybench measures only the trace: the forward pass of each stretch is not counted. */
function traceTask(bench: Bench, kernels: Kernels, positions: number): void {
  const timing = new TraceTiming(kernels, weights, text, DEPTH);
  let from = 0;
  bench.add(
    kernels.backend,
    () => {
      from = from + 2 * positions < text.length ? from + positions : 0;
      const work = timing.run(from, from + positions);
      let step = work.next();
      while (!step.done) step = work.next();
      return { overriddenDuration: 1000 * step.value };
    },
    { async: false },
  );
}

/** Least and median of a task's samples, in microseconds. */
function microseconds(task: Task, each = 1): { best: number; median: number } {
  const { result } = task;
  if (!("latency" in result)) throw new Error(`${task.name}: ${result.state}`);
  return { best: (1000 * result.latency.min) / each, median: (1000 * result.latency.p50) / each };
}

const quick = { time: 1500, iterations: 10, warmupTime: 100, warmupIterations: 2 };
const rows: string[][] = [["", "best us a position", "median", "GFLOP/s", "times the reference"]];

async function wholeFile(): Promise<void> {
  const bench = new Bench(quick);
  for (const name of availableBackends())
    traceTask(bench, selectKernels(name), name === "reference" ? FEW : COUNT);
  await bench.run();
  const [reference] = bench.tasks;
  const ofTask = (task: Task) => microseconds(task, task === reference ? FEW : COUNT);
  const base = ofTask(reference).best;
  const row = (name: string, best: number, median?: number) =>
    rows.push([
      name,
      best.toFixed(1),
      median?.toFixed(1) ?? "",
      (traceOperations(shapeOf(weights), DEPTH) / best / 1000).toFixed(1),
      (base / best).toFixed(1),
    ]);
  for (const task of bench.tasks) {
    const { best, median } = ofTask(task);
    row(
      task === reference ? "plain TypeScript reference" : `this project, ${task.name}`,
      best,
      median,
    );
  }
  print(rows);
}

async function threads(): Promise<void> {
  const script = path.join(__dirname, "worker.js");
  const { backend } = selectKernels();
  const rates: number[][] = [];
  for (let round = 0; round < 3; round++)
    for (const size of [1, 2]) {
      const pool = new ThreadPool({ script, size });
      const all = await threadedTraceRates(pool, backend, weights, text, DEPTH, 4096);
      rates[size] = [...(rates[size] ?? []), ...all];
      await pool.dispose();
    }
  const [one, two] = [1, 2].map((size) => Math.max(...rates[size]));
  console.log(
    `\nthreads: 1 ${Math.round(one)} positions/s, 2 ${Math.round(two)} positions/s, ${(two / one).toFixed(2)} times`,
  );
}

async function onePosition(): Promise<void> {
  const bench = new Bench(quick);
  for (const name of availableBackends()) {
    const kernels = selectKernels(name);
    const k = kernels.bind(weights, { rows: 1, window: DEPTH + 1 });
    k.recur(text, 0, DEPTH + 1, new Float64Array(H), 0);
    k.readout(DEPTH, 1);
    const y = text.slice(1, READ + 1);
    const out = () => new Float64Array(DEPTH + 1);
    const lags = { gradient: out(), gated: out(), norms: out() };
    bench.add(`${name}: single trace, g_t included`, () => {
      k.score(y, 1);
      k.outputGradient(1);
      traceBack(k, DEPTH, DEPTH, lags);
    });
    const reader = kernels.bind(weights, { rows: READ, window: READ });
    const state = new Float64Array(H);
    bench.add(`${name}: ${READ} bytes read, with predictions`, () => {
      reader.recur(text, 0, READ, state, 0);
      reader.readout(0, READ);
      reader.score(y, READ);
    });
  }
  await bench.run();
  print([
    ["", "best us", "median"],
    ...bench.tasks.map((task) => {
      const { best, median } = microseconds(task);
      return [task.name, best.toFixed(1), median.toFixed(1)];
    }),
  ]);
}

function print(table: string[][]): void {
  const [head, ...body] = table;
  console.log(`\n| ${head.join(" | ")} |\n|${head.map((_, i) => (i ? "---:|" : "---|")).join("")}`);
  for (const row of body) console.log(`| ${row.join(" | ")} |`);
}

async function main(): Promise<void> {
  console.log(`node ${process.version}, H = ${H}, depth ${DEPTH}, the forward pass left out`);
  await wholeFile();
  await threads();
  await onePosition();
}
void main();
