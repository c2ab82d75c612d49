// A model that has just been trained beside the paper's, as text for people. Computes nothing.
import { comparisonRows, SPARSITY_BELONGS_TO_THE_MODEL } from "../protocol/words/paper";
import type { Comparison } from "../statistics/samples";
import { dim, table } from "./terminal";

export function paperComparison(compared: Comparison): string {
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
