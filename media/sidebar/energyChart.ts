// How few neurons hold the gradient: the share of ||g||^2 in the n strongest, with the threshold marked.
import { tracesBack } from "../../server/protocol/vocabulary/tracing";
import type { Controls, Snapshot, TraceData } from "../../server/protocol/wire/sidebar";
import { l10n, marked } from "../../server/protocol/words/l10n";
import { percent, several, signed } from "../../server/protocol/words/numbers";
import { notTracedBack } from "../../server/protocol/words/terms";
import { el, table } from "../page/dom";
import * as Plot from "../page/library";
import { draw, INK, labelled } from "../page/plot";
import type { ChartSource, Drawing, Sentence } from "./chart";
import { axisPercent, isOfByte, shownOf, thresholdFacts } from "./words";

const MARK = "var(--vscode-charts-red, var(--vscode-foreground))";

interface Point {
  readonly n: number;
  readonly energy: number;
}

export const energyChart: ChartSource = {
  name: "energy",
  title: marked("Neuron energy"),
  isHere: isOfByte,
  facts: ({ trace, controls }) => [trace?.key, thresholdFacts(controls)],
  draw: (snapshot) => drawing(snapshot),
};

function drawing({ trace, controls, subject }: Snapshot): Drawing | Sentence {
  if (!trace) return { sentence: "" };
  // If the gradient is zero, all shares are zero and do not add up to the whole.
  if (trace.neurons.every(({ share }) => share === 0))
    return { sentence: l10n`No neuron has a gradient here: there is nothing to share out.` };
  const points = curve(trace);
  const kept = markOf(trace, controls);
  const total = trace.neurons.length;
  return {
    note: l10n`share of \u2016g\u2016\u00b2 in the n strongest of ${total} neurons, this target, k 0`,
    picture: (width) =>
      draw(label(points, kept), {
        width,
        x: { label: null, domain: [0, total] },
        y: { label: null, domain: [0, 1], grid: true, ticks: 4, tickFormat: axisPercent },
        marks: [
          Plot.axisX({ ...labelled(l10n`n neurons`), ticks: 5 }),
          Plot.lineY(points, { x: "n", y: "energy", stroke: INK, strokeWidth: 1.75 }),
          kept ? Plot.ruleX([kept.n], { stroke: MARK, y1: 0, y2: kept.energy }) : null,
          kept ? Plot.ruleY([kept.energy], { stroke: MARK, x1: 0, x2: kept.n }) : null,
          kept ? Plot.dot([kept], { x: "n", y: "energy", fill: MARK, r: 3.5 }) : null,
        ],
      }),
    legend: [el("p", { class: "keys" }, [keptWords(kept, controls, trace.method)])],
    table: () =>
      table(
        l10n`Neurons of ${subject?.headline ?? l10n`the target`}, strongest first`,
        [
          { title: "h", isText: true },
          { title: l10n`gradient` },
          { title: l10n`share` },
          { title: l10n`sum` },
        ],
        trace.neurons.map(({ name, gradient, share }, i) => [
          name,
          signed(gradient),
          percent(share),
          percent(points[i + 1]?.energy ?? 1),
        ]),
        (i) => (kept && i >= kept.n ? "below" : ""),
      ),
  };
}

/** Uses the server's sums: `shownFrom` of neuron n is the share held by the n neurons before it. */
function curve({ neurons }: TraceData): Point[] {
  const points = neurons.map(({ shownFrom }, n) => ({ n, energy: shownFrom }));
  return [...points, { n: neurons.length, energy: 1 }];
}

/** With display scope, the neurons shown are always the n strongest. */
function markOf(trace: TraceData, controls: Controls): Point | null {
  if (!controls.thresholdEnabled || controls.thresholdScope !== "display") return null;
  const n = shownOf(trace, controls).neurons.size;
  return curve(trace)[n] ?? null;
}

function keptWords(kept: Point | null, controls: Controls, method: Controls["method"]): string {
  if (kept)
    return l10n`The threshold shows ${several(kept.n, "neuron")}, ${percent(kept.energy)} of \u2016g\u2016\u00b2.`;
  if (!controls.thresholdEnabled) return l10n`The threshold is off.`;
  if (!tracesBack(method)) return notTracedBack(method);
  return l10n`While tracing, the threshold is applied at every step; see the fidelity below.`;
}

function label(points: readonly Point[], kept: Point | null): string {
  const at = (n: number) => percent(points[n]?.energy ?? 1);
  const mark = kept ? l10n`; the threshold shows ${kept.n}` : "";
  return l10n`Share of the squared gradient norm in the strongest neurons: 1 holds ${at(1)}, 10 hold ${at(10)}${mark}`;
}
