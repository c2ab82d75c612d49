// Speed of the kernels on one thread: node test/bench/kernels.bench.mjs [hidden] [depth]
// Best and median of repeated runs; nothing is asserted. A trace counts as depth * 2 H^2 + 2 * 256 * H operations per
// position (without the forward pass and the lags).
import path from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { buildKernels } from "../../server/kernels/assembly/build.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const outfile = path.join(root, "out/bench/kernels.mjs");
await buildKernels();
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ["server/kernels/select.ts"],
  outfile,
  bundle: true,
  format: "esm",
  logLevel: "warning",
});
const { availableBackends, selectKernels } = await import(pathToFileURL(outfile).href);

const H = Number(process.argv[2] ?? 128);
const depth = Number(process.argv[3] ?? 50);
const only = process.argv[4]?.split(",");
const wanted = (name) => !only || only.some((o) => name.startsWith(o));

console.log(`node ${process.version}, H = ${H}, depth ${depth}`);
for (const name of availableBackends().filter((n) => n !== "reference")) {
  console.log(`\n${name}`.padEnd(42), "best      median");
  const kernels = selectKernels(name);
  for (const rows of [16, 32, 64, 128, 256])
    if (wanted("trace")) report(`trace, blocks of ${rows}`, "GFLOP/s", traceBlocks(kernels, rows));
  if (wanted("single")) report("single trace, g_t included", "us", singleTrace(kernels));
  if (wanted("forward")) report("forward pass with predictions", "KB/s", forward(kernels, 64));
  if (wanted("op")) operations(kernels);
}

function traceBlocks(kernels, rows) {
  const k = prepared(kernels, rows, depth);
  const flops = rows * (depth * 2 * H * H + 2 * 256 * H);
  return repeated(() => {
    k.outputGradient(rows);
    for (let lag = 0; lag < depth; lag++) {
      k.lag(depth, lag, 0, rows);
      k.step(0, rows);
    }
  }).map((seconds) => flops / seconds / 1e9);
}

function singleTrace(kernels) {
  const k = prepared(kernels, 1, depth);
  const y = Uint8Array.of(101);
  return repeated(() => {
    k.score(y, 1);
    k.outputGradient(1);
    for (let lag = 0; lag < depth; lag++) {
      k.lag(depth, lag, 0, 1);
      k.step(0, 1);
    }
  }).map((seconds) => seconds * 1e6);
}

function forward(kernels, rows) {
  const k = kernels.bind(weights(), { rows, window: rows });
  const bytes = text(4096);
  const state = new Float64Array(H);
  return repeated(() => {
    for (let t = 0; t < bytes.length; t += rows) {
      k.recur(bytes, t, rows, state, 0);
      k.readout(0, rows);
      k.score(bytes.subarray(t, t + rows), rows);
    }
  }).map((seconds) => bytes.length / 1000 / seconds);
}

/** Microseconds per row of each operation, in blocks of 64 rows and of one. */
function operations(kernels) {
  for (const rows of [64, 1]) {
    const k = prepared(kernels, rows, depth);
    const bytes = text(rows);
    const state = new Float64Array(H);
    const each = {
      recur: () => k.recur(bytes, 0, rows, state, 0),
      readout: () => k.readout(0, rows),
      score: () => k.score(bytes, rows),
      outputGradient: () => k.outputGradient(rows),
      lag: () => k.lag(depth, 3, 0, rows),
      step: () => k.step(0, rows),
    };
    for (const [name, run] of Object.entries(each))
      report(
        `${name}, ${rows} rows`,
        "us a row",
        repeated(run).map((s) => (s * 1e6) / rows),
      );
  }
}

function prepared(kernels, rows, lags) {
  const k = kernels.bind(weights(), { rows, window: rows + lags });
  const bytes = text(rows + lags + 1);
  k.recur(bytes, 0, rows + lags, new Float64Array(H), 0);
  k.readout(lags, rows);
  k.score(bytes.subarray(lags + 1), rows);
  return k;
}

/** Seconds per run, from many batches of about 2 ms after a warm-up; short, so that some are undisturbed. */
function repeated(run) {
  const until = performance.now() + 300;
  let calls = 0;
  while (performance.now() < until) {
    run();
    calls++;
  }
  const batch = Math.max(1, Math.round(calls / 150));
  return Array.from({ length: 250 }, () => {
    const start = performance.now();
    for (let i = 0; i < batch; i++) run();
    return (performance.now() - start) / 1000 / batch;
  });
}

function report(name, unit, values) {
  const sorted = values.toSorted((a, b) => a - b);
  const best = unit.startsWith("us") ? sorted[0] : sorted.at(-1);
  const median = sorted[sorted.length >> 1];
  console.log(name.padEnd(40), best.toFixed(2).padStart(8), median.toFixed(2).padStart(8), unit);
}

/** A model whose gradients neither vanish nor explode over 50 steps. */
function weights() {
  let s = 1;
  const next = () => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return s / 2 ** 31 - 1;
  };
  const tensor = (n, scale) => Float32Array.from({ length: n }, () => scale * next());
  return {
    H,
    Wx: tensor(H * 256, 0.5),
    Wh: tensor(H * H, 2.3 / Math.sqrt(H)),
    bh: tensor(H, 0.1),
    Wy: tensor(256 * H, 2 / Math.sqrt(H)),
    by: tensor(256, 0.5),
  };
}

function text(length) {
  return Uint8Array.from({ length }, (_, i) => (i * 7919) % 251);
}
