// A loaded model: weights and where they came from. Its identity is the hash of the file's bytes.
import type { ModelContent } from "./formats";

export interface Model extends ModelContent {
  /** File name, without folders. */
  readonly name: string;
  /** Hex digest of the file. */
  readonly sha256: string;
}
