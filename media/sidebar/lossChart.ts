// Bits per byte by epoch, during and after training on the text in the editor.
import type { Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n, marked, translated } from "../../server/protocol/words/l10n";
import { axisNumber, count, three } from "../../server/protocol/words/numbers";
import { keys, table } from "../page/dom";
import * as Plot from "../page/library";
import { DIM, draw, INK, integerTicks, labelled } from "../page/plot";
import type { ChartSource, Drawing, Sentence } from "./chart";

type Loss = NonNullable<Snapshot["loss"]>;
type Point = Loss["points"][number];

const PURPLE = "var(--vscode-charts-purple, var(--vscode-foreground))";

/** Each is one line of the chart, one column of the table and one entry of the legend. */
const SERIES = [
  {
    of: ({ running }: Point) => running,
    words: () => l10n`running loss, while the weights move`,
    column: () => l10n`running`,
    key: "mean",
    stroke: PURPLE,
    dash: "6 3",
  },
  {
    of: ({ best }: Point) => best,
    words: ({ heldOutBytes }: Loss) =>
      heldOutBytes > 0
        ? l10n`best model so far, on ${count(heldOutBytes)} bytes held out`
        : l10n`best model so far, measured`,
    column: ({ heldOutBytes }: Loss) => (heldOutBytes > 0 ? l10n`held out` : l10n`best`),
    key: "ink",
    stroke: INK,
    dash: "",
  },
] as const;

/** If the loss falls by more than this factor, the chart uses a log scale. */
const LOG_FROM = 6;

const STATES: Readonly<Record<Loss["state"], string>> = {
  running: marked("running"),
  done: marked("done"),
  cancelled: marked("cancelled"),
  stopped: marked("stopped early"),
};

export const lossChart: ChartSource = {
  name: "loss",
  title: marked("Training loss"),
  isHere: ({ loss }) => loss !== null,
  facts: ({ loss }) => loss,
  draw: ({ loss }) => (loss ? drawing(loss) : { sentence: "" }),
};

function drawing(loss: Loss): Drawing | Sentence {
  const { points, name, state } = loss;
  if (points.length === 0) {
    if (state === "running") return { sentence: l10n`Training on ${name} begins.` };
    return { sentence: l10n`Training on ${name} ended before anything was learnt.` };
  }
  const values = points.flatMap((point) => known(SERIES.map(({ of }) => of(point))));
  const all = [...values, ...known([loss.target])];
  const isLog = Math.max(...all) > LOG_FROM * Math.min(...all) && Math.min(...all) > 0;
  const drawn = SERIES.filter(({ of }) => points.some((point) => of(point) !== null));
  return {
    note: l10n`bits per byte${isLog ? l10n`, log scale` : ""}, ${sampleWords(loss)}; ${population(loss)}; ${stateWords(loss)}`,
    picture: (width) => picture(loss, drawn, isLog ? decades(all) : null, width),
    legend: [legend(loss, drawn)],
    table: () =>
      table(
        l10n`Bits per byte of ${name} by epoch, ${sampleWords(loss)}`,
        [{ title: l10n`epoch` }, ...drawn.map(({ column }) => ({ title: column(loss) }))],
        points.map((point) => [
          count(point.epoch),
          ...drawn.map(({ of }) => {
            const value = of(point);
            return value === null ? "" : three(value);
          }),
        ]),
      ),
  };
}

function picture(
  { points, target }: Loss,
  drawn: readonly (typeof SERIES)[number][],
  powers: readonly number[] | null,
  width: number,
): Element {
  const first = points[0]?.epoch ?? 1;
  const last = points.at(-1)?.epoch ?? 1;
  return draw(label(points), {
    width,
    x: { label: null, domain: [first, Math.max(first + 1, last)] },
    y: {
      label: null,
      grid: true,
      tickFormat: (value: number) => axisNumber(value),
      ...(powers
        ? { type: "log" as const, ticks: powers, domain: [powers[0], powers.at(-1)] }
        : { ticks: 4, zero: true, nice: true }),
    },
    marks: [
      Plot.axisX(integerTicks(first, last), {
        ...labelled(l10n`epoch`),
        tickFormat: (value: number) => axisNumber(value),
      }),
      target === null ? null : Plot.ruleY([target], { stroke: DIM }),
      ...drawn.map(({ of, stroke, dash }) =>
        Plot.lineY(points, {
          x: "epoch",
          y: of,
          stroke,
          strokeWidth: 1.75,
          ...(dash ? { strokeDasharray: dash } : {}),
        }),
      ),
      ...drawn.map(({ of, stroke }) => {
        const latest = points.findLast((point) => of(point) !== null);
        return Plot.dot(latest ? [latest] : [], { x: "epoch", y: of, fill: stroke, r: 2.5 });
      }),
    ],
  });
}

function sampleWords({ heldOutBytes }: Loss): string {
  return heldOutBytes > 0 ? l10n`running in sample, best held out` : l10n`in sample`;
}

function population({ name, predictions, isOlder }: Loss): string {
  const n = predictions === null ? "" : l10n`, n = ${count(predictions)} predictions`;
  return `${name}${n}${isOlder ? l10n`, as it was when training began` : ""}`;
}

function stateWords({ state, points, planned }: Loss): string {
  const epoch = count(points.at(-1)?.epoch ?? 0);
  return state === "running" && planned !== null
    ? l10n`epoch ${epoch} of ${count(planned)}`
    : l10n`${translated(STATES[state])} in epoch ${epoch}`;
}

function legend(loss: Loss, drawn: readonly (typeof SERIES)[number][]): Node {
  return keys("stroke", [
    ...drawn.map((series) => [series.key, series.words(loss)] as const),
    loss.target === null ? null : ["dim", l10n`target, ${three(loss.target)}`],
  ]);
}

function label(points: readonly Point[]): string {
  const from = points.find(({ running }) => running !== null);
  const to = points.at(-1);
  const now = to?.best ?? to?.running ?? 0;
  const before = from ? l10n`${three(from.running ?? 0)} in epoch ${count(from.epoch)}, ` : "";
  return l10n`Bits per byte by epoch: ${before}${three(now)} in epoch ${count(to?.epoch ?? 0)}`;
}

/** The powers of ten that enclose all values. */
function decades(values: readonly number[]): number[] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  return Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`));
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}
