// Which backend trains: the fastest the engine offers, unless one is asked for by name.
import type { BackendName } from "./interface";
import { KernelsUnavailable } from "./select";
import type { TrainingKernels } from "./training";
import { referenceTraining } from "./trainingReference";
import { createSimdTraining } from "./trainingSimd";

/** "auto": the fastest available. Throws KernelsUnavailable where the engine cannot run the one asked for. */
export function selectTraining(name: BackendName | "auto" = "auto"): TrainingKernels {
  if (name === "auto")
    return createSimdTraining("relaxed-simd") ?? createSimdTraining("simd") ?? referenceTraining;
  const kernels = name === "reference" ? referenceTraining : createSimdTraining(name);
  if (!kernels) throw new KernelsUnavailable(name);
  return kernels;
}
