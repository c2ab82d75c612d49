// The backends every numeric test runs on: the same tests, all that this engine has.
import type { Kernels } from "../../server/kernels/interface";
import { availableBackends, selectKernels } from "../../server/kernels/select";

export function backends(): Kernels[] {
  return availableBackends().map((name) => selectKernels(name));
}
