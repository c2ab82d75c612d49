// The numerical checks of docs/method.md, section 6, on the user's own model and text: the formulas on the float64
// reference, and the backend in use against it from the same states. Gives the worst error and the tolerance of each.
import type { Kernels, ModelKernels, Weights } from "../../kernels/interface";
import { bindReference } from "../../kernels/reference";
import { hasGradient, isPredicted, type NetShape } from "../../kernels/shape";
import { l10n } from "../../protocol/words/l10n";
import { paced, traceBack } from "../backward";
import { checkTrace } from "../finite";
import { TextReader } from "../forward";
import { TOLERANCE } from "../methods/integrated";
import { BACKWARD } from "../methods/table";
import { evenlyPredicted } from "../outside";
import type { Past } from "../types";
import { adjoint, edgeConservation, finiteDifferences, outputGradientIdentity } from "./checks";
import { completeness } from "./completeness";
import { type CheckResult, prepare, Worst } from "./sample";

const POSITIONS = 16;
const LAGS = 20;
/** Of the integrals, which take the net hundreds of runs: every so many of the positions, and fewer lags. */
const INTEGRATED = 4;
const INTEGRATED_LAGS = 3;
/** The checks take about as long as reading so many bytes. */
const CHECKED_STEPS = 30_000;

/**
 * Yields the fraction done; only the checks that the net has are made.
 * @param text at least two bytes, of which the net predicts one after the first
 * @throws NotFinite if the model's numbers leave the finite range
 */
export function* verify(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
): Generator<number, CheckResult[]> {
  const kernels = bindReference(weights, { rows: 1, window: LAGS + 1 });
  const { shape } = kernels;
  const isPlain = hasGradient(shape);
  const checks = checksOf(backend, shape);
  const fast = backend.bind(weights, { rows: 1, window: LAGS + 1 });
  const positions = yield* paced(positionsOf(weights, text), 0);
  const steps = text.length + CHECKED_STEPS;
  // Every check, on any backend, starts from these states: with a chaotic model, two separate passes would diverge.
  const reader = new TextReader(kernels, text);
  const samples: Past[] = [];
  for (const position of positions) {
    const reading = reader.past(position, LAGS);
    let step = reading.next();
    for (; !step.done; step = reading.next()) yield (step.value * position) / steps;
    samples.push(step.value);
  }
  const read = text.length / steps;
  for (const [n, past] of samples.entries()) {
    const done = read + (1 - read) * (n / positions.length);
    const { L } = prepare(fast, weights, past);
    const ofFast = traceBack(fast, L, L);
    checkTrace(ofFast, past.position);
    prepare(kernels, weights, past);
    const ofReference = traceBack(kernels, L, L);
    checkTrace(ofReference, past.position);
    const { shares } = BACKWARD[isPlain ? "gradient" : "gated"];
    compare(shares(ofFast), shares(ofReference), checks.agreement);
    yield done;
    outputGradientIdentity(prepare(kernels, weights, past), checks.output);
    yield done;
    adjoint(prepare(kernels, weights, past), direction(shape.stateSize, n), checks.adjoint);
    yield done;
    if (isPlain) edgeConservation(prepare(fast, weights, past), checks.edges);
    yield done;
    const sample = prepare(kernels, weights, past);
    yield* paced(finiteDifferences(sample, checks.gradient, checks.gated), done);
    if (n % INTEGRATED > 0) continue;
    const short = prepare(kernels, weights, lastOf(kernels, past, INTEGRATED_LAGS));
    yield* paced(completeness(short, checks.completeness), done);
  }
  const ofPlain: readonly Worst[] = [checks.gradient, checks.edges];
  return Object.values(checks)
    .filter((check) => isPlain || !ofPlain.includes(check))
    .map((check) => check.result());
}

function checksOf({ backend }: Kernels, shape: NetShape) {
  const isReference = backend === "reference";
  const shifted = hasGradient(shape)
    ? l10n`finite differences: gated, shifting the pre-activation`
    : l10n`finite differences: gated, shifting the input's part of the first layer's pre-activations`;
  return {
    output: new Worst("output", l10n`output gradient: sum over y of P(y) g(y) is 0`, 1e-12),
    gradient: new Worst("gradient", l10n`finite differences: gradient, shifting the state`, 1e-5),
    gated: new Worst("gated", shifted, 1e-5),
    completeness: new Worst(
      "completeness",
      l10n`completeness: integrated gradients of a byte add up to its occlusion`,
      TOLERANCE,
    ),
    adjoint: new Worst("adjoint", l10n`adjoint: backward trace against forward Jacobians`, 1e-12),
    edges: new Worst(
      "edges",
      l10n`edge conservation: edges into a neuron sum to its gradient (${backend})`,
      isReference ? 1e-12 : 1e-5,
    ),
    agreement: new Worst("agreement", l10n`${backend} kernels against the float64 reference`, 1e-4),
  };
}

/** With all lags behind them, if the text has such; otherwise the last that is predicted. */
function* positionsOf(weights: Weights, text: Uint8Array): Generator<void, readonly number[]> {
  const last = text.length - 2;
  const first = Math.min(LAGS, last);
  const copy = (a: number, b: number) => text.subarray(a, b);
  const { positions } = yield* evenlyPredicted(weights, copy, first, last, POSITIONS);
  if (positions.length > 0) return positions;
  let t = first;
  while (t >= 0 && !isPredicted(weights, text[t + 1])) t--;
  return t < 0 ? [] : [t];
}

/** The same prediction with fewer lags. */
function lastOf(kernels: ModelKernels, { bytes, before, ...rest }: Past, lags: number): Past {
  const left = Math.max(0, bytes.length - 1 - lags);
  const state = before.slice();
  kernels.recur(bytes, 0, left, state, 0);
  return { ...rest, bytes: bytes.subarray(left), before: state };
}

function compare(got: Float64Array, want: Float64Array, worst: Worst): void {
  const scale = want.reduce((a, v) => Math.max(a, Math.abs(v)), 0);
  // Differences below 1e-12 nats mean nothing (docs/method.md, section 6).
  for (let k = 0; k < want.length; k++)
    worst.add(Math.max(0, Math.abs(got[k] - want[k]) - 1e-12), scale);
}

/** A fixed pseudo-random direction, different for each sample (a Weyl sequence). */
function direction(size: number, n: number): Float64Array {
  return Float64Array.from(
    { length: size },
    (_, i) => 2 * (((i + 1 + n * size) * 0.6180339887498949) % 1) - 1,
  );
}
