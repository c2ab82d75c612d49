// Tables: numbers right-aligned, a header cell per column, the first cell of each row its header.
import { el } from "./dom";

export interface Column {
  readonly title: string;
  readonly isText?: boolean;
}

export type Cell = string | Node;

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
