// Selects the backend, for traces, for runs and for training: the fastest the engine supports, unless one is requested by name.
import type { SimdVariant } from "./binary";
import type { BackendName, Kernels, Weights } from "./interface";
import { nativePath } from "./native/native";
import { referenceKernels } from "./reference";
import type { Runs, RunsCapacity } from "./runs";
import { referenceRuns } from "./runsReference";
import { bindSimdRuns } from "./runsSimd";
import { createSimdKernels } from "./simd";
import type { TrainingKernels } from "./training";
import { referenceTraining } from "./trainingReference";
import { createSimdTraining } from "./trainingSimd";

/** Slowest first. */
export const backendNames: readonly BackendName[] = ["reference", "simd", "relaxed-simd", "native"];

/** What the fastest variant that runs here gives; undefined if none does. */
function fastest<T>(create: (variant: SimdVariant) => T | undefined): T | undefined {
  return create("native") ?? create("relaxed-simd") ?? create("simd");
}

/** "auto": the fastest available. Throws KernelsUnavailable if the engine cannot run the requested backend. */
export function selectKernels(name: BackendName | "auto" = "auto"): Kernels {
  if (name === "auto") return fastest(createSimdKernels) ?? referenceKernels;
  const kernels = name === "reference" ? referenceKernels : createSimdKernels(name);
  if (!kernels) throw new KernelsUnavailable(name);
  return kernels;
}

/** A workspace for runs on the same backend as these kernels. Pauses, since binding a large model takes long. */
export function* bindRuns(
  { backend }: Pick<Kernels, "backend">,
  weights: Weights,
  capacity: RunsCapacity,
): Generator<void, Runs> {
  if (backend === "reference") return referenceRuns(weights, capacity);
  return yield* bindSimdRuns(backend, weights, capacity);
}

/** For people: the backend, and of native kernels which instructions they use. */
export function backendWords(name: BackendName): string {
  return name === "native" ? `native (${nativePath()})` : name;
}

/** The engine lacks the instructions that this backend needs, or there are no native kernels for this machine. */
export class KernelsUnavailable extends Error {
  constructor(readonly backend: BackendName) {
    super(
      backend === "native"
        ? "The kernels 'native' are not there for this machine; 'auto' takes the fastest that are."
        : `The kernels '${backend}' need WebAssembly instructions that this engine does not have.`,
    );
    this.name = "KernelsUnavailable";
  }
}

/** The backends this engine can run, slowest first. */
export function availableBackends(): BackendName[] {
  return backendNames.filter((name) => name === "reference" || createSimdKernels(name));
}

/** "auto": the fastest available. Throws KernelsUnavailable if the engine cannot run the requested one. */
export function selectTraining(name: BackendName | "auto" = "auto"): TrainingKernels {
  if (name === "auto") return fastest(createSimdTraining) ?? referenceTraining;
  const kernels = name === "reference" ? referenceTraining : createSimdTraining(name);
  if (!kernels) throw new KernelsUnavailable(name);
  return kernels;
}
