// The reference vectors of test/data/vectors as typed data, made in float64 by an independent program. The README there
// defines them. paper.json belongs to the paper's weights and text, which are in sharedData.ts.
import fs from "node:fs";
import path from "node:path";
import { readRawWeights } from "../../server/nets/rawWeights";
import { needsSharedData, paper } from "./sharedData";

const folder = path.resolve("test/data/vectors");

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

export type VectorName = (typeof names)[number];

/** Options for test(): only the paper's vectors need files outside this repository. */
export function needs(name: VectorName): { skip?: string } {
  return name === "paper" ? needsSharedData : {};
}

export function vectorFile(name: string): string {
  return path.join(folder, name);
}

function read(name: string): Uint8Array {
  return new Uint8Array(fs.readFileSync(vectorFile(name)));
}

export function load(name: VectorName) {
  const vectors = JSON.parse(fs.readFileSync(vectorFile(`${name}.json`), "utf8")) as Vectors;
  if (name === "paper") return { vectors, weights: paper.weights(), text: paper.text() };
  const weights = readRawWeights(read(`${name}.bin`), `${name}.bin`);
  return { vectors, weights, text: read(`${name}.txt`) };
}
