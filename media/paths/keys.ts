// The graph by keyboard: which box an arrow key leads to. Left and right go along the strongest edge, up and down within a
// column, whose byte is above its neurons. And how far a step of the zoom goes.
import type { Curve, Layout } from "./layout";
import { idOf } from "./layout";

export type Arrow = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export function isArrow(key: string): key is Arrow {
  return ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(key);
}

/** The id of the next box; undefined where there is none that way. */
export function nextBox(layout: Layout, id: string, arrow: Arrow): string | undefined {
  const columns = columnsOf(layout);
  const at = columns.findIndex((column) => column.includes(id));
  const row = columns[at]?.indexOf(id) ?? -1;
  if (row < 0) return undefined;
  if (arrow === "ArrowUp") return columns[at]?.[row - 1];
  if (arrow === "ArrowDown") return columns[at]?.[row + 1];
  const aside = columns[at + (arrow === "ArrowLeft" ? 1 : -1)];
  const along = strongest(layout.curves, id, arrow);
  // From a byte to the byte beside it; where no edge leads on, to the same row.
  return along ?? aside?.[Math.min(row, aside.length - 1)];
}

/** From right to left, each from top to bottom. The prediction is a column of its own. */
export function columnsOf({ heads, neurons }: Layout): string[][] {
  const bytes = heads.map(({ id, k }) => [
    id,
    ...neurons.filter((neuron) => neuron.k === k).map((neuron) => neuron.id),
  ]);
  return [[idOf.prediction], ...bytes];
}

function strongest(
  curves: readonly Curve[],
  id: string,
  arrow: "ArrowLeft" | "ArrowRight",
): string | undefined {
  const [near, far] = arrow === "ArrowLeft" ? (["from", "to"] as const) : (["to", "from"] as const);
  const along = curves.filter((curve) => curve.kind !== "other" && curve[near] === id);
  const first = along.reduce<Curve | undefined>(
    (most, curve) => (!most || Math.abs(curve.value) > Math.abs(most.value) ? curve : most),
    undefined,
  );
  return first?.[far];
}

const STEPS = [0.25, 0.35, 0.5, 0.7, 0.85, 1, 1.2, 1.5, 2, 3, 4];

export function larger(zoom: number): number {
  return STEPS.find((step) => step > zoom + 1e-9) ?? zoom;
}

export function smaller(zoom: number): number {
  return STEPS.findLast((step) => step < zoom - 1e-9) ?? zoom;
}

/** What a key does to the zoom; undefined if it is not about it. */
export function zoomedBy(key: string, zoom: number): number | undefined {
  if (key === "+" || key === "=") return larger(zoom);
  if (key === "-") return smaller(zoom);
  return key === "0" ? 1 : undefined;
}
