// The requests for two interventions (docs/causes.md, section 6): one past byte given every value, one neuron changed in the
// readout. Neither touches the text. Answered in slices; a newer request of the same purpose replaces an older one.
import type { NeuronEdit } from "../vocabulary/neuronEdits";
import type { Span, TraceParams, Unanswered } from "./messages";
import { request } from "./request";
import type { PredictionJson, WhatIfByteJson, WhatIfNeuronJson } from "./whatIfJson";

/** Of the settings only the depth, which bounds the window, and the target matter; `against` is refused. */
export interface WhatIfByteParams extends TraceParams {
  /** Of the byte, back from the current byte; inside the window. */
  readonly lag: number;
}

export interface EditorWhatIfByte extends Omit<WhatIfByteJson, "model" | "text"> {
  readonly kind: "whatIfByte";
  readonly uri: string;
  readonly version: number;
  /** [256] What each value is called where the byte stands. */
  readonly names: readonly string[];
  readonly targetName: string;
  /** Where the byte is. */
  readonly span: Span;
}

/** Of the settings only the target matters; `against` is refused. */
export interface WhatIfNeuronParams extends TraceParams {
  readonly neuron: number;
  readonly edit: NeuronEdit;
  /**
   * The bytes whose predictions are averaged: from the character at `start` up to, but not including, the one at `end`;
   * at most 65,536 bytes are answered.
   */
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface EditorPrediction extends PredictionJson {
  /** Names of the likeliest bytes. */
  readonly names: readonly string[];
}

export interface EditorWhatIfNeuron extends Omit<WhatIfNeuronJson, "model" | "text"> {
  readonly kind: "whatIfNeuron";
  readonly uri: string;
  readonly version: number;
  readonly targetName: string;
  readonly before: EditorPrediction;
  readonly after: EditorPrediction;
}

export type WhatIfByteResult = EditorWhatIfByte | Unanswered;
export type WhatIfNeuronResult = EditorWhatIfNeuron | Unanswered;

export const whatIfByteRequest = request<WhatIfByteParams, WhatIfByteResult>(
  "sparseDiff/whatIfByte",
);
export const whatIfNeuronRequest = request<WhatIfNeuronParams, WhatIfNeuronResult>(
  "sparseDiff/whatIfNeuron",
);
