// The graph as SVG: boxes and curves from layout.ts, one of the boxes in the tab order, arrow keys between them. What a box
// is made of is said below the graph while the pointer or the focus is on it. Sizes are attributes, colours are classes.
import type { PathsGraph } from "../../server/protocol/wire/pathsPage";
import { signed } from "../../server/protocol/words/numbers";
import { columnWords, sumSentence } from "../../server/protocol/words/paths";
import { el } from "../sidebar/dom";
import type { Actions } from "./host";
import { isArrow, nextBox } from "./keys";
import { type Box, idOf, type Layout, layoutOf } from "./layout";

const HINT = "Rest the pointer or the focus on a neuron to see what its gradient is the sum of.";
/** Characters of a byte's name that fit above its column. */
const NAME_FITS = 13;

export function graphView(actions: Actions) {
  const frame = el("div", { class: "frame" });
  const about = el("p", { class: "about" }, [HINT]);
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
    about.textContent = (id && words.get(id)) || HINT;
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
    } else if (key === "n" || key === "N") toNeuron(id);
  });

  function focused(): string | undefined {
    return idAt(document.activeElement);
  }

  function act(id: string | undefined): void {
    if (id?.startsWith("byte ")) toByte(id);
    else if (id !== undefined) toNeuron(id);
  }

  function toByte(id: string): void {
    const k = [...(layout?.heads ?? []), ...(layout?.neurons ?? [])].find((b) => b.id === id)?.k;
    if (k !== undefined) actions.byte(k);
  }

  function toNeuron(id: string): void {
    const found = layout?.neurons.find((box) => box.id === id);
    if (found) actions.neuron(found.neuron);
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
        frame.replaceChildren(pictureOf(layout, graph, words, shownNeuron));
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

/** By id of the box. */
function wordsOf({ paths, target, probability }: PathsGraph): Map<string, string> {
  const words = new Map([[idOf.prediction, `The prediction of ${target}, p ${probability}.`]]);
  for (const byte of paths.bytes) {
    words.set(idOf.byte(byte.k), `${columnWords(byte)}.`);
    for (const neuron of byte.neurons)
      words.set(idOf.neuron(byte.k, neuron.neuron), sumSentence(byte.k, neuron, target));
  }
  return words;
}

function pictureOf(
  layout: Layout,
  { paths, target, probability }: PathsGraph,
  words: ReadonlyMap<string, string>,
  shownNeuron: number | null,
): SVGSVGElement {
  const { width, height, heads, neurons, others, prediction, curves } = layout;
  const button = (box: Box, kind: string, children: readonly Node[], pressed?: boolean) =>
    svg(
      "g",
      {
        class: kind,
        role: kind === "prediction" ? "img" : "button",
        tabindex: -1,
        "data-id": box.id,
        // A button is named by what is written in it.
        [kind === "prediction" ? "aria-label" : "aria-description"]: words.get(box.id) ?? "",
        ...(pressed === undefined ? {} : { "aria-pressed": String(pressed) }),
      },
      [rect(box), ...children],
    );
  return svg(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "Graph of neuron paths" },
    [
      ...curves.map(({ kind, from, to, value, path, thickness }) =>
        svg("path", {
          class: `curve ${kind} ${signOf(value)}`,
          d: path,
          "stroke-width": thickness,
          "data-from": from,
          "data-to": to,
        }),
      ),
      ...others.map((box) =>
        svg("g", { class: "rest", "aria-hidden": "true" }, [rect(box), middle(box, "other", 0.5)]),
      ),
      ...heads.map((box) => {
        const byte = paths.bytes[box.k];
        if (!byte) return "";
        return button(box, "byte", [
          middle(box, fitting(byte.name), 0.27, "name"),
          middle(box, `k ${box.k}`, 0.55, "small"),
          middle(box, signed(byte.attribution), 0.82, "small"),
        ]);
      }),
      ...neurons.map((box) =>
        button(
          box,
          `neuron ${signOf(box.value)}`,
          [
            middle(box, `h${box.neuron}`, 0.32, "name"),
            middle(box, signed(box.value), 0.74, "small"),
          ],
          box.neuron === shownNeuron,
        ),
      ),
      button(prediction, "prediction", [
        middle(prediction, fitting(target), 0.32, "name"),
        middle(prediction, `p ${probability}`, 0.74, "small"),
      ]),
    ],
  );
}

const signOf = (value: number) => (value < 0 ? "negative" : "positive");

const fitting = (name: string) =>
  name.length > NAME_FITS ? `${name.slice(0, NAME_FITS - 1)}\u2026` : name;

function rect({ x, y, width, height }: Box): SVGElement {
  return svg("rect", { x, y, width, height, rx: 3 });
}

/** Text in the middle of a box; `down` is a share of its height. */
function middle({ x, y, width, height }: Box, words: string, down: number, name = ""): SVGElement {
  const at = { x: x + width / 2, y: y + height * down };
  return svg("text", { ...at, class: name }, [`${words} `]); // names of boxes are read word by word
}

function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly (Node | string)[] = [],
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}
