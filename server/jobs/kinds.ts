// Every kind of job a worker thread of this project can do.
import type { AnyKind } from "./kind";
import { reportKind } from "./reportJob";

export const kinds: readonly AnyKind[] = [reportKind];
