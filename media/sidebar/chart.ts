// A part of the sidebar with numbers: a title, what they are over, the picture or its table, a legend. It
// is drawn only while it is open, and drawn again only when what it shows has changed.
import type { ChartName, Snapshot } from "../../extension/sidebar/messages";
import { el, refill } from "./dom";
import { group } from "./group";
import { remembered } from "./host";

/** What a chart makes of a snapshot; null where it has nothing to show. */
export interface Drawing {
  readonly title?: string;
  /** Unit and population. */
  readonly note: string;
  readonly picture: (width: number) => Element;
  readonly legend?: readonly Node[];
  readonly table: () => HTMLTableElement;
}

export type Drawn = Drawing | { readonly sentence: string; readonly more?: readonly Node[] };

export interface ChartSource {
  readonly name: ChartName;
  readonly title: string;
  /** All that the drawing depends on: compared as JSON. */
  facts(snapshot: Snapshot): unknown;
  draw(snapshot: Snapshot): Drawn;
}

export function chartPart(source: ChartSource, onToggle: () => void) {
  const { name } = source;
  const body = el("div", { class: "chart" });
  const isTable = () => remembered.get().tables.includes(name);
  let drawn = "";
  let last: Snapshot | undefined;

  const element = group(source.title, [body], {
    open: remembered.get().open.includes(name),
    onToggle(open) {
      const others = remembered.get().open.filter((other) => other !== name);
      remembered.set({ open: open ? [...others, name] : others });
      onToggle();
      if (last) show(last);
    },
  });
  element.dataset.chart = name;
  const heading = element.querySelector("h2");

  function show(snapshot: Snapshot): void {
    last = snapshot;
    element.hidden = snapshot.trace === null;
    if (!element.open || element.hidden) return;
    const width = Math.max(180, Math.min(640, body.clientWidth));
    const now = JSON.stringify([source.facts(snapshot), width, isTable()]);
    if (now === drawn) return;
    drawn = now;
    const drawing = source.draw(snapshot);
    if ("sentence" in drawing) {
      refill(body, [el("p", { class: "note" }, [drawing.sentence]), ...(drawing.more ?? [])]);
      return;
    }
    if (heading && drawing.title) heading.textContent = drawing.title;
    refill(body, [
      el("div", { class: "head" }, [el("p", { class: "note" }, [drawing.note]), toggle()]),
      ...(isTable()
        ? [scroller(drawing.title ?? source.title, drawing.table())]
        : [drawing.picture(width), ...(drawing.legend ?? [])]),
    ]);
  }

  function toggle(): HTMLButtonElement {
    const button = el(
      "button",
      { type: "button", class: "toggle", "aria-pressed": String(isTable()), "data-key": "table" },
      ["Table"],
    );
    button.setAttribute("aria-label", `${heading?.textContent} as a table`);
    button.addEventListener("click", () => {
      const others = remembered.get().tables.filter((other) => other !== name);
      remembered.set({ tables: isTable() ? others : [...others, name] });
      if (last) show(last);
    });
    return button;
  }

  return { element, show };
}

/** Long tables scroll in a frame of their own, which the keyboard can reach. */
function scroller(title: string, table: HTMLTableElement): HTMLElement {
  return el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": title }, [
    table,
  ]);
}
