// Every kind of job a worker thread of this project can do.
import type { AnyKind } from "./kind";
import { reportKind, spectrumKind } from "./reportJob";
import { traceTimingKind } from "./traceTiming";

export const kinds: readonly AnyKind[] = [reportKind, spectrumKind, traceTimingKind];
