// Attribution and occlusion by lag, one above the other on one axis, each on its own scale; rings and triangles on the
// axis mark the bytes that are enough alone and those that decide the prediction.
import type { CausesData, LagRow, Snapshot, TraceData } from "../../server/protocol/wire/sidebar";
import { l10n, marked } from "../../server/protocol/words/l10n";
import { signed } from "../../server/protocol/words/numbers";
import { inSentence } from "../../server/protocol/words/terms";
import { el, keys, table } from "../page/dom";
import * as Plot from "../page/library";
import { DIM, draw, INK, labelled, lagTicks, NATS_AXIS, NEGATIVE, POSITIVE } from "../page/plot";
import type { ChartSource, Drawing, Sentence } from "./chart";
import { methodTitle } from "./words";

interface Row {
  readonly k: number;
  readonly byte: string;
  readonly attribution: number;
  readonly occlusion: number;
  readonly isEnough: boolean;
  readonly isDecisive: boolean;
}

export const causesChart: ChartSource = {
  name: "causes",
  title: marked("Attribution and occlusion by lag"),
  facts: ({ trace, causes }) => [trace?.key, causes?.found],
  draw: (snapshot) => drawing(snapshot),
};

function drawing({ trace, causes, subject }: Snapshot): Drawing | Sentence {
  if (!trace || !causes?.found) return { sentence: "" };
  const rows = rowsOf(trace.lags, causes.found);
  const method = titleOf(trace.method);
  const last = rows.at(-1)?.k ?? 0;
  return {
    title: l10n`${method} and occlusion by lag`,
    note: l10n`nats, each row on its own scale, this target, k 0 to ${last}`,
    picture: (width) => picture(rows, method, width),
    legend: [
      keys("key", [
        ["raises", l10n`raises`],
        ["lowers", l10n`lowers`],
        ["enough", l10n`enough alone`],
        ["decisive", l10n`decisive`],
      ]),
    ],
    table: () =>
      table(
        l10n`${method} and occlusion of ${subject?.headline ?? l10n`the target`} by lag, in nats`,
        [
          { title: "k" },
          { title: l10n`byte`, isText: true },
          { title: inSentence(method) },
          { title: l10n`occlusion` },
          { title: l10n`set`, isText: true },
        ],
        rows.map((row) => [
          String(row.k),
          row.byte,
          signed(row.attribution),
          signed(row.occlusion),
          setOf(row),
        ]),
      ),
  };
}

/** The trace may reach further back than the search. */
function rowsOf(lags: readonly LagRow[], { occlusion, sufficient, necessary }: CausesData): Row[] {
  const decisive = necessary.found ? necessary.lags : [];
  return lags.slice(0, occlusion.length).map(({ k, byte, attribution }) => ({
    k,
    byte,
    attribution,
    occlusion: occlusion[k] ?? 0,
    isEnough: sufficient.lags.includes(k),
    isDecisive: decisive.includes(k),
  }));
}

/** Where occlusion itself is traced, the two rows still have two names. */
function titleOf(method: TraceData["method"]): string {
  return method === "occlusion" ? l10n`Traced occlusion` : methodTitle(method);
}

function setOf({ isEnough, isDecisive }: Row): string {
  return [isEnough ? l10n`enough` : "", isDecisive ? l10n`decisive` : ""]
    .filter(Boolean)
    .join(", ");
}

function picture(rows: readonly Row[], method: string, width: number): Element {
  const label = (title: string, size: (row: Row) => number) =>
    l10n`${title} by lag: ${strongest(rows, size)}`;
  const sets = l10n`enough alone: ${lagsOf(rows, "isEnough")}; decisive: ${lagsOf(rows, "isDecisive")}`;
  const attribution = (row: Row) => row.attribution;
  const occlusion = (row: Row) => row.occlusion;
  return el("div", { class: "rows" }, [
    draw(label(method, attribution), {
      ...axes(method, width),
      height: 100,
      marginBottom: 8,
      marks: [Plot.axisX([]), ...bars(rows, attribution)],
    }),
    draw(`${label(l10n`Occlusion`, occlusion)}; ${sets}`, {
      ...axes(l10n`Occlusion`, width),
      height: 138,
      marginBottom: 46,
      marks: [
        Plot.axisX(lagTicks(rows.at(-1)?.k ?? 0), { ...labelled(l10n`lag k`), tickPadding: 17 }),
        ...bars(rows, occlusion),
        ...marksOf(rows, width),
      ],
    }),
  ]);
}

function axes(title: string, width: number) {
  return {
    width,
    marginTop: 22,
    x: { type: "band", padding: 0.2, label: null },
    y: { ...NATS_AXIS, ticks: 3, label: l10n`${title}, nats`, labelArrow: "none" },
  } as const satisfies Plot.PlotOptions;
}

function bars(rows: readonly Row[], size: (row: Row) => number): Plot.Markish[] {
  const named = rows.filter(({ isEnough, isDecisive }) => isEnough || isDecisive);
  return [
    Plot.ruleX(named, { x: "k", stroke: DIM, strokeDasharray: "1 3" }),
    Plot.barY(rows, {
      x: "k",
      y: size,
      fill: (row: Row) => (size(row) >= 0 ? POSITIVE : NEGATIVE),
      title: (row: Row) =>
        l10n`k ${row.k}: ${row.byte}, ${signed(size(row))} nats${setOf(row) ? `\n${setOf(row)}` : ""}`,
    }),
    Plot.ruleY([0], { stroke: INK, strokeWidth: 0.75 }),
  ];
}

/** Below the axis, in two lines, since a byte may be in both sets. */
function marksOf(rows: readonly Row[], width: number): Plot.Markish[] {
  const r = Math.min(3.5, Math.max(2.75, width / rows.length / 3));
  const at = { x: "k", frameAnchor: "bottom", r } as const;
  return [
    Plot.dot(
      rows.filter(({ isEnough }) => isEnough),
      { ...at, dy: 7, stroke: INK, strokeWidth: 1.25, fill: "none" },
    ),
    Plot.dot(
      rows.filter(({ isDecisive }) => isDecisive),
      { ...at, dy: 15, symbol: "triangle", fill: INK },
    ),
  ];
}

function strongest(rows: readonly Row[], size: (row: Row) => number): string {
  const [first] = [...rows].sort((a, b) => Math.abs(size(b)) - Math.abs(size(a)));
  return first
    ? l10n`strongest at k ${first.k}, ${first.byte}, ${signed(size(first))} nats`
    : l10n`none`;
}

function lagsOf(rows: readonly Row[], set: "isEnough" | "isDecisive"): string {
  const lags = rows.filter((row) => row[set]).map(({ k }) => `k ${k}`);
  return lags.length > 0 ? lags.join(", ") : l10n`none`;
}
