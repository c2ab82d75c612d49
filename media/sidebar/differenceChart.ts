// Two pinned targets compared by lag: the attribution of the earlier one minus that of the later one. The drawing serves the two
// sides of a comparison too.
import type { Snapshot } from "../../server/protocol/wire/sidebar";
import { l10n, marked } from "../../server/protocol/words/l10n";
import { signed } from "../../server/protocol/words/numbers";
import { inSentence } from "../../server/protocol/words/terms";
import { keys, table } from "../page/dom";
import { lagBars, NEGATIVE, POSITIVE } from "../page/plot";
import type { ChartSource, Drawing } from "./chart";
import { methodTitle } from "./words";

type Difference = NonNullable<Snapshot["difference"]>;
type Row = Difference["rows"][number];

export const differenceChart: ChartSource = {
  name: "difference",
  title: marked("Difference of two pins by lag"),
  isHere: ({ pinsShown }) => pinsShown > 1,
  facts: ({ difference, pinsShown }) => [difference, pinsShown],
  draw({ difference, pinsShown }) {
    if (difference) return drawing(difference);
    if (pinsShown === 2) return { sentence: l10n`The two pins were not traced in the same way.` };
    return { sentence: l10n`Two shown pins are held against each other; ${pinsShown} are shown.` };
  },
};

export function drawing(difference: Difference): Drawing {
  const { rows, first, second, method } = difference;
  const last = rows.at(-1)?.k ?? 0;
  return {
    note: l10n`${inSentence(methodTitle(method))} of ${first} minus that of ${second}, nats, k 0 to ${last}`,
    picture: (width) => picture(difference, width),
    legend: [
      keys("key", [
        ["raises", l10n`more for ${first}`],
        ["lowers", l10n`more for ${second}`],
      ]),
    ],
    table: () =>
      table(
        l10n`${methodTitle(method)} by lag in nats: 1 is ${first}, 2 is ${second}`,
        [
          { title: "k" },
          { title: l10n`byte 1`, isText: true },
          { title: l10n`byte 2`, isText: true },
          { title: "1" },
          { title: "2" },
          { title: "1 \u2212 2" },
        ],
        rows.map((row) => [
          String(row.k),
          row.firstByte,
          row.secondByte,
          signed(row.first),
          signed(row.second),
          signed(row.difference),
        ]),
      ),
  };
}

function picture({ rows, first, second }: Difference, width: number): Element {
  const label = l10n`Difference by lag, ${first} minus ${second}: ${largest(rows)}`;
  const bars = rows.map((row) => ({
    k: row.k,
    value: row.difference,
    fill: row.difference >= 0 ? POSITIVE : NEGATIVE,
    title: l10n`k ${row.k}: ${signed(row.difference)} nats\n${row.firstByte} ${signed(row.first)}, ${row.secondByte} ${signed(row.second)}`,
  }));
  return lagBars(label, bars, width);
}

function largest(rows: readonly Row[]): string {
  const [first, ...rest] = rows;
  if (!first) return l10n`no lag in common`;
  const most = rest.reduce(
    (a, b) => (Math.abs(b.difference) > Math.abs(a.difference) ? b : a),
    first,
  );
  return l10n`largest at k ${most.k}, ${signed(most.difference)} nats`;
}
