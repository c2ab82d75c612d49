// The price of tracing sparsely: how far the result is from the dense trace for each share that is kept.
import type { FidelityPoint } from "../../server/protocol/wire/charts";
import type { Controls, Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n, marked } from "../../server/protocol/words/l10n";
import { percent, three } from "../../server/protocol/words/numbers";
import { keys, table } from "../page/dom";
import * as Plot from "../page/library";
import { DIM, draw, INK, NEGATIVE, POSITIVE } from "../page/plot";
import type { ChartSource, Drawing, Sentence } from "./chart";
import { isOfByte, thresholdFacts } from "./words";

export const fidelityChart: ChartSource = {
  name: "fidelity",
  title: marked("Fidelity while tracing"),
  isHere: isOfByte,
  facts: ({ fidelity, trace, controls }) => [trace?.key, fidelity, thresholdFacts(controls)],
  draw: (snapshot) => drawing(snapshot),
};

function drawing({ fidelity, subject, trace, controls }: Snapshot): Drawing | Sentence {
  if (!trace || fidelity === null || fidelity.kind === "waiting") {
    return { sentence: l10n`Tracing at several thresholds.` };
  }
  if (fidelity.kind === "none") return { sentence: fidelity.sentence };
  const points = fidelity.value;
  const total = trace.neurons.length;
  return {
    note: l10n`against the dense trace, this target, k 0 to ${trace.lags.at(-1)?.k ?? 0}`,
    picture: (width) => picture(points, total, controls, width),
    legend: [
      keys("stroke", [
        ["error", l10n`relative L1 (0 is exact)`],
        ["cosine", l10n`cosine (1 is exact)`],
        ["median ink", l10n`part of the neurons kept`],
      ]),
    ],
    table: () =>
      table(
        l10n`Sparse against dense trace of ${subject?.headline ?? l10n`the target`}; neurons of ${total}, mean over the steps`,
        [l10n`kept`, l10n`neurons`, l10n`rel. L1`, l10n`cosine`, l10n`top lag`].map((title) => ({
          title,
        })),
        points.map((point) => [
          keptText(point.theta),
          three(point.neuronsKept),
          percent(point.relativeL1),
          three(point.cosine),
          point.topLagAgrees ? l10n`same` : l10n`other`,
        ]),
      ),
  };
}

function picture(
  points: readonly FidelityPoint[],
  total: number,
  controls: Controls,
  width: number,
): Element {
  const x = (point: FidelityPoint) => keptText(point.theta);
  const neurons = (point: FidelityPoint) => point.neuronsKept / total;
  const high = Math.max(1, ...points.map(({ relativeL1 }) => relativeL1));
  const low = Math.min(0, ...points.map(({ cosine }) => cosine));
  const isOn = controls.thresholdEnabled && controls.thresholdRule === "nucleus";
  const own = points.filter(({ theta }) => isOn && theta * 100 === controls.thresholdNucleus);
  return draw(label(points), {
    width,
    marginLeft: 32,
    x: { type: "point", label: null, padding: 0.3 },
    y: { label: null, domain: [low, high], grid: true, ticks: 4 },
    marks: [
      Plot.axisX({ label: l10n`% of \u2016g\u2016\u00b2 kept`, labelAnchor: "right", tickSize: 3 }),
      Plot.ruleX(own, { x, stroke: DIM }),
      Plot.lineY(points, { x, y: neurons, stroke: INK, strokeDasharray: "2 2" }),
      Plot.lineY(points, { x, y: "relativeL1", stroke: NEGATIVE }),
      Plot.dot(points, { x, y: "relativeL1", fill: NEGATIVE, symbol: "square", r: 3 }),
      Plot.lineY(points, { x, y: "cosine", stroke: POSITIVE }),
      Plot.dot(points, { x, y: "cosine", fill: POSITIVE, symbol: "circle", r: 3 }),
    ],
  });
}

/** 95, 99.9 */
function keptText(theta: number): string {
  return String(Number((theta * 100).toFixed(1)));
}

function label(points: readonly FidelityPoint[]): string {
  const parts = points.map(
    ({ theta, relativeL1 }) => l10n`${keptText(theta)} percent kept, off by ${percent(relativeL1)}`,
  );
  return l10n`Error of the sparse trace: ${parts.join("; ")}`;
}
