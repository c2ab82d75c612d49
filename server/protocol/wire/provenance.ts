// What an export says of itself (docs/export.md): everything that its numbers depend on, and the command that gives the same
// bytes. Nothing in it differs between two runs of one question.
import type { NetSummary } from "./net";

/** An option of the command line and its value; true stands for an option without one. */
export type OptionsJson = Readonly<Record<string, string | number | true>>;

export interface Provenance {
  readonly tool: "sparse-differentiation";
  readonly version: string;
  /** TEXT, MODEL, ALPHABET and FILE stand for files. */
  readonly command: string;
  readonly text: { readonly bytes: number; readonly sha256: string };
  /** Null where only the text was looked at. */
  readonly model: ModelProvenance | null;
  /** Every option that the numbers depend on, whether it was given or not. */
  readonly settings: OptionsJson;
  /** Of the arithmetic; null without a model. */
  readonly backend: string | null;
}

export interface ModelProvenance extends Pick<NetSummary, "cell" | "layers" | "hiddenSize"> {
  /** Of the file. */
  readonly sha256: string;
  /** Which of several nets in it. */
  readonly prefix?: string;
  /** Of an Elman net. */
  readonly nonlinearity?: string;
  /** Its characters in the order of the rows; null for the 256 bytes. */
  readonly alphabet: string | null;
}
