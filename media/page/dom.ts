// The elements that the pages are made of: any element, a group that can be folded, a table, a legend, a neuron's button.
// Text is inserted as text, never as markup; styles come from classes only, as the page's policy demands.
import { l10n } from "../../server/protocol/words/l10n";

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | null;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * Replaces an element's children. A focused child keeps the focus: its replacement is found by data-key. A page without
 * the focus still has an active element, and focusing that would take the focus from the text.
 */
export function refill(parent: Element, children: readonly Child[]): void {
  const active = document.hasFocus() ? document.activeElement : null;
  const key =
    active instanceof HTMLElement && parent.contains(active) ? active.dataset.key : undefined;
  parent.replaceChildren(...children.filter((child) => child !== null));
  if (key === undefined) return;
  parent.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

/** A titled part of the page that can be folded, using the browser's own details element. */
export function group(
  title: string,
  children: readonly Node[],
  options: {
    readonly open?: boolean;
    readonly onToggle?: (open: boolean) => void;
    readonly level?: "h2" | "h3";
  } = {},
): HTMLDetailsElement {
  const heading = el(options.level ?? "h2", {}, [title]);
  const body = el("div", { class: "body" }, children);
  const details = el("details", { class: "group", open: options.open ?? true }, [
    el("summary", {}, [heading]),
    body,
  ]);
  details.addEventListener("toggle", () => options.onToggle?.(details.open));
  return details;
}

export interface Column {
  readonly title: string;
  readonly isText?: boolean;
}

export type Cell = string | Node;

/** Numbers right-aligned, a header cell per column, the first cell of each row its header. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  rowClass: (index: number) => string = () => "",
): HTMLTableElement {
  const kind = (i: number) => (columns[i]?.isText ? "text" : "number");
  const head = columns.map(({ title }, i) => el("th", { scope: "col", class: kind(i) }, [title]));
  return el("table", {}, [
    el("caption", {}, [caption]),
    el("thead", {}, [el("tr", {}, head)]),
    el(
      "tbody",
      {},
      rows.map((cells, index) =>
        el(
          "tr",
          { class: rowClass(index) },
          cells.map((cell, i) =>
            i === 0
              ? el("th", { scope: "row", class: kind(i) }, [cell])
              : el("td", { class: kind(i) }, [cell]),
          ),
        ),
      ),
    ),
  ]);
}

/** The class of the sample, and the words next to it. */
type Key = readonly [name: string, words: string];

/**
 * The legend below a chart: what each colour or stroke means, in words next to a sample of it.
 * @param sample a coloured square (key) or a piece of line (stroke)
 */
export function keys(sample: "key" | "stroke", of: readonly (Key | null)[]): Node {
  const shown = of.filter((key) => key !== null);
  const entries = shown.map(([name, words]) =>
    el("span", {}, [el("span", { class: `${sample} ${name}`, "aria-hidden": "true" }), words]),
  );
  return el("p", { class: "keys" }, entries);
}

/** A button with a neuron's name; it shows the neuron's activation over the text. */
export function neuronButton(
  { neuron, name }: { readonly neuron: number; readonly name: string },
  isShown: boolean,
  show: (neuron: number) => void,
): HTMLButtonElement {
  const button = el(
    "button",
    { type: "button", class: "link", "data-key": `h${neuron}`, "aria-pressed": String(isShown) },
    [name],
  );
  button.title = l10n`Show the activation of ${name} over the text`;
  button.addEventListener("click", () => show(neuron));
  return button;
}

/** A button beside a neuron's name; it shows the neuron's card. */
export function cardButton(name: string, show: () => void): HTMLButtonElement {
  const attributes = { type: "button", class: "link card", "data-key": `card ${name}` };
  const button = el("button", { ...attributes, "aria-label": l10n`card of ${name}` }, [l10n`card`]);
  button.title = l10n`What ${name} reads, writes and costs, over the whole text`;
  button.addEventListener("click", show);
  return button;
}
