// Every kind of job that a worker thread can do.
import { corpusKind } from "./corpusJob";
import type { AnyKind } from "./kind";
import { layerKind } from "./layerJob";
import { readingKind } from "./readingPart";
import { reportKind, spectrumKind } from "./reportJob";
import { tracesKind } from "./tracesJob";
import { traceTimingKind } from "./traceTiming";
import { comparisonKind, trainingKind } from "./trainingJob";

export const kinds: readonly AnyKind[] = [
  comparisonKind,
  corpusKind,
  layerKind,
  readingKind,
  reportKind,
  spectrumKind,
  traceTimingKind,
  tracesKind,
  trainingKind,
];
