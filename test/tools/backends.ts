// The backends every numeric test runs on: the same tests, all of them.
import type { Kernels } from "../../server/kernels/interface";
import { referenceKernels } from "../../server/kernels/reference";

export function backends(): Kernels[] {
  return [referenceKernels];
}
