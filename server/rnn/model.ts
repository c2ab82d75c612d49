// A loaded model: weights with where they came from. Identity is the hash of the file's bytes.
import type { Weights } from "../kernels/interface";

export interface Model {
  readonly weights: Weights;
  /** File name, without folders. */
  readonly name: string;
  readonly format: "raw" | "safetensors";
  /** Hex digest of the file. */
  readonly sha256: string;
  readonly metadata: Readonly<Record<string, string>>;
}
