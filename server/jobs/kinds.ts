// Every kind of job a worker thread of this project can do.
import type { AnyKind } from "./kind";
import { readingKind } from "./readingPart";
import { reportKind, spectrumKind } from "./reportJob";
import { traceTimingKind } from "./traceTiming";

export const kinds: readonly AnyKind[] = [readingKind, reportKind, spectrumKind, traceTimingKind];
