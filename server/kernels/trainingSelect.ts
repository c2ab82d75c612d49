// Selects the training backend: the fastest the engine supports, unless one is requested by name.
import type { BackendName } from "./interface";
import { KernelsUnavailable } from "./select";
import type { TrainingKernels } from "./training";
import { referenceTraining } from "./trainingReference";
import { createSimdTraining } from "./trainingSimd";

/** "auto": the fastest available. Throws KernelsUnavailable if the engine cannot run the requested one. */
export function selectTraining(name: BackendName | "auto" = "auto"): TrainingKernels {
  if (name === "auto")
    return createSimdTraining("relaxed-simd") ?? createSimdTraining("simd") ?? referenceTraining;
  const kernels = name === "reference" ? referenceTraining : createSimdTraining(name);
  if (!kernels) throw new KernelsUnavailable(name);
  return kernels;
}
