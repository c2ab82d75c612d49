// The metadata in a trained model's file: train writes it and Select Model reads it. The file's layout is in nets/;
// the request and the command line decide when it is written.
import { version } from "../../package.json";

export const HELD_OUT = "held-out files";

export interface Provenance {
  readonly textName: string;
  readonly textSha256: string;
  /** NaN if nothing was measured. */
  readonly bitsPerByte: number;
  /** What bitsPerByte was measured on, if not on the text itself. */
  readonly measuredOn?: typeof HELD_OUT;
  readonly seed: number;
  readonly epochs: number;
  /** This is a checkpoint; the run may still be going. */
  readonly unfinished?: boolean;
}

export function provenanceMetadata(p: Provenance): Record<string, string> {
  return {
    text_name: p.textName,
    text_sha256: p.textSha256,
    ...(Number.isNaN(p.bitsPerByte) ? {} : { bits_per_byte: String(p.bitsPerByte) }),
    ...(p.measuredOn ? { measured_on: p.measuredOn } : {}),
    seed: String(p.seed),
    epochs: String(p.epochs),
    version,
    ...(p.unfinished ? { unfinished: "true" } : {}),
  };
}

export function readProvenance(metadata: Readonly<Record<string, string>>): {
  readonly textName: string | null;
  readonly textSha256: string | null;
  readonly bitsPerByte: number | null;
  readonly isHeldOut: boolean;
  readonly unfinished: boolean;
} {
  const bits = Number(metadata.bits_per_byte || Number.NaN);
  return {
    textName: metadata.text_name || null,
    textSha256: metadata.text_sha256 || null,
    bitsPerByte: Number.isFinite(bits) ? bits : null,
    isHeldOut: metadata.measured_on === HELD_OUT,
    unfinished: metadata.unfinished === "true",
  };
}
