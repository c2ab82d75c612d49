// The JSON of two interventions (docs/causes.md, section 6), as the command line prints it: one past byte with every
// value, and one neuron changed in the readout. Losses are in bits.
import type { NeuronEdit } from "../vocabulary/neuronEdits";
import type { TraceJson } from "./traceJson";

type Head = Pick<TraceJson, "model" | "text" | "position" | "input" | "target" | "targetIsTrue">;

export interface WhatIfByteJson extends Head {
  /** The surprise of the target in the text as it is. */
  readonly bits: number;
  /** The byte that is given other values: k steps back from the current byte. */
  readonly lag: number;
  /** Its value in the text. */
  readonly value: number;
  /** [256] The loss of the target by value; at `value` it is `bits`. */
  readonly bitsByValue: readonly number[];
  /** Bits by which any of these may be off; 0 if all were run in float64. That of `value` is exact. */
  readonly within: number;
  /** [256] p of the target by value. */
  readonly probabilityByValue: readonly number[];
  /** [256] How likely the net holds each value where the byte stands; null for the first byte of the text. */
  readonly expectedByValue: readonly number[] | null;
}

export interface PredictionJson {
  readonly probability: number;
  readonly bits: number;
  /** Of the target: 1 for the likeliest byte. */
  readonly rank: number;
  /** Five, the likeliest first. */
  readonly topPredictions: TraceJson["topPredictions"];
}

export interface WhatIfNeuronJson extends Head {
  readonly neuron: number;
  readonly edit: NeuronEdit;
  /** h_i at the position. */
  readonly activation: number;
  /** What the readout gets in its place. */
  readonly edited: number;
  readonly before: PredictionJson;
  readonly after: PredictionJson;
  /** The predictions of bytes from .. to); null where there is none. */
  readonly range: NeuronRangeJson | null;
}

export interface NeuronRangeJson {
  readonly from: number;
  readonly to: number;
  /** Predictions that the means are over; the first byte of a text has none. */
  readonly count: number;
  readonly bitsPerByte: number;
  /** With the neuron changed at every step. */
  readonly edited: number;
  /** edited - bitsPerByte */
  readonly change: number;
}
