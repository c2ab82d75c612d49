// Runs a report to its end on one thread.
import type { Kernels, Weights } from "../../server/kernels/interface";
import type { Report } from "../../server/protocol/wire/reportJson";
import { report } from "../../server/statistics/report";

export function runReport(
  kernels: Kernels,
  weights: Weights,
  text: Uint8Array,
  depth: number,
): Report {
  const work = report(kernels, weights, text, depth);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
