// What a net is called in one line: cell, layers, sizes, alphabet. Says only what its file was understood to hold; which
// tensor is what is in `sparse-diff info`.
import { CELL_LABELS, type CellKind } from "../vocabulary/cells";

/** What the name is made of; the description of a net that was read (nets/nets.ts) has it. */
export interface NamedNet {
  readonly cell: CellKind;
  readonly nonlinearity: "tanh" | "relu" | null;
  readonly layers: number;
  readonly input: { readonly kind: "one-hot" | "embedding"; readonly width: number };
  readonly alphabet: { readonly size: number; readonly characters: readonly string[] | null };
}

/** LSTM 2 x 256, 65 characters; GRU 128; Elman (ReLU) 64. */
export function netName(net: NamedNet, hiddenSize: number): string {
  const { characters, size } = net.alphabet;
  return `${coreName(net, hiddenSize)}${characters === null ? "" : `, ${size} characters`}`;
}

/** LSTM 2 x 256, embedding of 64, 65 characters */
export function netSentence(net: NamedNet, hiddenSize: number): string {
  const { kind, width } = net.input;
  const { characters, size } = net.alphabet;
  const input = kind === "embedding" ? `embedding of ${width}` : "one-hot";
  return `${coreName(net, hiddenSize)}, ${input}, ${size} ${characters === null ? "bytes" : "characters"}`;
}

/** GRU 96: a net that is trained here has one layer over the 256 bytes. */
export function trainedNetName(cell: CellKind, hiddenSize: number): string {
  return `${CELL_LABELS[cell]} ${hiddenSize}`;
}

function coreName({ cell, nonlinearity, layers }: NamedNet, hiddenSize: number): string {
  const kind = nonlinearity === "relu" ? `${CELL_LABELS[cell]} (ReLU)` : CELL_LABELS[cell];
  return `${kind} ${layers > 1 ? `${layers} x ` : ""}${hiddenSize}`;
}
