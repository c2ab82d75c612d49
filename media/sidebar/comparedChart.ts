// A prediction on both sides of a comparison: the attribution here minus that of the other side, by lag.
import { l10n, marked } from "../../server/protocol/words/l10n";
import type { ChartSource } from "./chart";
import { drawing } from "./differenceChart";

export const comparedChart: ChartSource = {
  name: "compared",
  title: marked("Difference to the other side by lag"),
  isHere: ({ compared }) => compared !== null,
  facts: ({ compared }) => compared,
  draw({ compared }) {
    if (!compared) return { sentence: "" };
    const { difference, name, note } = compared;
    switch (difference.kind) {
      case "waiting":
        return { sentence: l10n`Tracing with ${name}.` };
      case "none":
        return { sentence: difference.sentence };
      case "ready":
        return { ...drawing(difference.value), note };
    }
  },
};
