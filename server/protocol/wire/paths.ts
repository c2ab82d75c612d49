// The request for the neuron paths of a prediction (docs/method.md, section 3): a graph of the largest neurons and edges
// over a few bytes. Answered in slices; a newer request replaces an older one.
import type { Span, TraceParams, Unanswered } from "./messages";
import { request } from "./request";

/** The depth, the method and the threshold of the settings do not matter. */
export interface PathsParams extends TraceParams {
  /** Bytes, the current one included; fewer where the text begins. */
  readonly columns: number;
  /** Neurons drawn of each byte, largest |g| first. */
  readonly neurons: number;
  /** Least share of an edge in the sum of |edge| into its neuron, 0 .. 1. */
  readonly least: number;
}

/** From a neuron of the byte after. */
export interface PathEdge {
  readonly from: number;
  /** d_i g_i W_h[i, j]. */
  readonly value: number;
}

export interface PathNeuron {
  readonly neuron: number;
  /** The sum of `edges` and `other`; at k = 0 the prediction gives it, and there are no edges. */
  readonly gradient: number;
  readonly activation: number;
  /** Largest |value| first. */
  readonly edges: readonly PathEdge[];
  /** The sum of all edges that are not drawn. */
  readonly other: number;
}

export interface PathByte {
  readonly k: number;
  readonly position: number;
  readonly name: string;
  readonly span: Span;
  /** By the paper's gradient. */
  readonly attribution: number;
  readonly gradientNorm: number;
  readonly neurons: readonly PathNeuron[];
}

/** Gradients in nats (or logits, by objective), as in the trace. */
export interface EditorPaths {
  readonly kind: "paths";
  readonly uri: string;
  readonly version: number;
  readonly position: number;
  readonly target: number;
  /** k = 0 .. */
  readonly bytes: readonly PathByte[];
  /** Sums of |edge|: of the drawn ones, of all into the drawn neurons, of all between any two neurons of these bytes. */
  readonly drawn: number;
  readonly intoDrawn: number;
  readonly total: number;
}

export type PathsResult = EditorPaths | Unanswered;

export const pathsRequest = request<PathsParams, PathsResult>("sparseDiff/paths");
