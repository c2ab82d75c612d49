// The requests of the sidebar's charts, besides the trace: the cost of tracing sparsely at several thresholds, and
// norms by lag over the file. Both are answered in slices; a newer request replaces an older one.
import type { Pending, TraceParams, TraceSettings } from "./messages";
import { request } from "./request";

export interface FidelityParams extends TraceParams {
  /** Nucleus thresholds, as shares of one. */
  readonly thetas: readonly number[];
}

/** Compared with the dense trace over the same lags (docs/method.md, section 3). */
export interface FidelityPoint {
  readonly theta: number;
  /** Of the hidden size: the mean over the steps, the layers and the gates of each. */
  readonly neuronsKept: number;
  readonly relativeL1: number;
  readonly cosine: number;
  readonly topLagAgrees: boolean;
}

export type FidelityResult =
  | {
      readonly kind: "fidelity";
      readonly version: number;
      readonly hiddenSize: number;
      readonly points: readonly FidelityPoint[];
    }
  | { readonly kind: "noPast" | "outside" | "pending"; readonly version: number };

export const fidelityRequest = request<FidelityParams, FidelityResult>("sparseDiff/fidelity");

export interface ProfileParams {
  readonly uri: string;
  readonly version: number;
  /** The threshold and the chosen target are ignored: every position explains its own true byte. */
  readonly settings: TraceSettings;
  /** Maximum number of positions to trace, evenly spaced over the file. */
  readonly positions: number;
}

export interface ProfileLag {
  readonly k: number;
  /** ||g_{t->t-k}|| in nats over the positions. */
  readonly mean: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

export interface FileProfile {
  readonly kind: "profile";
  readonly version: number;
  /**
   * Positions t from .. to: `traced` of them were traced, out of `all` that have a past of the whole depth and a next byte
   * in the model's alphabet.
   */
  readonly population: {
    readonly from: number;
    readonly to: number;
    readonly traced: number;
    readonly all: number;
  };
  /** `low` and `high` are the 10 and 90 % quantiles. */
  readonly lags: readonly ProfileLag[];
  /** |attribution| in nats that 99 of 100 (position, lag) pairs stay below: a scale for the whole file. */
  readonly scale: number;
}

export type ProfileResult = FileProfile | Pending;

export const profileRequest = request<ProfileParams, ProfileResult>("sparseDiff/profile");
