// What a net is called: cell, layers, sizes, alphabet. Says only what its file was understood to hold; which tensor is what
// is in `sparse-diff info`.
import { CELL_LABELS, type CellKind } from "../vocabulary/cells";
import type { NetSummary } from "../wire/net";
import { l10n } from "./l10n";

type Core = Pick<NetSummary, "cell" | "nonlinearity" | "layers" | "hiddenSize">;

/** LSTM 2 x 256, 65 characters; GRU 128; Elman (ReLU) 64. */
export function netName(net: Omit<NetSummary, "methods">): string {
  const { isBytes, size } = net.alphabet;
  return `${coreName(net)}${isBytes ? "" : l10n`, ${size} characters`}`;
}

/** LSTM 2 x 256, embedding of 64, 65 characters */
export function netSentence(net: Omit<NetSummary, "methods">): string {
  const { kind, width } = net.input;
  const { isBytes, size } = net.alphabet;
  const input = kind === "embedding" ? l10n`embedding of ${width}` : l10n`one-hot`;
  const alphabet = isBytes ? l10n`${size} bytes` : l10n`${size} characters`;
  return `${coreName(net)}, ${input}, ${alphabet}`;
}

/** GRU 96: a net that is trained here has one layer over the 256 bytes. */
export function trainedNetName(cell: CellKind, hiddenSize: number): string {
  return `${CELL_LABELS[cell]} ${hiddenSize}`;
}

/** LSTM 2x256, where there is little room. */
export function shortNetName({ cell, layers, hiddenSize }: Core): string {
  return `${CELL_LABELS[cell]} ${layers > 1 ? `${layers}x` : ""}${hiddenSize}`;
}

/** The name where something is explained; null for the paper's kind of net, which needs no word there. */
export function namedBeside(net: NetSummary): string | null {
  return isPapersNet(net) ? null : netName(net);
}

/** One layer of tanh over the 256 bytes. */
export function isPapersNet({ cell, nonlinearity, layers, alphabet }: NetSummary): boolean {
  return cell === "elman" && nonlinearity === "tanh" && layers === 1 && alphabet.isBytes;
}

function coreName({ cell, nonlinearity, layers, hiddenSize }: Core): string {
  const kind = nonlinearity === "relu" ? l10n`${CELL_LABELS[cell]} (ReLU)` : CELL_LABELS[cell];
  return `${kind} ${layers > 1 ? `${layers} x ` : ""}${hiddenSize}`;
}
