// The graph as SVG: boxes and curves where layout.ts puts them. Sizes are attributes and colours classes, as the page's policy
// demands. Not here: what a key or the pointer does (graph.ts).
import type { PathsGraph } from "../../server/protocol/wire/pathsPage";
import { l10n } from "../../server/protocol/words/l10n";
import { neuronName } from "../../server/protocol/words/neuronNames";
import { signed } from "../../server/protocol/words/numbers";
import { columnWords, sumSentence } from "../../server/protocol/words/paths";
import { type Box, idOf, type Layout } from "./layout";

/** Characters of a byte's name that fit above its column. */
const NAME_FITS = 13;

/** What each box is made of, by its id. */
export function wordsOf({ paths, target, probability }: PathsGraph): Map<string, string> {
  const words = new Map([[idOf.prediction, l10n`The prediction of ${target}, p ${probability}.`]]);
  for (const byte of paths.bytes) {
    words.set(idOf.byte(byte.k), `${columnWords(byte)}.`);
    for (const neuron of byte.neurons)
      words.set(idOf.neuron(byte.k, neuron.neuron), sumSentence(byte.k, neuron, target));
  }
  return words;
}

export function drawingOf(
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
    { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": l10n`Graph of neuron paths` },
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
        svg("g", { class: "rest", "aria-hidden": "true" }, [
          rect(box),
          middle(box, l10n`other`, 0.5),
        ]),
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
            middle(box, neuronName(box.neuron), 0.32, "name"),
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
