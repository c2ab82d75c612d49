// Every kind of job a worker thread of this project can do.
import type { AnyKind } from "./kind";
import { readingKind } from "./readingPart";
import { reportKind, spectrumKind } from "./reportJob";
import { traceTimingKind } from "./traceTiming";
import { comparisonKind, trainingKind } from "./trainingJob";

export const kinds: readonly AnyKind[] = [
  comparisonKind,
  readingKind,
  reportKind,
  spectrumKind,
  traceTimingKind,
  trainingKind,
];
