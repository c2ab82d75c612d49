// The numerical checks of docs/method.md, section 6, on the user's own model and text: the formulas on the float64
// reference, and the backend in use against it from the same states. Gives the worst error and the tolerance of each.
import type { Kernels, Weights } from "../../kernels/interface";
import { bindReference } from "../../kernels/reference";
import { hasGradient, isPapers } from "../../kernels/shape";
import { traceBack } from "../backward";
import { checkTrace } from "../finite";
import { TextReader } from "../forward";
import { BACKWARD } from "../methods/table";
import { evenly, type Past } from "../types";
import { adjoint, edgeConservation, finiteDifferences, outputGradientIdentity } from "./checks";
import { type CheckResult, prepare, Worst } from "./sample";

const POSITIONS = 16;
const LAGS = 20;
/** The checks take about as long as reading so many bytes. */
const CHECKED_STEPS = 30_000;

/**
 * Yields the fraction done; needs at least two bytes.
 * @throws NotFinite if the model's numbers leave the finite range
 */
export function* verify(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
): Generator<number, CheckResult[]> {
  const { backend: name } = backend;
  const checks = {
    output: new Worst("output", "output gradient: sum over y of P(y) g(y) is 0", 1e-12),
    gradient: new Worst("gradient", "finite differences: gradient, shifting the state", 1e-5),
    gated: new Worst("gated", "finite differences: gated, shifting the pre-activation", 1e-5),
    adjoint: new Worst("adjoint", "adjoint: backward trace against forward Jacobians", 1e-12),
    edges: new Worst(
      "edges",
      `edge conservation: edges into a neuron sum to its gradient (${name})`,
      name === "reference" ? 1e-12 : 1e-5,
    ),
    agreement: new Worst("agreement", `${name} kernels against the float64 reference`, 1e-4),
  };
  const kernels = bindReference(weights, { rows: 1, window: LAGS + 1 });
  const { shape } = kernels;
  const fast = backend.bind(weights, { rows: 1, window: LAGS + 1 });
  const last = text.length - 2;
  // With all lags behind them, if the text is long enough.
  const positions = evenly(Math.min(LAGS, last), last, POSITIONS);
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
    const { shares } = BACKWARD[hasGradient(shape) ? "gradient" : "gated"];
    compare(shares(ofFast), shares(ofReference), checks.agreement);
    yield done;
    outputGradientIdentity(prepare(kernels, weights, past), checks.output);
    yield done;
    adjoint(prepare(kernels, weights, past), direction(shape.stateSize, n), checks.adjoint);
    yield done;
    if (isPapers(shape)) edgeConservation(prepare(fast, weights, past), checks.edges);
    yield done;
    const differences = finiteDifferences(
      prepare(kernels, weights, past),
      checks.gradient,
      checks.gated,
    );
    while (!differences.next().done) yield done;
  }
  return Object.values(checks).map((check) => check.result());
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
