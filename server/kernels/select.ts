// Selects the backend: the fastest the engine supports, unless one is requested by name.
import type { BackendName, Kernels } from "./interface";
import { referenceKernels } from "./reference";
import { createSimdKernels } from "./simd";

/** Slowest first. */
export const backendNames: readonly BackendName[] = ["reference", "simd", "relaxed-simd"];

/** "auto": the fastest available. Throws KernelsUnavailable if the engine cannot run the requested backend. */
export function selectKernels(name: BackendName | "auto" = "auto"): Kernels {
  if (name === "auto")
    return createSimdKernels("relaxed-simd") ?? createSimdKernels("simd") ?? referenceKernels;
  const kernels = name === "reference" ? referenceKernels : createSimdKernels(name);
  if (!kernels) throw new KernelsUnavailable(name);
  return kernels;
}

/** The engine lacks the instructions that this backend needs. */
export class KernelsUnavailable extends Error {
  constructor(readonly backend: BackendName) {
    super(`The kernels '${backend}' need WebAssembly instructions that this engine does not have.`);
    this.name = "KernelsUnavailable";
  }
}

/** The backends this engine can run, slowest first. */
export function availableBackends(): BackendName[] {
  return backendNames.filter((name) => name === "reference" || createSimdKernels(name));
}
