// The strongest past bytes and neurons as lists, in the hover's order. Clicking a byte scrolls to its place.
import type {
  Controls,
  NeuronRow,
  Snapshot,
  TotalRow,
  TraceData,
} from "../../server/protocol/wire/sidebar";
import { l10n, translated } from "../../server/protocol/words/l10n";
import { percent, signed } from "../../server/protocol/words/numbers";
import { cardButton, el, neuronButton, refill, table } from "../page/dom";
import { choice } from "../page/fields";
import { foldable } from "./chart";
import { type Choices, revealButton, send } from "./host";
import { shownOf } from "./words";

const TOP = 8;

/** @param choices a neuron chosen here becomes the layer in the editor */
export function strongestPart(choices: Choices, onToggle: () => void) {
  const sumBy = choice<Controls["sumBy"]>(
    l10n`Sum by`,
    [
      ["byte", l10n`Bytes`],
      ["word", l10n`Words`],
      ["line", l10n`Lines`],
    ],
    (value) => choices.set("sumBy", value),
  );
  const past = el("div", { class: "past" });
  const neurons = el("div", {});
  const showNeuron = (neuron: number) => {
    choices.set("neuron", neuron);
    choices.set("layer", "neuron");
  };
  const children = [sumBy.element, past, neurons];
  const element = foldable("strongest", l10n`Strongest`, children, onToggle);
  let drawn = "";
  return {
    element,
    show({ trace, controls }: Snapshot) {
      element.hidden = !trace?.isUsable;
      if (!trace || element.hidden) return;
      sumBy.show(controls.sumBy);
      const now = JSON.stringify([trace, controls]);
      if (now === drawn) return;
      drawn = now;
      const shown = shownOf(trace, controls);
      refill(past, [pastTable(trace, shown.lags, controls.sumBy)]);
      const isLayer = controls.layer === "neuron";
      const own = isLayer ? controls.neuron : null;
      const isOfByte = trace.target !== null;
      const lists = () => [neuronTable(trace, shown.neurons, own, showNeuron), ...cellTable(trace)];
      refill(neurons, isOfByte ? lists() : []);
    },
  };
}

interface Row {
  readonly k: number;
  readonly where: string;
  readonly name: string;
  readonly attribution: number;
  readonly share: number;
}

/** A word or line is shown if one of its bytes is; its sum covers all of them. */
function pastTable(
  trace: TraceData,
  shown: ReadonlySet<number>,
  sumBy: Controls["sumBy"],
): HTMLTableElement {
  const rows: Row[] =
    sumBy === "byte"
      ? trace.lags.map(({ k, byte, ...lag }) => ({ ...lag, k, where: String(k), name: byte }))
      : (sumBy === "word" ? trace.words : trace.lines).map(rowOf);
  const from = new Map(rows.map((row, i) => [row, i]));
  const totals = sumBy === "word" ? trace.words : trace.lines;
  const isShown = (row: Row) => {
    if (sumBy === "byte") return shown.has(row.k);
    const { nearest, farthest } = totals[from.get(row) ?? 0] ?? { nearest: 0, farthest: -1 };
    return trace.lags.some(({ k }) => k >= nearest && k <= farthest && shown.has(k));
  };
  const title = { byte: l10n`byte`, word: l10n`word`, line: l10n`line` }[sumBy];
  const caption = {
    byte: l10n`Past bytes`,
    word: l10n`Past words`,
    line: l10n`Past lines`,
  }[sumBy];
  return table(
    caption,
    [
      { title: "k" },
      { title, isText: true },
      { title: translated(trace.unit) },
      { title: l10n`share` },
    ],
    rows
      .filter((row) => row.attribution !== 0 && isShown(row))
      .sort((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
      .slice(0, TOP)
      .map((row) => [
        row.where,
        revealButton(trace.key, row.k, row.name),
        signed(row.attribution),
        percent(row.share),
      ]),
  );
}

function rowOf({ text, nearest, farthest, attribution, share }: TotalRow): Row {
  const where = nearest === farthest ? String(nearest) : `${nearest}\u2013${farthest}`;
  return { k: farthest, where, name: text, attribution, share };
}

function neuronTable(
  trace: TraceData,
  shown: ReadonlySet<number>,
  own: number | null,
  show: (neuron: number) => void,
): HTMLTableElement {
  const columns = ["h", l10n`activation`, l10n`gradient`, l10n`share`];
  return table(
    l10n`Neurons`,
    columns.map((title, i) => ({ title, isText: i === 0 })),
    trace.neurons
      .filter(({ neuron }) => shown.has(neuron))
      .slice(0, TOP)
      .map((row) => [
        el("span", {}, [
          neuronButton(row, row.neuron === own, show),
          " ",
          cardButton(row.name, () => sendCard(row.neuron, null)),
        ]),
        why(trace.key, row),
        signed(row.gradient),
        percent(row.share),
      ]),
  );
}

/** Of an LSTM: they have a gradient from the step before the current one on. */
function cellTable({ cells }: TraceData): HTMLTableElement[] {
  if (cells.length === 0) return [];
  const columns = ["c", l10n`activation`, l10n`gradient`, l10n`share`];
  return [
    table(
      l10n`Cells at k 1`,
      columns.map((title, i) => ({ title, isText: i === 0 })),
      cells.map(({ neuron, layer, name, activation, gradient, share }) => [
        el("span", {}, [name, " ", cardButton(name, () => sendCard(neuron, layer))]),
        signed(activation),
        signed(gradient),
        percent(share),
      ]),
    ),
  ];
}

/** @param layer from 1; null for the one that is read out */
function sendCard(neuron: number, layer: number | null): void {
  send({ kind: "neuronCard", neuron, layer });
}

function why(key: string, { neuron, name, activation }: NeuronRow): HTMLButtonElement {
  const attributes = { type: "button", class: "link", "data-key": `why${neuron}` };
  const button = el("button", attributes, [signed(activation)]);
  button.title = l10n`Why is ${name} on?`;
  button.addEventListener("click", () => send({ kind: "explainNeuron", key, neuron }));
  return button;
}
