// What the tree holds, as a flat list: each byte, the neurons drawn of it, and the edges that sum to each neuron. Words and
// levels only; tree.ts shows them.
import type { PathNeuron } from "../../server/protocol/wire/paths";
import type { PathsGraph } from "../../server/protocol/wire/pathsPage";
import { l10n } from "../../server/protocol/words/l10n";
import { neuronName } from "../../server/protocol/words/neuronNames";
import { signed } from "../../server/protocol/words/numbers";
import { columnWords, neuronWords } from "../../server/protocol/words/paths";

export interface Item {
  readonly key: string;
  /** 1 for a byte, 2 for a neuron, 3 for an edge. */
  readonly level: number;
  readonly words: string;
  readonly k: number;
  readonly neuron: number | null;
}

/** Everything that the graph draws, in its order; each item is followed by those below it. */
export function itemsOf({ paths, target }: PathsGraph): Item[] {
  return paths.bytes.flatMap((byte) => {
    const { k, neurons } = byte;
    return [
      { key: `byte ${k}`, level: 1, words: columnWords(byte), k, neuron: null },
      ...neurons.flatMap((neuron) => [
        { ...keyed(k, neuron, ""), level: 2, words: neuronWords(k, neuron) },
        ...edgeItems(k, neuron, target),
      ]),
    ];
  });
}

function edgeItems(k: number, neuron: PathNeuron, target: string): Item[] {
  const item = (from: string, words: string, value: number, of: number | null): Item => {
    return {
      ...keyed(k, neuron, from),
      level: 3,
      neuron: of,
      words: l10n`${words}: ${signed(value)} nats`,
    };
  };
  const { gradient, edges, other } = neuron;
  if (k === 0)
    return [item("given", l10n`from the prediction of ${target}`, gradient, neuron.neuron)];
  return [
    ...edges.map(({ from, value }) =>
      item(`h${from}`, l10n`from ${neuronName(from)} at k ${k - 1}`, value, from),
    ),
    item("other", l10n`from all other edges`, other, null),
  ];
}

const keyed = (k: number, { neuron }: PathNeuron, from: string) => ({
  key: `${k} h${neuron} ${from}`,
  k,
  neuron,
});
