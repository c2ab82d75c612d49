// Every kind of job a worker thread of this project can do.
import type { AnyKind } from "./kind";
import { reportKind, spectrumKind } from "./reportJob";

export const kinds: readonly AnyKind[] = [reportKind, spectrumKind];
