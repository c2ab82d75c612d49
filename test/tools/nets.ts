// The small nets of test/data/nets, in formats people save, with the float64 values they must give. The README there
// defines them.
import fs from "node:fs";
import path from "node:path";

const folder = path.resolve("test/data/nets");

export interface NetTrace {
  readonly position: number;
  readonly target: number;
  readonly probability: number;
  readonly top: number;
  readonly gated: readonly number[];
  readonly occlusionMean: readonly number[];
  readonly stateGradientNorm: readonly number[];
  readonly topGradient: readonly number[];
}

export interface ExpectedNet {
  readonly loads: boolean;
  readonly what: string;
  /** An option without which the file is refused. */
  readonly needs?: string;
  /** Bytes of the text that are not in the net's alphabet. */
  readonly outside?: readonly number[];
  readonly mustName?: readonly string[];
  readonly bitsPerByte?: number;
  readonly predictions?: number;
  readonly traces?: readonly NetTrace[];
}

export function netFile(name: string): string {
  return path.join(folder, name);
}

export function readNet(name: string): Uint8Array {
  return new Uint8Array(fs.readFileSync(netFile(name)));
}

export function expectedNets(): Readonly<Record<string, ExpectedNet>> {
  return JSON.parse(fs.readFileSync(netFile("expected.json"), "utf8"));
}
