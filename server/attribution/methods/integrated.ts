// Integrated gradients of one step's input (docs/method.md, section 2): the integral over a in [0, 1] of the gated
// gradient along v0 + a (v - v0), times (v - v0), by Gauss-Legendre quadrature. Complete: it equals the occlusion with
// the same baseline. If it does not come within 1e-3 nats of that, it is reported as not converged.
import { cos } from "../../kernels/elementary";
import { everyStep } from "../../kernels/pace";
import { column } from "../../nets/weights";
import { setCoefficients } from "../objective";
import type { Replayed, ReplayMethod } from "./method";
import { occlusionAt } from "./occlusion";

const FIRST_NODES = 16;
export const MOST_NODES = 1024;
/** Nats. */
export const TOLERANCE = 1e-3;

interface Integral {
  readonly value: number;
  readonly nodes: number;
  readonly converged: boolean;
}

export const integrated: ReplayMethod = {
  *attribute(replayed) {
    const { past, weights } = replayed;
    const L = past.bytes.length - 1;
    const attribution = new Float64Array(L + 1);
    const integrated = { converged: true, nodes: 0, residual: 0 };
    for (let k = 0; k <= L; k++) {
      const expected = yield* occlusionAt(replayed, k);
      const v = column(
        weights,
        past.bytes[L - k],
        new Float64Array(replayed.kernels.shape.inputSize),
      );
      const { value, converged, nodes } = yield* integratedAt(replayed, k, v, expected);
      attribution[k] = value;
      integrated.converged &&= converged;
      integrated.nodes = Math.max(integrated.nodes, nodes);
      integrated.residual = Math.max(integrated.residual, Math.abs(value - expected));
    }
    return { attribution, integrated };
  },
};

/**
 * Doubles the nodes until both the change and the difference from the occlusion `expected` are below 1e-3 nats.
 * @param v the byte's own column of W_x, float64 [H]
 */
function* integratedAt(
  replayed: Replayed,
  k: number,
  v: Float64Array,
  expected: number,
): Generator<number, Integral> {
  let last = yield* quadrature(replayed, k, v, FIRST_NODES);
  for (let nodes = FIRST_NODES * 2; ; nodes *= 2) {
    const value = yield* quadrature(replayed, k, v, nodes);
    const settled = Math.abs(value - last) < TOLERANCE && Math.abs(value - expected) < TOLERANCE;
    if (settled || nodes >= MOST_NODES) return { value, nodes, converged: settled };
    last = value;
  }
}

function* quadrature(
  replayed: Replayed,
  k: number,
  v: Float64Array,
  nodes: number,
): Generator<number, number> {
  const slope = slopes(replayed, k, v);
  let sum = 0;
  for (const { node, weight } of gaussLegendre(nodes)) sum += weight * (yield* slope(node));
  return sum;
}

/** What is integrated: dL/da at a in [0, 1], the input of step t-k being v0 + a (v - v0). */
export function slopes({ kernels, replay, aim, past, v0 }: Replayed, k: number, v: Float64Array) {
  const size = v.length;
  const row = past.bytes.length - 1;
  const at = new Float64Array(size);
  const slope = new Float64Array(size);
  return function* (a: number): Generator<number, number> {
    for (let i = 0; i < size; i++) at[i] = v0[i] + a * (v[i] - v0[i]);
    yield* replay.value(at, k);
    setCoefficients(kernels, aim);
    kernels.outputGradient(1);
    const isDue = everyStep(kernels.shape, "product");
    for (let lag = 0; lag <= k; lag++) {
      kernels.lag(row, lag, 0, 1);
      if (lag < k) kernels.step(0, 1);
      if (isDue()) yield k;
    }
    kernels.inputGradient(0, slope);
    let dot = 0;
    for (let i = 0; i < size; i++) dot += (v[i] - v0[i]) * slope[i];
    yield k;
    return dot;
  };
}

export interface Node {
  readonly node: number;
  readonly weight: number;
}

const cache = new Map<number, readonly Node[]>();

/** n nodes on [0, 1]; the weights sum to 1. Exact for polynomials of degree 2n - 1. */
function gaussLegendre(n: number): readonly Node[] {
  const known = cache.get(n);
  if (known) return known;
  const rule = Array.from({ length: n }, (_, i) => nodeOf(n, i));
  cache.set(n, rule);
  return rule;
}

function nodeOf(n: number, i: number): Node {
  let x = cos((Math.PI * (i + 0.75)) / (n + 0.5));
  let slope = 1;
  for (let round = 0; round < 100; round++) {
    const [p, previous] = legendre(n, x);
    slope = (n * (x * p - previous)) / (x * x - 1);
    const dx = p / slope;
    x -= dx;
    if (Math.abs(dx) < 1e-16) break;
  }
  return { node: (1 - x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
}

/** [P_n(x), P_{n-1}(x)] */
function legendre(n: number, x: number): [number, number] {
  let previous = 1;
  let p = x;
  for (let j = 2; j <= n; j++) [previous, p] = [p, ((2 * j - 1) * x * p - (j - 1) * previous) / j];
  return [p, previous];
}
