// What a trained model's file says about itself: the metadata that train writes and Select Model reads.
// The file's layout is in nets/; when it is written is the business of the request and the command line.
import { version } from "../../package.json";

export const HELD_OUT = "held-out files";

export interface Provenance {
  readonly textName: string;
  readonly textSha256: string;
  /** NaN where nothing was measured. */
  readonly bitsPerByte: number;
  /** What the figure is over, where not the text itself. */
  readonly measuredOn?: typeof HELD_OUT;
  readonly seed: number;
  readonly epochs: number;
  /** A checkpoint; the run may still be going. */
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
