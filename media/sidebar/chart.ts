// A part of the sidebar that shows numbers: a title, a note on what they cover, a picture or table, a legend. It is
// drawn only while it is open, and redrawn only when what it shows has changed.
import type { ChartName, Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n, translated } from "../../server/protocol/words/l10n";
import { el, group, refill } from "../page/dom";
import { remembered } from "./host";

/** What a chart draws for a snapshot. */
export interface Drawing {
  readonly title?: string;
  /** Unit and population. */
  readonly note: string;
  readonly picture: (width: number) => Element;
  readonly legend?: readonly Node[];
  readonly table: () => HTMLTableElement;
}

/** Why there is nothing to draw. */
export interface Sentence {
  readonly sentence: string;
}

export interface ChartSource {
  readonly name: ChartName;
  /** Marked, and translated where it is shown. */
  readonly title: string;
  /** Whether the part is shown at all; by default, whenever there is a trace. */
  isHere?(snapshot: Snapshot): boolean;
  /** Everything the drawing depends on; compared as JSON. */
  facts(snapshot: Snapshot): unknown;
  draw(snapshot: Snapshot): Drawing | Sentence;
}

/** A part that can be folded; the page remembers whether it is open. */
export function foldable(
  name: ChartName,
  title: string,
  children: readonly Node[],
  onToggle: () => void,
  level: "h2" | "h3" = "h2",
): HTMLDetailsElement {
  const element = group(title, children, {
    level,
    open: remembered.get().open.includes(name),
    onToggle(open) {
      const others = remembered.get().open.filter((other) => other !== name);
      remembered.set({ open: open ? [...others, name] : others });
      onToggle();
    },
  });
  element.dataset.chart = name;
  return element;
}

/** A group of controls that can be folded; open at first, and the page remembers what was folded. */
export function controlGroup(title: string, children: readonly Node[]): HTMLDetailsElement {
  return group(title, children, {
    open: !remembered.get().folded.includes(title),
    onToggle(open) {
      const others = remembered.get().folded.filter((other) => other !== title);
      remembered.set({ folded: open ? others : [...others, title] });
    },
  });
}

export function chartPart(source: ChartSource, onToggle: () => void, level?: "h2" | "h3") {
  const { isHere = ({ trace }) => trace !== null } = source;
  let last: Snapshot | undefined;
  const chart = chartBody(source, (title) => {
    if (heading) heading.textContent = title;
  });
  const toggled = () => {
    onToggle();
    if (last) show(last);
  };
  const element = foldable(source.name, translated(source.title), [chart.element], toggled, level);
  const heading = element.querySelector("summary > *");

  function show(snapshot: Snapshot): void {
    last = snapshot;
    element.hidden = !isHere(snapshot);
    if (element.open && !element.hidden) chart.show(snapshot);
  }

  return { element, show };
}

/**
 * A chart without a fold of its own.
 * @param onTitle told the title of what is drawn
 */
export function chartBody(source: ChartSource, onTitle: (title: string) => void = () => {}) {
  const { name } = source;
  // Elements that can be clicked, scrolled or focused are not replaced when the numbers change.
  const note = el("p", { class: "note" });
  const button = el("button", { type: "button", class: "toggle" }, [l10n`Table`]);
  const content = el("div");
  const frame = el("div", { class: "scroller", tabindex: 0, role: "region" });
  const body = el("div", { class: "chart" }, [
    el("div", { class: "head" }, [note, button]),
    content,
  ]);
  const isTable = () => remembered.get().tables.includes(name);
  let drawn = "";
  let last: Snapshot | undefined;

  button.addEventListener("click", () => {
    const others = remembered.get().tables.filter((other) => other !== name);
    remembered.set({ tables: isTable() ? others : [...others, name] });
    if (last) show(last);
  });

  function show(snapshot: Snapshot): void {
    last = snapshot;
    const width = Math.max(180, Math.min(640, body.clientWidth));
    const now = JSON.stringify([source.facts(snapshot), width, isTable()]);
    if (now === drawn) return;
    drawn = now;
    put(source.draw(snapshot), width);
  }

  function put(drawing: Drawing | Sentence, width: number): void {
    button.hidden = "sentence" in drawing;
    if ("sentence" in drawing) {
      note.textContent = drawing.sentence;
      content.replaceChildren();
      return;
    }
    const title = drawing.title ?? translated(source.title);
    onTitle(title);
    note.textContent = drawing.note;
    button.setAttribute("aria-pressed", String(isTable()));
    button.setAttribute("aria-label", l10n`${title} as a table`);
    if (!isTable()) {
      refill(content, [drawing.picture(width), ...(drawing.legend ?? [])]);
      return;
    }
    frame.setAttribute("aria-label", title);
    refill(frame, [drawing.table()]);
    if (content.firstChild !== frame) content.replaceChildren(frame);
  }

  return { element: body, show };
}
