// Attribution against lag for the target on the screen: up and blue raises it, down and orange lowers it;
// what the threshold hides is drawn pale.
import * as Plot from "@observablehq/plot";
import { percent, signed } from "../../extension/numbers";
import type { LagRow, Snapshot, TraceData } from "../../extension/sidebar/messages";
import type { ChartSource, Drawing, Sentence } from "./chart";
import { el } from "./dom";
import { DIM, draw, INK, lagTicks, NEGATIVE, POSITIVE } from "./plot";
import { type Shown, shownOf } from "./shown";
import { table } from "./table";
import { axisNumber, lagWords, methodTitle, thresholdFacts } from "./words";

export const lagChart: ChartSource = {
  name: "lags",
  title: "Attribution by lag",
  // The head says why there is nothing to see.
  isHere: ({ trace }) => trace !== null && trace.certainty !== "noUsableGradient",
  facts: ({ trace, controls }) => [trace, thresholdFacts(controls)],
  draw: (snapshot) => drawing(snapshot),
};

function drawing({ trace, controls, subject }: Snapshot): Drawing | Sentence {
  if (!trace) return { sentence: "" };
  const shown = shownOf(trace, controls);
  const title = `${methodTitle(trace.method)} by lag`;
  const hidden = trace.lags.length - shown.lags.size;
  return {
    title,
    note: `nats, this target, ${lagWords(trace)}`,
    picture: (width) => picture(trace, shown, width, `${title}: ${strongest(trace.lags)}`),
    legend: [legend(hidden)],
    table: () =>
      table(
        `${title} of ${subject?.headline ?? "the target"}, in nats`,
        [
          { title: "k" },
          { title: "byte", isText: true },
          { title: "at" },
          { title: "attribution" },
          { title: "share" },
        ],
        trace.lags.map((lag) => [
          String(lag.k),
          lag.byte,
          String(lag.position),
          signed(lag.attribution),
          percent(lag.share),
        ]),
        (i) => (shown.lags.has(trace.lags[i]?.k ?? -1) ? "" : "below"),
      ),
  };
}

function picture(trace: TraceData, { lags }: Shown, width: number, label: string): Element {
  const colour = ({ k, attribution }: LagRow) =>
    lags.has(k) ? (attribution >= 0 ? POSITIVE : NEGATIVE) : DIM;
  const last = trace.lags.at(-1)?.k ?? 0;
  return draw(label, {
    width,
    x: { type: "band", padding: last > 40 ? 0.15 : 0.3, ticks: lagTicks(last), label: null },
    y: {
      label: null,
      ticks: 4,
      tickFormat: (value: number) => axisNumber(value),
      nice: true,
      grid: true,
    },
    marks: [
      Plot.axisX(lagTicks(last), {
        label: "lag k",
        labelAnchor: "right",
        labelArrow: "right",
        tickSize: 3,
      }),
      Plot.barY(trace.lags, {
        x: "k",
        y: "attribution",
        fill: colour,
        title: (lag: LagRow) =>
          `k ${lag.k}: ${lag.byte} at byte ${lag.position}\n${signed(lag.attribution)} nats, ${percent(lag.share)}`,
      }),
      Plot.ruleY([0], { stroke: INK, strokeWidth: 0.75 }),
    ],
  });
}

function legend(hidden: number): Node {
  const key = (name: string, words: string) =>
    el("span", {}, [el("span", { class: `key ${name}`, "aria-hidden": "true" }), words]);
  return el("p", { class: "keys" }, [
    key("raises", "raises"),
    key("lowers", "lowers"),
    hidden > 0 ? key("hidden", `below the threshold (${hidden})`) : null,
  ]);
}

function strongest(lags: readonly LagRow[]): string {
  const best = lags.reduce<LagRow | undefined>(
    (most, lag) => (!most || Math.abs(lag.attribution) > Math.abs(most.attribution) ? lag : most),
    undefined,
  );
  if (!best) return "none";
  return `strongest at k ${best.k}, ${best.byte}, ${signed(best.attribution)} nats`;
}
