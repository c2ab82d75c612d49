// The reference vectors as typed data: made in float64 by an independent program.
import { readShared, readSharedModel } from "../tools/sharedData";

export interface VectorTrace {
  position: number;
  input: number;
  target: number;
  targetIsTrue: boolean;
  predicted: number;
  probability: number;
  bits: number;
  entropyBits: number;
  gradientNorm: number;
  neurons: [number, number, number, number][];
  gradient: number[];
  gated: number[];
  norms: number[];
  logit: number[];
  margin: number[];
  predictedTarget: number[];
  against: { byte: number; attribution: number[] };
  displayNucleus95: { neuronsKept: number; offsetsKept: number };
  tracingNucleus95: {
    attribution: number[];
    neuronsKept: number;
    relativeL1: number;
    cosine: number;
    topLagAgrees: boolean;
  };
  occlusion: Partial<Record<"mean" | "zero" | "average", number[]>>;
}

export interface Vectors {
  name: string;
  depth: number;
  traces: VectorTrace[];
  report?: Record<string, unknown>;
}

export const names = ["paper", "h13-short", "h20-random-bytes", "h37-utf8-crlf"] as const;

export function load(name: (typeof names)[number]) {
  const vectors = JSON.parse(
    Buffer.from(readShared("vectors", `${name}.json`)).toString("utf8"),
  ) as Vectors;
  if (name === "paper")
    return {
      vectors,
      weights: readSharedModel("sat_model.bin"),
      text: readShared("enwik_1024.txt"),
    };
  return {
    vectors,
    weights: readSharedModel("vectors", `${name}.bin`),
    text: readShared("vectors", `${name}.txt`),
  };
}
