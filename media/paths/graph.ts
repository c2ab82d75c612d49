// The graph as one uses it: one of its boxes is in the tab order, arrow keys go between them, and what a box is made of is
// said below the graph while the pointer or the focus is on it. drawing.ts makes its elements.
import type { PathsGraph } from "../../server/protocol/wire/pathsPage";
import { l10n } from "../../server/protocol/words/l10n";
import { el } from "../page/dom";
import { drawingOf, wordsOf } from "./drawing";
import type { Actions } from "./host";
import { isArrow, nextBox } from "./keys";
import { idOf, type Layout, layoutOf } from "./layout";

const HINT = () =>
  l10n`Rest the pointer or the focus on a neuron to see what its gradient is the sum of.`;

export function graphView(actions: Actions) {
  const frame = el("div", { class: "frame" });
  const about = el("p", { class: "about" }, [HINT()]);
  const element = el("div", {}, [frame, about]);
  let layout: Layout | undefined;
  let current = idOf.prediction;
  let words = new Map<string, string>();
  let drawn = "";

  const boxes = () => [...frame.querySelectorAll<SVGGElement>("[data-id]")];
  const boxOf = (id: string) => boxes().find((box) => box.dataset.id === id);

  function stand(id: string): void {
    current = id;
    for (const box of boxes()) box.setAttribute("tabindex", box.dataset.id === id ? "0" : "-1");
  }

  /** Shows which curves touch a box, and says what it is made of. */
  function light(id: string | undefined): void {
    const svg = frame.firstElementChild;
    svg?.classList.toggle("lit", id !== undefined && id !== idOf.prediction);
    for (const curve of frame.querySelectorAll<SVGPathElement>(".curve"))
      curve.classList.toggle("on", curve.dataset.from === id || curve.dataset.to === id);
    about.textContent = (id && words.get(id)) || HINT();
  }

  const idAt = (target: EventTarget | null) =>
    target instanceof Element ? target.closest<SVGGElement>("[data-id]")?.dataset.id : undefined;

  frame.addEventListener("pointerover", ({ target }) => light(idAt(target) ?? focused()));
  frame.addEventListener("pointerleave", () => light(focused()));
  frame.addEventListener("focusin", ({ target }) => {
    const id = idAt(target);
    if (id === undefined) return;
    stand(id);
    light(id);
  });
  frame.addEventListener("focusout", () => light(undefined));
  frame.addEventListener("click", ({ target }) => act(idAt(target)));
  frame.addEventListener("keydown", (event) => {
    const id = focused();
    if (id === undefined || !layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (isArrow(key)) {
      event.preventDefault();
      const next = nextBox(layout, id, key);
      if (next !== undefined) boxOf(next)?.focus();
    } else if (key === "Enter") toByte(id);
    else if (key === " ") {
      event.preventDefault();
      act(id);
    } else if (key === "n" || key === "N") toNeuron(id, actions.neuron);
    else if (key === "c" || key === "C") toNeuron(id, actions.card);
  });

  function focused(): string | undefined {
    return idAt(document.activeElement);
  }

  function act(id: string | undefined): void {
    if (id?.startsWith("byte ")) toByte(id);
    else if (id !== undefined) toNeuron(id, actions.neuron);
  }

  function toByte(id: string): void {
    const k = [...(layout?.heads ?? []), ...(layout?.neurons ?? [])].find((b) => b.id === id)?.k;
    if (k !== undefined) actions.byte(k);
  }

  function toNeuron(id: string, act: (neuron: number) => void): void {
    const found = layout?.neurons.find((box) => box.id === id);
    if (found) act(found.neuron);
  }

  return {
    element,
    frame,
    /** The zoom at which the whole graph is as wide as its frame. */
    fit: () => (layout ? (frame.clientWidth - 2) / layout.width : 1),
    show(graph: PathsGraph, shownNeuron: number | null, zoom: number): void {
      const room = Math.max(240, frame.clientWidth);
      const now = JSON.stringify([graph, shownNeuron, room]);
      if (now !== drawn) {
        drawn = now;
        // A page without the focus keeps its active element; focusing that again would take the focus from the text.
        const had = focused() !== undefined && document.hasFocus();
        const width = layout?.width;
        layout = layoutOf(graph.paths, room - 2);
        words = wordsOf(graph);
        frame.replaceChildren(drawingOf(layout, graph, words, shownNeuron));
        stand(boxOf(current) ? current : idOf.prediction);
        if (had) boxOf(current)?.focus();
        light(had ? current : undefined);
        resize(zoom);
        // The prediction is at the right; a graph of the same size stays where it was scrolled to.
        if (layout.width !== width) frame.scrollLeft = frame.scrollWidth;
      }
      resize(zoom);
    },
  };

  function resize(zoom: number): void {
    const svg = frame.firstElementChild;
    if (!layout || !svg) return;
    svg.setAttribute("width", String(Math.round(layout.width * zoom)));
    svg.setAttribute("height", String(Math.round(layout.height * zoom)));
  }
}
