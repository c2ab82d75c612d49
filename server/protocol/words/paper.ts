// The paper's own numbers for its model, with which every trained model is compared (docs/method.md, section 4), and
// the wording both sides use. Nothing is computed here.
import { l10n, marked } from "./l10n";

export const COMPARED_LAG = 8;

const PAPER = { topTenShare: 0.679, meanRatio: 2.36, medianRatio: 1.52 } as const;

export const SPARSITY_BELONGS_TO_THE_MODEL = marked(
  "Sparsity and growth belong to the model, not to the method: models trained with Adam differ from the paper's.",
);

interface Compared {
  readonly topTenShare: number;
  readonly meanRatio: number;
  readonly medianRatio: number;
  readonly positions: number;
}

/** Name, this model's, the paper's. */
export function comparisonRows(found: Compared): [string, string, string][] {
  const ratio = (value: number) => (found.positions > 0 ? value.toFixed(2) : l10n`none`);
  return [
    [l10n`top-10 share of ||g||^2`, found.topTenShare.toFixed(3), PAPER.topTenShare.toFixed(3)],
    [
      l10n`norm ratio at k = ${COMPARED_LAG}, of the means`,
      ratio(found.meanRatio),
      PAPER.meanRatio.toFixed(2),
    ],
    [
      l10n`norm ratio at k = ${COMPARED_LAG}, median`,
      ratio(found.medianRatio),
      PAPER.medianRatio.toFixed(2),
    ],
  ];
}
