// The paper's tables for a whole text (method.md, section 4): bits per byte, accuracy, gradient norms
// and shares over all predictions, and the lag table over the population t in [depth, N - 2].
import type { Kernels, Weights } from "../kernels/interface";
import { blocks, traceBlock } from "./blocks";
import { LagTable } from "./lagTable";
import { NeuronTable } from "./neuronTable";
import { spectrum } from "./spectrum";
import { mean, median } from "./summary";

export interface LagStatistics {
  readonly k: number;
  readonly meanNorm: number;
  readonly medianNorm: number;
  /** Of the means, against k = 0. */
  readonly ratio: number;
  /** Median of the positions' own ratios. */
  readonly medianRatio: number;
  readonly meanAttribution: number;
  readonly meanAbsAttribution: number;
  readonly meanGated: number;
  readonly meanAbsGated: number;
}

export interface NeuronStatistics {
  readonly neuron: number;
  readonly meanAbsGradient: number;
  /** Mean of g_i^2. */
  readonly meanEnergy: number;
  /** Positions at which it has the largest |g_i|. */
  readonly timesFirst: number;
}

export interface Report {
  readonly bytes: number;
  readonly predictions: number;
  readonly bitsPerByte: number;
  readonly accuracy: number;
  readonly spectralRadius: number;
  readonly largestSingularValue: number;
  readonly gradient: {
    readonly meanNorm: number;
    readonly medianNorm: number;
    readonly topShare: { readonly "1": number; readonly "5": number; readonly "10": number };
  };
  readonly population: { readonly from: number; readonly to: number; readonly count: number };
  readonly lags: readonly LagStatistics[];
  readonly neurons: readonly NeuronStatistics[];
}

/** Yields the fraction done after each block; returns the report. Needs at least two bytes. */
export function* report(
  backend: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
): Generator<number, Report> {
  const predictions = text.length - 1;
  const count = Math.max(0, predictions - depth);
  const norms = new Float64Array(predictions);
  const lagTable = new LagTable(depth, count);
  const neuronTable = new NeuronTable(weights.H);
  let nats = 0;
  let right = 0;
  for (const block of blocks(backend, weights, text, { depth })) {
    const { kernels, t0 } = block;
    for (let i = 0; i < block.count; i++) {
      nats -= kernels.logP[i];
      if (kernels.best[i] === text[t0 + i + 1]) right++;
      neuronTable.add(kernels.G, i * kernels.stride);
    }
    traceBlock(block, depth, (k, from) => {
      if (k === 0) for (let i = 0; i < block.count; i++) norms[t0 + i] = kernels.norm[i];
      for (let i = Math.max(from, depth - t0); i < block.count; i++)
        lagTable.add(t0 + i - depth, k, kernels.norm[i], kernels.gradient[i], kernels.gated[i]);
    });
    yield (t0 + block.count) / predictions;
  }
  return {
    bytes: text.length,
    predictions,
    bitsPerByte: nats / predictions / Math.LN2,
    accuracy: right / predictions,
    ...spectrum(weights),
    gradient: {
      meanNorm: mean(norms),
      medianNorm: median(norms),
      topShare: neuronTable.topShare(),
    },
    population: { from: depth, to: text.length - 2, count },
    lags: lagTable.rows(),
    neurons: neuronTable.rows(),
  };
}
