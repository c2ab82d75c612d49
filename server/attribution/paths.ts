// Neuron paths (docs/method.md, section 3): the gradient of one prediction, followed back from neuron to neuron over a
// few bytes, as a graph of the largest neurons and edges. Not here: which prediction, and how the graph is drawn.
import type { Weights } from "../kernels/interface";
import { paceOf } from "../kernels/pace";
import { checkAttribution } from "./finite";
import { descending } from "./sparsity";
import type { Tracer } from "./trace";
import type { Past, TraceOptions } from "./types";

export interface PathChoice {
  /** Neurons drawn in each column, largest |g| first. */
  readonly neurons: number;
  /** Least share of an edge in the sum of |edge| into its neuron, 0 .. 1. */
  readonly least: number;
}

/** d_i g_i W_h[i, j], from neuron i at one step to neuron j at the step before. */
export interface PathEdge {
  readonly from: number;
  readonly value: number;
}

export interface PathNeuron {
  readonly neuron: number;
  /** g_{t->t-k, j}: the sum of `edges` and `other`. At k = 0 the prediction itself gives it. */
  readonly gradient: number;
  readonly activation: number;
  /** Drawn edges from the drawn neurons of k - 1, largest |value| first; none at k = 0. */
  readonly edges: readonly PathEdge[];
  /** The sum of all other edges into it: those below the share, and those from neurons that are not drawn. */
  readonly other: number;
}

export interface PathColumn {
  readonly k: number;
  /** W_x[:, x_{t-k}] . g_{t->t-k}: the attribution of the byte by `gradient`. */
  readonly attribution: number;
  readonly gradientNorm: number;
  readonly neurons: readonly PathNeuron[];
}

export interface Paths {
  /** k = 0 .. */
  readonly columns: readonly PathColumn[];
  /** Sums of |edge|: of those drawn, of all into the neurons drawn, of all between the neurons of these columns. */
  readonly drawn: number;
  readonly intoDrawn: number;
  readonly total: number;
}

/** Operations of one edge: its product, its size, and their sums, in plain code as slow as this many of a kernel's. */
const PER_EDGE = 32;

/**
 * The graph of the prediction after `past`, one column a byte of it. The trace gives g_t; everything behind it is float64
 * whatever the backend, so that the drawn edges and `other` sum to their neuron where large edges cancel.
 * @throws NotFinite
 */
export function* pathsOf(tracer: Tracer, past: Past, options: TraceOptions, choice: PathChoice) {
  const depth = past.bytes.length - 1;
  const traced = { ...options, depth, method: "gradient", threshold: null } as const;
  const trace = yield* tracer.steps(past, traced);
  const states = yield* statesOf(tracer, past);
  const paths = yield* pathsFrom(tracer.weights, trace.g, past.bytes, states, choice);
  checkAttribution(
    Float64Array.from(paths.columns, ({ attribution }) => attribution),
    past.position,
  );
  return { trace, paths };
}

/** h_{t-k} for k = 0 .., float64 [H] each. */
function* statesOf({ kernels, weights }: Tracer, past: Past): Generator<number, Float64Array[]> {
  const h = past.before.slice();
  const states: Float64Array[] = [];
  for (let at = 0; at < past.bytes.length; at++) {
    kernels.recur(past.bytes, at, 1, h, at);
    states.unshift(h.slice(0, weights.H));
    yield at;
  }
  return states;
}

/**
 * @param g g_t, [H]
 * @param bytes x_{t-L} .. x_t
 * @param states by lag, [L + 1] of [H]
 */
function* pathsFrom(
  weights: Weights,
  g: Float64Array,
  bytes: Uint8Array,
  states: readonly Float64Array[],
  choice: PathChoice,
): Generator<number, Paths> {
  const columns: PathColumn[] = [];
  const sums = { drawn: 0, intoDrawn: 0, total: 0 };
  let gradient = g;
  let into: Into | undefined;
  let before: readonly number[] = [];
  for (const [k, h] of states.entries()) {
    const drawn = largest(gradient, choice.neurons);
    columns.push({
      k,
      ...sizesOf(weights, gradient, bytes[bytes.length - 1 - k]),
      neurons: drawn.map((neuron) => {
        const found = into
          ? edgesInto(weights, into, before, neuron, choice.least)
          : { edges: [], other: 0 };
        for (const { value } of found.edges) sums.drawn += Math.abs(value);
        sums.intoDrawn += into?.sizes[neuron] ?? 0;
        return { neuron, gradient: gradient[neuron], activation: h[neuron], ...found };
      }),
    });
    if (k + 1 === states.length) break;
    into = yield* step(weights, gradient, h);
    for (const size of into.sizes) sums.total += size;
    gradient = into.gradient;
    before = drawn;
  }
  return { columns, ...sums };
}

/** All edges from one step to the step before, summed by the neuron they reach. */
interface Into {
  /** d * g of the step they come from, [H]. */
  readonly D: Float64Array;
  /** g at the step before: the sum of the edges into each neuron, [H]. */
  readonly gradient: Float64Array;
  /** The sum of |edge| into each neuron, [H]. */
  readonly sizes: Float64Array;
}

function* step(weights: Weights, g: Float64Array, h: Float64Array): Generator<number, Into> {
  const { H, Wh } = weights;
  const D = g.map((value, i) => value * (1 - h[i] * h[i]));
  const gradient = new Float64Array(H);
  const sizes = new Float64Array(H);
  const isDue = paceOf(weights, "plain").every(PER_EDGE * H);
  for (let i = 0; i < H; i++) {
    for (let j = 0; j < H; j++) {
      const edge = D[i] * Wh[i * H + j];
      gradient[j] += edge;
      sizes[j] += Math.abs(edge);
    }
    if (isDue() || i === H - 1) yield i;
  }
  return { D, gradient, sizes };
}

function edgesInto(
  { H, Wh }: Weights,
  { D, sizes }: Into,
  drawn: readonly number[],
  j: number,
  least: number,
): Pick<PathNeuron, "edges" | "other"> {
  const isFrom = new Set(drawn);
  const edges: PathEdge[] = [];
  let other = 0;
  for (let from = 0; from < H; from++) {
    const value = D[from] * Wh[from * H + j];
    const isDrawn = isFrom.has(from) && value !== 0 && Math.abs(value) >= least * sizes[j];
    if (isDrawn) edges.push({ from, value });
    else other += value;
  }
  edges.sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.from - b.from);
  return { edges, other };
}

/** The neurons with the largest |g| that is not zero. */
function largest(g: Float64Array, count: number): number[] {
  return descending(g.map(Math.abs))
    .slice(0, count)
    .filter((i) => g[i] !== 0);
}

function sizesOf({ Wx }: Weights, g: Float64Array, x: number) {
  let attribution = 0;
  let square = 0;
  for (const [i, value] of g.entries()) {
    attribution += Wx[i * 256 + x] * value;
    square += value * value;
  }
  return { attribution, gradientNorm: Math.sqrt(square) };
}
