// Attribution by lag for the target on the screen. Up and blue raises it, down and orange lowers it; lags hidden by the
// threshold are pale.
import type { LagRow, Snapshot, TraceData } from "../../server/protocol/wire/sidebar";
import { l10n, marked, translated } from "../../server/protocol/words/l10n";
import { percent, signed } from "../../server/protocol/words/numbers";
import { keys, table } from "../page/dom";
import { DIM, lagBars, NEGATIVE, POSITIVE } from "../page/plot";
import type { ChartSource, Drawing, Sentence } from "./chart";
import { lagWords, methodTitle, type Shown, shownOf, thresholdFacts, unitWords } from "./words";

export const lagChart: ChartSource = {
  name: "lags",
  title: marked("Attribution by lag"),
  // If the trace is not usable, the head of the sidebar says why.
  isHere: ({ trace }) => trace?.isUsable === true,
  facts: ({ trace, controls }) => [trace, thresholdFacts(controls)],
  draw: (snapshot) => drawing(snapshot),
};

function drawing({ trace, controls, subject }: Snapshot): Drawing | Sentence {
  if (!trace) return { sentence: "" };
  const shown = shownOf(trace, controls);
  const title = l10n`${methodTitle(trace.method)} by lag`;
  const hidden = trace.lags.length - shown.lags.size;
  return {
    title,
    note: l10n`${unitWords(trace.unit)}, this target, ${lagWords(trace)}`,
    picture: (width) => picture(trace, shown, width, `${title}: ${strongest(trace)}`),
    legend: [
      keys("key", [
        ["raises", l10n`raises`],
        ["lowers", l10n`lowers`],
        hidden > 0 ? ["hidden", l10n`below the threshold (${hidden})`] : null,
      ]),
    ],
    table: () =>
      table(
        l10n`${title} of ${subject?.headline ?? l10n`the target`}, in ${unitWords(trace.unit)}`,
        [
          { title: "k" },
          { title: l10n`byte`, isText: true },
          { title: l10n`at` },
          { title: l10n`attribution` },
          { title: l10n`share` },
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
  const bars = trace.lags.map(({ k, attribution, byte, position, share }) => ({
    k,
    value: attribution,
    fill: lags.has(k) ? (attribution >= 0 ? POSITIVE : NEGATIVE) : DIM,
    title: l10n`k ${k}: ${byte} at byte ${position}\n${signed(attribution)} ${translated(trace.unit)}, ${percent(share)}`,
  }));
  return lagBars(label, bars, width);
}

function strongest({ lags, unit }: TraceData): string {
  const best = lags.reduce<LagRow | undefined>(
    (most, lag) => (!most || Math.abs(lag.attribution) > Math.abs(most.attribution) ? lag : most),
    undefined,
  );
  if (!best) return l10n`none`;
  return l10n`strongest at k ${best.k}, ${best.byte}, ${signed(best.attribution)} ${translated(unit)}`;
}
