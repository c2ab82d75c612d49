// The norm of the gradient by lag: this target's, and the file's mean, median and middle 80 %.
import type { LagRow, Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n, marked } from "../../server/protocol/words/l10n";
import { compact, count, three } from "../../server/protocol/words/numbers";
import { keys, table } from "../page/dom";
import * as Plot from "../page/library";
import { DIM, draw, INK, labelled, lagTicks, NATS_AXIS } from "../page/plot";
import type { ChartSource, Drawing, Sentence } from "./chart";
import { isOfByte } from "./words";

const MEAN = "var(--vscode-charts-purple, var(--vscode-foreground))";
const MEDIAN = "var(--vscode-charts-green, var(--vscode-foreground))";

/** A log scale reaches down by this factor from its largest value; smaller values lie on its lower edge. */
const DECADES = 1e4;

export const normChart: ChartSource = {
  name: "norms",
  title: marked("Gradient norm by lag"),
  isHere: isOfByte,
  facts: ({ trace, profile }) => [trace?.key, profile],
  draw: (snapshot) => drawing(snapshot),
};

function drawing({ trace, profile, subject }: Snapshot): Drawing | Sentence {
  if (!trace) return { sentence: "" };
  const own = trace.lags;
  const file = profile?.kind === "ready" ? profile.value : null;
  const lags = file?.lags.filter(({ k }) => k <= (own.at(-1)?.k ?? 0)) ?? [];
  const high = Math.max(...own.map(({ norm }) => norm), ...lags.map((lag) => lag.high));
  const isLog = differ(own, lags);
  return {
    note: l10n`\u2016g\u2016 in nats${isLog ? l10n`, log scale` : ""}; ${population(profile)}`,
    picture: (width) => {
      const last = own.at(-1)?.k ?? 0;
      return draw(words(own, subject?.headline ?? l10n`this target`), {
        width,
        x: { label: null, domain: [0, Math.max(1, last)] },
        y: {
          ...NATS_AXIS,
          ...(isLog
            ? { type: "log" as const, domain: [high / DECADES, high], clamp: true }
            : { zero: true }),
        },
        marks: [
          Plot.axisX(lagTicks(last), { ...labelled(l10n`lag k`), tickFormat: String }),
          Plot.areaY(lags, { x: "k", y1: "low", y2: "high", fill: DIM, fillOpacity: 0.45 }),
          Plot.lineY(lags, { x: "k", y: "mean", stroke: MEAN, strokeDasharray: "6 3" }),
          Plot.lineY(lags, { x: "k", y: "median", stroke: MEDIAN, strokeDasharray: "2 2" }),
          Plot.lineY(own, { x: "k", y: "norm", stroke: INK, strokeWidth: 1.75 }),
          own.length === 1 ? Plot.dot(own, { x: "k", y: "norm", fill: INK, r: 2.5 }) : null,
        ],
      });
    },
    legend: [legend(file !== null)],
    table: () =>
      table(
        l10n`Gradient norm by lag of ${subject?.headline ?? l10n`the target`}, in nats`,
        [
          { title: "k" },
          { title: l10n`target` },
          ...(file ? [l10n`mean`, "10 %", l10n`median`, "90 %"].map((title) => ({ title })) : []),
        ],
        own.map(({ k, norm }) => {
          const of = lags[k];
          const row = of ? [of.mean, of.low, of.median, of.high].map(compact) : [];
          return [String(k), compact(norm), ...row];
        }),
      ),
  };
}

/** If the target and the file's mean lie far apart, only a log scale shows both. */
function differ(own: readonly LagRow[], lags: readonly { readonly mean: number }[]): boolean {
  const target = Math.max(...own.map(({ norm }) => norm));
  const file = Math.max(...lags.map(({ mean }) => mean), 0);
  return target > 0 && file > 0 && (target / file > 6 || file / target > 6);
}

function population(profile: Snapshot["profile"]): string {
  if (profile?.kind === "none") return profile.sentence;
  if (profile?.kind !== "ready") return l10n`the file's norms are on their way`;
  const { from, to, traced, all } = profile.value.population;
  if (all === 0) return l10n`the file has too few predictions for a mean`;
  const some = traced === all ? count(all) : l10n`${count(traced)} even steps of ${count(all)}`;
  return l10n`file: ${some} positions, t ${count(from)} to ${count(to)}`;
}

function legend(hasFile: boolean): Node {
  const own = ["own", l10n`this target`] as const;
  if (!hasFile) return keys("stroke", [own]);
  return keys("stroke", [
    own,
    ["mean", l10n`mean`],
    ["median", l10n`median`],
    ["band", l10n`10 to 90 %`],
  ]);
}

function words(lags: readonly LagRow[], target: string): string {
  const first = lags[0]?.norm ?? 0;
  const last = lags.at(-1);
  return l10n`Gradient norm by lag of ${target}: ${three(first)} nats at k 0, ${three(last?.norm ?? 0)} at k ${last?.k ?? 0}`;
}
