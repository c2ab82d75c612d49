// The controls above the graph: graph, tree or table; how many bytes, neurons and which edges are drawn. Native controls;
// a number out of its limits is marked by the browser and not sent.
import { PATHS, type PathAmount, type PathAmounts } from "../../server/protocol/vocabulary/paths";
import { l10n, marked, translated } from "../../server/protocol/words/l10n";
import { el } from "../page/dom";
import { choice, number } from "../page/fields";
import { remembered, type ViewName } from "./host";

const LABELS: Readonly<Record<PathAmount, readonly [label: string, unit: string]>> = {
  columns: [marked("Bytes"), ""],
  neurons: [marked("Neurons a byte"), ""],
  least: [marked("Edges from"), "%"],
};

interface Changed {
  view(): void;
  amounts(amounts: PathAmounts): void;
}

/** @param zoom stands with the other controls */
export function controlsPart(zoom: HTMLElement, changed: Changed) {
  const views = choice<ViewName>(
    l10n`View`,
    [
      ["graph", l10n`Graph`],
      ["tree", l10n`Tree`],
      ["table", l10n`Table`],
    ],
    (view) => {
      remembered.set({ view });
      changed.view();
    },
  );
  const fields = (["columns", "neurons", "least"] as const).map((name) => {
    const { low: min, high: max, whole } = PATHS[name];
    const [label, unit] = LABELS[name];
    const field = number(
      translated(label),
      { min, max, step: whole ? 1 : "any", unit },
      (value) => {
        const amounts = { ...remembered.get().amounts, [name]: value };
        remembered.set({ amounts });
        changed.amounts(amounts);
      },
    );
    return { name, field };
  });
  return {
    element: el("div", { class: "controls" }, [
      views.element,
      ...fields.map(({ field }) => field.row),
      zoom,
    ]),
    show(): void {
      const { amounts, view } = remembered.get();
      views.show(view);
      for (const { name, field } of fields) field.show(amounts[name]);
    },
  };
}
