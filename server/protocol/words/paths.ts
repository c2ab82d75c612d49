// What is said of neuron paths, in the graph, its tree and its table alike: a neuron with the edges that sum to its
// gradient, and how much of all edges is drawn. Numbers are those of wire/paths.ts.
import type { EditorPaths, PathByte, PathNeuron } from "../wire/paths";
import { l10n } from "./l10n";
import { neuronName } from "./neuronNames";
import { count, percent, several, signed, three } from "./numbers";

/** 'i' at byte 9 */
function byteWords({ name, position }: Pick<PathByte, "name" | "position">): string {
  return l10n`${name} at byte ${position}`;
}

/** h76 at k 1: −0.00568 nats */
export function neuronWords(k: number, { neuron, gradient }: PathNeuron): string {
  return l10n`${neuronName(neuron)} at k ${k}: ${signed(gradient)} nats`;
}

/** h68 +0.00206, h99 −0.0011, other −0.00492 */
function edgesWords(k: number, { edges, other }: PathNeuron, target: string): string {
  if (k === 0) return l10n`given by the prediction of ${target}`;
  const drawn = edges.map(({ from, value }) => `${neuronName(from)} ${signed(value)}`);
  return [...drawn, l10n`other ${signed(other)}`].join(", ");
}

/** The whole neuron in one sentence: its gradient, and the edges that sum to it. */
export function sumSentence(k: number, neuron: PathNeuron, target: string): string {
  const from = edgesWords(k, neuron, target);
  if (k === 0) return `${neuronWords(k, neuron)}, ${from}.`;
  return l10n`${neuronWords(k, neuron)} = ${from}; from k ${k - 1}.`;
}

/** k 1, 'i' at byte 9: attribution +0.0196 nats, gradient norm 0.0198 nats */
export function columnWords(byte: PathByte): string {
  const { k, attribution, gradientNorm } = byte;
  return l10n`k ${k}, ${byteWords(byte)}: attribution ${signed(attribution)} nats, gradient norm ${three(gradientNorm)} nats`;
}

/** How much of all edges is drawn; 'other' edges do not count as drawn. */
export function drawnSentence({ bytes, drawn, intoDrawn, total }: EditorPaths): string {
  if (bytes.length === 1)
    return l10n`The text begins here: with one byte there is no edge between two.`;
  const edges = bytes.flatMap(({ neurons }) => neurons.flatMap((neuron) => neuron.edges)).length;
  if (total === 0)
    return l10n`No gradient goes from one of these ${bytes.length} bytes to another.`;
  const into = intoDrawn > 0 ? drawn / intoDrawn : 0;
  const all = l10n`the sum of the sizes of all edges between these ${count(bytes.length)} bytes`;
  return l10n`Drawn: ${several(edges, "edge")}, ${percent(drawn / total)} of the total |contribution| (${all}), ${percent(into)} of that into the neurons drawn.`;
}
