// The layer request: one number per character over a range of the text, for the colours of a whole screen. Arrays are
// packed (packed.ts); a newer layer request for the same document replaces an older one.
import type { Layer, Unit } from "../vocabulary/layers";
import type { GradientMethod } from "../vocabulary/tracing";
import type { Pending } from "./messages";
import { request } from "./request";

export interface LayerParams {
  readonly uri: string;
  readonly version: number;
  readonly layer: Layer;
  /** For the neuron layer: 0 .. H - 1. */
  readonly neuron?: number;
  /** From the character at `start` up to, but not including, the one at `end`; at most 65,536 bytes are answered. */
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  /** Predictions over which influence is summed, 1 or more. */
  readonly depth: number;
  /** For influence; the paper's gradient form by default. */
  readonly method?: GradientMethod;
}

export interface EditorLayer {
  readonly kind: "layer";
  readonly uri: string;
  readonly version: number;
  readonly layer: Layer;
  /** The unit of the values. */
  readonly unit: Unit;
  /** Packed Uint32Array [n + 1]: character i covers the UTF-16 units starts[i] .. starts[i + 1]. */
  readonly starts: string;
  /**
   * Packed Float32Array [n]. Surprise and influence sum over the bytes of a character, the gradient norm is the
   * largest of its bytes, the activation the one after its last byte, the depth of a skip pattern is the largest. NaN:
   * the first byte of the file has no prediction; a byte has no depth where not all offsets lie in the text before it.
   */
  readonly values: string;
  /** Packed Float32Array [n], influence only: the sum of the absolute values. */
  readonly absolute: string | null;
}

export type LayerResult = EditorLayer | Pending;

export const layerRequest = request<LayerParams, LayerResult>("sparseDiff/layer");
