// The same as a table: a row for every edge that is drawn, and one for the sum of all others into each neuron.
import type { PathsGraph } from "../../server/protocol/wire/pathsPage";
import { l10n } from "../../server/protocol/words/l10n";
import { neuronName } from "../../server/protocol/words/neuronNames";
import { signed } from "../../server/protocol/words/numbers";
import { cardButton, el, neuronButton, refill, table } from "../page/dom";
import type { Actions } from "./host";

const columns = () => [
  { title: "k" },
  { title: l10n`byte`, isText: true },
  { title: l10n`neuron`, isText: true },
  { title: l10n`gradient` },
  { title: l10n`from`, isText: true },
  { title: l10n`contribution` },
];

export function tableView(actions: Actions) {
  const element = el("div", {
    class: "rows",
    tabindex: 0,
    role: "region",
    "aria-label": l10n`Edges`,
  });
  let drawn = "";
  return {
    element,
    show(graph: PathsGraph, shownNeuron: number | null): void {
      const now = JSON.stringify([graph, shownNeuron]);
      if (now === drawn) return;
      drawn = now;
      refill(element, [
        table(
          l10n`Edges into each neuron, in nats`,
          columns(),
          rowsOf(graph, shownNeuron, actions),
        ),
      ]);
    },
  };
}

function rowsOf({ paths, target }: PathsGraph, shown: number | null, actions: Actions) {
  return paths.bytes.flatMap(({ k, name, neurons }) =>
    neurons.flatMap(({ neuron, gradient, edges, other }) => {
      const sources: (readonly [string, number])[] =
        k === 0
          ? [[l10n`prediction of ${target}`, gradient]]
          : [
              ...edges.map(({ from, value }) => [neuronName(from), value] as const),
              [l10n`other`, other],
            ];
      return sources.map(([from, value], i) => [
        String(k),
        byteButton(k, `${neuron} ${i}`, name, actions),
        neuronCell(neuron, shown, actions),
        signed(gradient),
        from,
        signed(value),
      ]);
    }),
  );
}

function neuronCell(neuron: number, shown: number | null, actions: Actions): HTMLElement {
  const name = neuronName(neuron);
  return el("span", {}, [
    neuronButton({ neuron, name }, neuron === shown, actions.neuron),
    " ",
    cardButton(name, () => actions.card(neuron)),
  ]);
}

function byteButton(k: number, row: string, name: string, actions: Actions): HTMLButtonElement {
  const button = el("button", { type: "button", class: "link", "data-key": `${k} ${row}` }, [name]);
  button.title = l10n`Go to this byte, lag ${k}`;
  button.addEventListener("click", () => actions.byte(k));
  return button;
}
