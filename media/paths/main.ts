// The page of the neuron paths, from top to bottom: which prediction, how much of all edges is drawn, the controls, and the
// graph, tree or table. Its only state is what it remembers (host.ts); everything else comes with each snapshot.
import type { PathsGraph, PathsSnapshot } from "../../server/protocol/wire/pathsPage";
import { l10n } from "../../server/protocol/words/l10n";
import { neuronName } from "../../server/protocol/words/neuronNames";
import { drawnSentence } from "../../server/protocol/words/paths";
import { onSnapshot } from "../page/connection";
import { cardButton, el, refill } from "../page/dom";
import { facePart } from "../page/face";
import "../page/language";
import "../page/page.css";
import "../page/tables.css";
import "./paths.css";
import { controlsPart } from "./controls";
import { graphView } from "./graph";
import { type Actions, remembered, send } from "./host";
import { legendPart } from "./legend";
import { tableView } from "./table";
import { treeView } from "./tree";
import { zoomControls } from "./zoom";

let latest: PathsSnapshot | undefined;
/** Kept while the next one is on its way. */
let shown: PathsGraph | undefined;

const actions: Actions = {
  byte: (k) => shown && send({ kind: "byte", key: shown.key, k }),
  neuron: (neuron) => send({ kind: "neuron", neuron }),
  card: (neuron) => send({ kind: "neuronCard", neuron }),
};

const head = el("header", { class: "subject" });
const graph = graphView(actions);
const tree = treeView(actions);
const table = tableView(actions);
const zoom = zoomControls(graph.frame, {
  get: () => remembered.get().zoom,
  set(to) {
    remembered.set({ zoom: to });
    redraw();
  },
  fit: graph.fit,
});
const controls = controlsPart(zoom.element, {
  view: () => redraw(),
  amounts: (amounts) => send({ kind: "amounts", amounts }),
});
const legend = legendPart();
/** Of the neuron that is shown over the text, by a click in the graph or otherwise. */
const card = el("p", { class: "note" });
const body = el("div", { class: "paths" }, [
  controls.element,
  card,
  graph.element,
  tree.element,
  table.element,
  legend.element,
]);

/** For who hears the page. */
const title = () => l10n`Neuron paths`;

const main = document.getElementById("paths");
main?.append(el("h1", { class: "visually-hidden" }, [title()]), head, body);

function redraw(): void {
  if (!latest) return;
  const { face, graph: next, neuron } = latest;
  if (next?.kind === "ready") shown = next.value;
  else if (next?.kind !== "waiting") shown = undefined;
  main?.setAttribute("aria-busy", String(next?.kind === "waiting"));
  refill(head, headOf(latest));
  body.hidden = !shown || face.kind !== "trace";
  if (!shown || body.hidden) return;
  const { view } = remembered.get();
  graph.element.hidden = view !== "graph";
  tree.element.hidden = view !== "tree";
  table.element.hidden = view !== "table";
  controls.show();
  zoom.element.hidden = view !== "graph";
  zoom.show();
  const name = neuron === null ? "" : neuronName(neuron);
  refill(
    card,
    neuron === null
      ? []
      : [l10n`${name} is shown over the text: `, cardButton(name, () => actions.card(neuron))],
  );
  legend.show(shown, view);
  if (view === "graph") graph.show(shown, neuron, remembered.get().zoom);
  if (view === "tree") tree.show(shown);
  if (view === "table") table.show(shown, neuron);
}

function headOf({ face, graph: next }: PathsSnapshot): Node[] {
  if (face.kind !== "trace") return facePart(face, (action) => send({ kind: "act", action }));
  if (next?.kind === "none") return [el("p", { class: "face", role: "status" }, [next.sentence])];
  if (!shown) {
    const sentence = l10n`Following the gradient back.`;
    return facePart({ kind: "pending", sentence, buttons: [] }, () => undefined);
  }
  return [
    el("h2", { class: "sentence" }, [shown.sentence]),
    el("p", { class: "note" }, [shown.note]),
    el("p", { class: "drawn" }, [drawnSentence(shown.paths)]),
  ];
}

onSnapshot<PathsSnapshot>((snapshot) => {
  latest = snapshot;
  redraw();
  main?.setAttribute("data-ready", "");
});
new ResizeObserver(() => redraw()).observe(document.body);
send({ kind: "ready", amounts: remembered.get().amounts });
