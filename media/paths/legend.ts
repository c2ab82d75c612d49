// Below the graph: how it is read, what a curve's stroke and width mean, and the keys.
import type { PathsGraph } from "../../server/protocol/wire/pathsPage";
import { l10n, marked, translated } from "../../server/protocol/words/l10n";
import { three } from "../../server/protocol/words/numbers";
import { el, keys, refill } from "../page/dom";
import type { ViewName } from "./host";
import { widestValue } from "./layout";

const SUM = marked(
  "The prediction gives every neuron of k 0 its gradient. Every other neuron's gradient is the sum of its edges from the byte after, where 'other' stands for all edges that are not drawn.",
);
const READING = marked(
  "Read from right to left; under each byte is its lag and its attribution in nats.",
);
const KEYS: Readonly<Record<ViewName, string>> = {
  graph: marked(
    "Arrow keys move along the strongest edges, Enter goes to the byte in the text, N or a click shows the neuron over the text, C its card, + and \u2212 zoom, 0 goes back to 100 %.",
  ),
  tree: marked(
    "Arrow keys move, open and close, Enter goes to the byte in the text, N shows the neuron over the text, C its card.",
  ),
  table: "",
};

export function legendPart() {
  const element = el("footer", {});
  return {
    element,
    show({ paths }: PathsGraph, view: ViewName): void {
      const strokes = keys("stroke", [
        ["positive", l10n`positive`],
        ["negative", l10n`negative`],
        ["rest", l10n`other`],
        ["widest", l10n`the widest is ${three(widestValue(paths))} nats`],
      ]);
      refill(element, [
        ...(view === "graph" ? [strokes] : []),
        el("p", { class: "note" }, [
          view === "graph" ? `${translated(READING)} ${translated(SUM)}` : translated(SUM),
        ]),
        ...(KEYS[view] === "" ? [] : [el("p", { class: "note" }, [translated(KEYS[view])])]),
      ]);
    },
  };
}
