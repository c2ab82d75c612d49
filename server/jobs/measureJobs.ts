// Measures of a whole text on worker threads: the faithfulness of the methods, position by position, and the numerical
// checks, which are one part. The results do not depend on the threads.
import { optionsFor } from "../attribution/types";
import type { CheckResult } from "../attribution/verification/sample";
import { verify } from "../attribution/verification/verify";
import type { BackendName, Kernels, Weights } from "../kernels/interface";
import { selectKernels } from "../kernels/select";
import { shapeOf } from "../kernels/shape";
import type { FaithfulnessJson, VerificationJson } from "../protocol/wire/measures";
import { type Faithfulness, faithfulnessOf, faithfulnessTasks } from "../statistics/faithfulness";
import {
  type FaithfulnessTask,
  type Measured,
  PositionMeasures,
  SIZES,
} from "../statistics/positionMeasures";
import type { Pool } from "./pool";
import { type JobKind, shareBytes, sharedBuffer, shareWeights } from "./shared";
import { onOneThread, type Watched, watched } from "./watched";

/** What is measured on. */
export interface Measurable {
  readonly backend: Kernels;
  readonly weights: Weights;
  readonly text: Uint8Array;
}

interface FaithfulnessData {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
  readonly depth: number;
  readonly seed: number;
}

export const faithfulnessKind: JobKind<FaithfulnessData, FaithfulnessTask, Measured> = {
  name: "faithfulness",
  *open({ backend, weights, text, depth, seed }) {
    const kernels = selectKernels(backend);
    const measures = yield* PositionMeasures.make(kernels, weights, text, depth, seed);
    return (task) => measures.at(task);
  },
};

/**
 * Each thread goes through the text once, since its positions ascend.
 * @param positions those of samplePositions()
 * @param onProgress is called with the fraction done
 * @returns undefined if the pool was disposed of
 */
export async function faithfulnessOnThreads(
  pool: Pool,
  { backend, weights, text }: Measurable,
  { depth, positions, seed }: Pick<FaithfulnessJson, "depth" | "positions" | "seed">,
  onProgress: (fraction: number) => void,
): Promise<Faithfulness | undefined> {
  const job = pool.open(faithfulnessKind, {
    backend: backend.backend,
    weights: shareWeights(weights),
    text: shareBytes(text),
    depth,
    seed,
  });
  const all = new Array<Measured>(positions.count);
  const tasks = faithfulnessTasks(weights, text, positions, depth, seed);
  let begun = 0;
  let done = 0;
  const keepBusy = async () => {
    for (let task = tasks.next(); !task.done; task = tasks.next()) {
      const index = begun++;
      const measured = await job.part(task.value);
      if (!measured) return;
      all[index] = measured;
      onProgress(++done / positions.count);
    }
  };
  try {
    await Promise.all(Array.from({ length: pool.size }, keepBusy));
    return done === positions.count ? faithfulnessOf(positions, all) : undefined;
  } finally {
    job.close();
  }
}

export function faithfulnessJson(
  { positions, methods, shuffledWeights, sufficientSets }: Faithfulness,
  weights: Weights,
  depth: number,
  seed: number,
): FaithfulnessJson {
  return {
    sample: positions.count,
    depth,
    seed,
    positions,
    sizes: SIZES.filter((m) => m <= depth + 1),
    methods,
    chance: {
      spearman: 0,
      topLagAgreement: 1 / (depth + 1),
      map: optionsFor(shapeOf(weights)).method,
      shuffledWeights,
    },
    sufficientSets,
  };
}

interface VerificationData extends Watched {
  readonly backend: BackendName;
  readonly weights: Weights;
  readonly text: Uint8Array;
}

export const verificationKind: JobKind<VerificationData, null, CheckResult[]> = {
  name: "verification",
  open: (data) => () => watched(verify(selectKernels(data.backend), data.weights, data.text), data),
};

/** @returns undefined if the pool was disposed of */
export async function verificationOnThread(
  pool: Pool,
  { backend, weights, text }: Measurable,
  onProgress: (fraction: number) => void,
): Promise<VerificationJson | undefined> {
  const data = {
    backend: backend.backend,
    weights: shareWeights(weights),
    text: shareBytes(text),
    progress: new Float64Array(sharedBuffer(8)),
  };
  const checks = await onOneThread(pool, verificationKind, data, onProgress);
  return checks && verificationJson(checks, backend.backend);
}

export function verificationJson(
  checks: readonly CheckResult[],
  backend: BackendName,
): VerificationJson {
  return {
    passed: checks.every((check) => check.passed),
    backend,
    checks: checks.map(({ worst, ...check }) => ({
      ...check,
      worst: Number.isFinite(worst) ? worst : null,
    })),
  };
}
