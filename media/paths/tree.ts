// The same as an indented tree: bytes, their neurons, and the edges that sum to each neuron. One item is in the tab order;
// arrow keys move, open and close, Enter, N and C do what they do in the graph. The items are one flat list, so that each is
// named by its own words alone.
import type { PathsGraph } from "../../server/protocol/wire/pathsPage";
import { l10n } from "../../server/protocol/words/l10n";
import { el } from "../page/dom";
import type { Actions } from "./host";
import { type Item, itemsOf } from "./items";

export function treeView(actions: Actions) {
  const root = el("ul", { role: "tree", "aria-label": l10n`Neuron paths` });
  const closed = new Set<string>();
  let items: readonly Item[] = [];
  let elements: readonly HTMLElement[] = [];
  let current = "";
  let drawn = "";

  const isParent = (at: number) => (items[at + 1]?.level ?? 0) > (items[at]?.level ?? 0);
  const parentOf = (at: number) =>
    items.findLastIndex((item, i) => i < at && item.level < (items[at]?.level ?? 0));
  const indexOf = (target: EventTarget | null) =>
    elements.findIndex((element) => target instanceof Node && element.contains(target));

  function stand(at: number): void {
    current = items[at]?.key ?? "";
    for (const [i, element] of elements.entries()) element.tabIndex = i === at ? 0 : -1;
  }

  /** Hides what is below a closed item. */
  function fold(): void {
    let hiddenBelow = Number.POSITIVE_INFINITY;
    for (const [at, { level, key }] of items.entries()) {
      const element = elements[at];
      if (level <= hiddenBelow) hiddenBelow = Number.POSITIVE_INFINITY;
      if (element) element.hidden = level > hiddenBelow;
      if (!isParent(at)) continue;
      element?.setAttribute("aria-expanded", String(!closed.has(key)));
      if (closed.has(key)) hiddenBelow = Math.min(hiddenBelow, level);
    }
  }

  function open(at: number, isOpen: boolean): void {
    const key = items[at]?.key ?? "";
    if (isOpen) closed.delete(key);
    else closed.add(key);
    fold();
  }

  root.addEventListener("focusin", ({ target }) => stand(indexOf(target)));
  root.addEventListener("click", ({ target }) => {
    const at = indexOf(target);
    elements[at]?.focus();
    if (isParent(at)) open(at, closed.has(items[at]?.key ?? ""));
  });
  root.addEventListener("keydown", (event) => {
    const at = indexOf(document.activeElement);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (pressed(event.key, at)) event.preventDefault();
  });

  /** Whether the key means something here. */
  function pressed(key: string, at: number): boolean {
    const item = items[at];
    if (!item) return false;
    const shown = elements.filter((element) => !element.hidden);
    const here = elements[at] ? shown.indexOf(elements[at]) : -1;
    const isOpen = isParent(at) && !closed.has(item.key);
    if (key === "ArrowDown") shown[here + 1]?.focus();
    else if (key === "ArrowUp") shown[here - 1]?.focus();
    else if (key === "Home") shown[0]?.focus();
    else if (key === "End") shown.at(-1)?.focus();
    else if (key === "ArrowRight" && isOpen) shown[here + 1]?.focus();
    else if (key === "ArrowRight" && isParent(at)) open(at, true);
    else if (key === "ArrowLeft" && isOpen) open(at, false);
    else if (key === "ArrowLeft") elements[parentOf(at)]?.focus();
    else if (key === "Enter") actions.byte(item.k);
    else if ((key === "n" || key === "N") && item.neuron !== null) actions.neuron(item.neuron);
    else if ((key === "c" || key === "C") && item.neuron !== null) actions.card(item.neuron);
    else return false;
    return true;
  }

  return {
    element: root,
    show(graph: PathsGraph): void {
      const now = JSON.stringify(graph);
      if (now === drawn) return;
      drawn = now;
      const had = root.contains(document.activeElement) && document.hasFocus();
      items = itemsOf(graph);
      elements = items.map(({ level, words }) =>
        el("li", { role: "treeitem", "aria-level": level, class: `level${level}`, tabindex: -1 }, [
          words,
        ]),
      );
      root.replaceChildren(...elements);
      fold();
      const at = items.findIndex(({ key }, i) => key === current && !elements[i]?.hidden);
      stand(Math.max(0, at));
      if (had) elements[Math.max(0, at)]?.focus();
    },
  };
}
