// Below the graph: how it is read, what a curve's stroke and width mean, and the keys.
import { l10n } from "../../server/protocol/words/l10n";
import type { PathsGraph } from "../../server/protocol/wire/pathsPage";
import { three } from "../../server/protocol/words/numbers";
import { el, keys, refill } from "../page/dom";
import type { ViewName } from "./host";
import { widestValue } from "./layout";

const SUM =
  "The prediction gives every neuron of k 0 its gradient. Every other neuron's gradient is the sum of its edges from the byte after, where 'other' stands for all edges that are not drawn.";
const READING = "Read from right to left; under each byte is its lag and its attribution in nats.";
const KEYS: Readonly<Record<ViewName, string>> = {
  graph:
    "Arrow keys move along the strongest edges, Enter goes to the byte in the text, N or a click shows the neuron over the text, C its card, + and \u2212 zoom, 0 goes back to 100 %.",
  tree: "Arrow keys move, open and close, Enter goes to the byte in the text, N shows the neuron over the text, C its card.",
  table: "",
};

export function legendPart() {
  const element = el("footer", {});
  return {
    element,
    show({ paths }: PathsGraph, view: ViewName): void {
      const strokes = keys("stroke", [
        ["positive", "positive"],
        ["negative", "negative"],
        ["rest", "other"],
        ["widest", l10n`the widest is ${three(widestValue(paths))} nats`],
      ]);
      refill(element, [
        ...(view === "graph" ? [strokes] : []),
        el("p", { class: "note" }, [view === "graph" ? `${READING} ${SUM}` : SUM]),
        ...(KEYS[view] === "" ? [] : [el("p", { class: "note" }, [KEYS[view]])]),
      ]);
    },
  };
}
