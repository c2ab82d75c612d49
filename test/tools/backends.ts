// The backends that every numeric test runs on: all that this engine supports, and the native one where the build made it.
import path from "node:path";
import type { Kernels } from "../../server/kernels/interface";
import { availableBackends, selectKernels } from "../../server/kernels/select";
import { loadNative } from "../../server/native.node";

/** Where the build puts the native kernels. Tests run in the root. */
export const NATIVE = path.resolve("dist/native");

loadNative({ folder: NATIVE });

export function backends(): Kernels[] {
  return availableBackends().map((name) => selectKernels(name));
}
