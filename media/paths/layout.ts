// Where the graph of the neuron paths is drawn: a column a byte, the current one at the right with the prediction beside it,
// the past to the left; neurons below their byte, 'other' below them. Geometry only, in CSS pixels at 100 %.
import type { EditorPaths } from "../../server/protocol/wire/paths";

export interface Box {
  /** `prediction`, `byte K`, `K hN`, `other K`. */
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface NeuronBox extends Box {
  readonly k: number;
  readonly neuron: number;
  readonly value: number;
}

export interface Curve {
  readonly kind: "edge" | "other" | "given";
  /** Ids of boxes: the gradient goes from right to left. */
  readonly from: string;
  readonly to: string;
  readonly value: number;
  readonly path: string;
  readonly thickness: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly heads: readonly (Box & { readonly k: number })[];
  readonly neurons: readonly NeuronBox[];
  readonly others: readonly Box[];
  readonly prediction: Box;
  readonly curves: readonly Curve[];
}

export const THICKEST = 8;
const THINNEST = 0.8;
const MARGIN = 18;
const BOX = { width: 64, height: 36 };
/** A byte's name may be wider than its neurons, by `aside` to either side. */
const HEAD = { y: 4, height: 60, aside: 16 };
const OTHER = 22;
const ROW = 52;
/** Between the left sides of two columns. */
const PITCH = { least: 102, most: 190 };

export const idOf = {
  prediction: "prediction",
  byte: (k: number) => `byte ${k}`,
  neuron: (k: number, neuron: number) => `${k} h${neuron}`,
  other: (k: number) => `other ${k}`,
};

/** @param room width of the view; the graph is wider where its columns need more */
export function layoutOf({ bytes }: EditorPaths, room: number): Layout {
  const columns = bytes.length;
  const fitting = (room - 2 * MARGIN - BOX.width) / columns;
  const pitch = Math.min(PITCH.most, Math.max(PITCH.least, Math.floor(fitting)));
  const rows = Math.max(1, ...bytes.map(({ neurons }) => neurons.length));
  const top = HEAD.y + HEAD.height + 4;
  const xOf = (k: number) => MARGIN + (columns - 1 - k) * pitch;
  const heads = bytes.map(({ k }) => {
    const { y, height, aside } = HEAD;
    return { id: idOf.byte(k), k, x: xOf(k) - aside, y, width: BOX.width + 2 * aside, height };
  });
  const neurons = bytes.flatMap(({ k, neurons }) =>
    neurons.map(({ neuron, gradient }, row): NeuronBox => {
      const at = { x: xOf(k), y: top + row * ROW, ...BOX };
      return { id: idOf.neuron(k, neuron), k, neuron, value: gradient, ...at };
    }),
  );
  const others = bytes.slice(0, -1).map(({ k }) => {
    const at = { x: xOf(k), y: top + rows * ROW, width: BOX.width, height: OTHER };
    return { id: idOf.other(k), ...at };
  });
  const middle = top + ((rows - 1) * ROW) / 2;
  const prediction = { id: idOf.prediction, x: xOf(-1), y: middle, ...BOX };
  const boxes = new Map([...neurons, ...others, prediction].map((box) => [box.id, box]));
  const drawn = linesOf(bytes);
  const largest = largestOf(drawn);
  return {
    width: MARGIN * 2 + columns * pitch + BOX.width,
    height: top + rows * ROW + OTHER + MARGIN,
    heads,
    neurons,
    others,
    prediction,
    curves: curvesOf(drawn, boxes, largest),
  };
}

/** The size that the widest curve stands for. */
export function widestValue({ bytes }: EditorPaths): number {
  return largestOf(linesOf(bytes));
}

const largestOf = (lines: readonly Line[]) =>
  Math.max(0, ...lines.map(({ value }) => Math.abs(value)));

type Line = Omit<Curve, "path" | "thickness">;

function linesOf(bytes: EditorPaths["bytes"]): Line[] {
  return bytes.flatMap(({ k, neurons }) =>
    neurons.flatMap(({ neuron, gradient, edges, other }): Line[] => {
      const to = idOf.neuron(k, neuron);
      if (k === 0) return [{ kind: "given", from: idOf.prediction, to, value: gradient }];
      const drawn = edges.map(({ from, value }): Line => {
        return { kind: "edge", from: idOf.neuron(k - 1, from), to, value };
      });
      if (other === 0) return drawn;
      return [...drawn, { kind: "other", from: idOf.other(k - 1), to, value: other }];
    }),
  );
}

/** The curves at one side of a box are spread over its height, in the order of the boxes they go to. */
function curvesOf(
  lines: readonly Line[],
  boxes: ReadonlyMap<string, Box>,
  largest: number,
): Curve[] {
  const place = (line: Line, end: "from" | "to") => {
    const box = boxes.get(line[end]);
    const far = end === "from" ? "to" : "from";
    const same = lines
      .filter((other) => other[end] === line[end])
      .sort((a, b) => (boxes.get(a[far])?.y ?? 0) - (boxes.get(b[far])?.y ?? 0));
    if (!box) return { x: 0, y: 0 };
    const share = (same.indexOf(line) + 0.5) / same.length;
    return { x: end === "from" ? box.x : box.x + box.width, y: box.y + box.height * share };
  };
  return lines.map((line) => {
    const [from, to] = [place(line, "from"), place(line, "to")];
    const bend = (from.x - to.x) / 2;
    const path = `M${from.x} ${round(from.y)}C${from.x - bend} ${round(from.y)} ${to.x + bend} ${round(to.y)} ${to.x} ${round(to.y)}`;
    const size = largest > 0 ? Math.abs(line.value) / largest : 0;
    return { ...line, path, thickness: Math.max(THINNEST, round(THICKEST * size)) };
  });
}

const round = (value: number) => Math.round(100 * value) / 100;
