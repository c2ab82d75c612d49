// What a neuron reads and writes: the bytes, or the neurons of the layer below, by weight, and how often a byte stands where
// the neuron is strongly active. No net is run here.
import { isPredicted, type NetShape } from "../../kernels/shape";
import type { Weights } from "../../kernels/weights";
import { GATES, type GateName } from "../../protocol/vocabulary/cells";
import type {
  ByteWeightJson,
  GateJson,
  LiftJson,
  NeuronWeightJson,
  ReadBytesJson,
  ReadNeuronsJson,
  WritesJson,
} from "../../protocol/wire/neuronCardJson";
import type { Tenth } from "./activations";

export type Tenths = { readonly high: Tenth; readonly low: Tenth } | null;

/** How often each byte stands `ahead` bytes after the positions of a text that satisfy `has`. */
function countsOf(text: Uint8Array, ahead: 0 | 1, has: (t: number) => boolean = () => true) {
  const counts = new Int32Array(256);
  for (let t = 0; t + ahead < text.length; t++) if (has(t)) counts[text[t + ahead]]++;
  return counts;
}

/** Rows of the bytes that the text has, and how many of the alphabet it does not have. */
class Bytes {
  readonly absent: number;
  private readonly counts: Int32Array;
  private readonly tenths: Readonly<Record<"high" | "low", Int32Array>> | null;
  private readonly known: readonly number[];

  constructor(weights: Weights, text: Uint8Array, ahead: 0 | 1, tenths: Tenths) {
    this.counts = countsOf(text, ahead);
    this.tenths = tenths && {
      high: countsOf(text, ahead, tenths.high.has),
      low: countsOf(text, ahead, tenths.low.has),
    };
    const alphabet = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) =>
      isPredicted(weights, byte),
    );
    this.known = alphabet.filter((byte) => this.counts[byte] > 0);
    this.absent = alphabet.length - this.known.length;
  }

  rows(weightOf: (byte: number) => number): ByteWeightJson[] {
    const { counts, tenths, known } = this;
    return known
      .map((byte) => ({
        byte,
        weight: weightOf(byte),
        times: counts[byte],
        high: tenths && this.lift(tenths.high, byte),
        low: tenths && this.lift(tenths.low, byte),
      }))
      .sort((a, b) => b.weight - a.weight || a.byte - b.byte);
  }

  private lift(within: Int32Array, byte: number): LiftJson | null {
    const [inside, all] = [sum(within), sum(this.counts)];
    if (inside === 0) return null;
    return { times: within[byte], lift: within[byte] / inside / (this.counts[byte] / all) };
  }
}

/** @param layer counted from 0 */
export function readsOf(
  weights: Weights,
  { name, cell, H }: NetShape,
  layer: number,
  neuron: number,
  text: Uint8Array,
  tenths: Tenths,
): ReadBytesJson | ReadNeuronsJson {
  const named = name === "lstm" || name === "gru" ? GATES[name] : [];
  const gates = <Row extends { weight: number }>(rowsOf: (row: number) => Row[]) =>
    Array.from({ length: cell.gates }, (_, gate): GateJson<Row> => {
      const rows = rowsOf(gate * H + neuron);
      const word: GateName | undefined = named[gate];
      return { gate: word ?? null, size: sizeOf(rows), rows };
    });
  if (layer > 0) {
    const { Wi } = (weights.upper ?? [])[layer - 1];
    const rowsOf = (row: number): NeuronWeightJson[] =>
      Array.from({ length: H }, (_, j) => ({ neuron: j, weight: Wi[row * H + j] })).sort(
        (a, b) => b.weight - a.weight || a.neuron - b.neuron,
      );
    return { kind: "neurons", layer, gates: gates(rowsOf) };
  }
  const bytes = new Bytes(weights, text, 0, tenths);
  return {
    kind: "bytes",
    n: text.length,
    absent: bytes.absent,
    outside: text.reduce((n, byte) => n + (isPredicted(weights, byte) ? 0 : 1), 0),
    gates: gates((row) => bytes.rows((byte) => weights.Wx[row * 256 + byte])),
  };
}

/** Of a neuron of the top layer. */
export function writesOf(
  weights: Weights,
  neuron: number,
  text: Uint8Array,
  tenths: Tenths,
): WritesJson {
  const bytes = new Bytes(weights, text, 1, tenths);
  const rows = bytes.rows((byte) => weights.Wy[byte * weights.H + neuron]);
  return { n: text.length - 1, absent: bytes.absent, rows, size: sizeOf(rows) };
}

function sizeOf(rows: readonly { readonly weight: number }[]): number {
  const squares = rows.reduce((sum, { weight }) => sum + weight * weight, 0);
  return rows.length > 0 ? Math.sqrt(squares / rows.length) : 0;
}

function sum(counts: Int32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
