// A trace of 'm' after "http:/", and what that prediction rests on, for the tests of the sidebar's pure parts.
import { nucleusShownFrom, shares, squares } from "../../../server/attribution/sparsity";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { TraceJson } from "../../../server/protocol/wire/traceJson";
import { namesOf } from "../../tools/namesOf";
import { papersNet } from "../../tools/netSummaries";

const URI = "file:///a.txt";
const TEXT = "http:/";

/** @param gradients of g_t, largest |.| first */
export function exampleTrace(
  attributions: readonly number[] = [0.004, -0.002, 0.001, 0.003, 0.0157, -0.009],
  gradients: readonly number[] = [0.00345, -0.0025, 0.001],
  more: Partial<EditorTrace> = {},
): EditorTrace {
  const a = Float64Array.from(attributions);
  const g = Float64Array.from(gradients);
  const lagShares = shares(a.map(Math.abs));
  const neuronShares = shares(squares(g, g.length));
  const last = a.length - 1;
  const trace: TraceJson = {
    cell: "elman",
    layers: 1,
    model: { hiddenSize: g.length, sha256: "0" },
    text: { bytes: 1024, sha256: "0" },
    position: last,
    input: 0x2f,
    target: 0x6d,
    targetIsTrue: true,
    predicted: 0x6d,
    probability: 0.9,
    bits: 0.152,
    entropyBits: 0.3,
    method: "gradient",
    objective: "logprob",
    depth: 50,
    gradientNorm: 0.00821,
    topPredictions: [{ byte: 0x6d, probability: 0.9 }],
    neurons: gradients.map((gradient, neuron) => ({
      neuron,
      layer: 1,
      gradient,
      share: neuronShares[neuron]!,
      activation: 0.5,
      gate: 0.75,
    })),
    offsets: attributions.map((attribution, k) => ({
      k,
      position: last - k,
      byte: TEXT.charCodeAt((last - k) % TEXT.length),
      attribution,
      share: lagShares[k]!,
      gradientNorm: 0.01,
    })),
    threshold: null,
  };
  return {
    kind: "trace",
    uri: URI,
    version: 1,
    trace,
    net: papersNet(g.length),
    names: namesOf(trace, [0x6d]),
    targetRank: 1,
    target: { utf16Start: last + 1, utf16End: last + 2 },
    character: { text: "m", bytes: [0x6d], index: 0 },
    offsetSpans: attributions.map((_, k) => ({ utf16Start: last - k, utf16End: last - k + 1 })),
    tints: [],
    totals: { words: [], lines: [] },
    shownFrom: {
      neurons: Array.from(nucleusShownFrom(squares(g, g.length))),
      offsets: Array.from(nucleusShownFrom(a.map(Math.abs))),
    },
    isUsable: true,
    ...more,
  };
}

/** Of the trace above. */
export function exampleCauses(more: Partial<EditorCauses> = {}): EditorCauses {
  const { names, offsetSpans } = exampleTrace();
  return {
    kind: "causes",
    uri: URI,
    version: 1,
    position: 5,
    target: 0x6d,
    bits: 0.152,
    depth: 50,
    baseline: "mean",
    occlusion: [0.1, -0.2, 0.3, 2, 0.25, 0.5],
    sufficient: { lags: [3, 5], bits: 0.841, runs: 21, empty: false },
    necessary: { lags: [3], bits: 12, found: true },
    memory: { 1: 6, 2: 5.5, 4: 3 },
    agreement: { spearman: 0.24, topLagAgrees: false },
    names: names.offsets,
    spans: offsetSpans,
    ...more,
  };
}
