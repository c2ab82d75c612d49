// The backends that every numeric test runs on: all that this engine supports.
import type { Kernels } from "../../server/kernels/interface";
import { availableBackends, selectKernels } from "../../server/kernels/select";

export function backends(): Kernels[] {
  return availableBackends().map((name) => selectKernels(name));
}
