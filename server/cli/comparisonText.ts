// The comparison of a new model with the paper's, as text for people.
import { comparisonRows, SPARSITY_BELONGS_TO_THE_MODEL } from "../protocol/words/paper";
import type { Comparison } from "../statistics/comparison";
import { dim, table } from "./table";

export function comparisonText(compared: Comparison): string {
  const titles = [
    { title: "", align: "left" },
    { title: "this model" },
    { title: "the paper's" },
  ] as const;
  return [
    table(titles, comparisonRows(compared)),
    dim(`n = ${compared.predictions}, the ratios over the ${compared.positions} with such a past`),
    SPARSITY_BELONGS_TO_THE_MODEL,
  ].join("\n");
}
