// Export of what is known of an open document as a file (docs/export.md), which the server writes: the same bytes as the
// command line's --export. Tells how far it has come as the other measures do.
import type { ExportFormat } from "../vocabulary/exports";
import type { GradientMethod } from "../vocabulary/tracing";
import type { Measure, VerifyParams } from "./measures";
import type { TracePlace, TraceSettings } from "./messages";
import { request } from "./request";
import type { WideTarget } from "./wideTrace";

export type ExportSubject =
  | { readonly kind: "trace"; readonly place: TracePlace; readonly settings: TraceSettings }
  /** A selection, or why a neuron is on. */
  | {
      readonly kind: "wide";
      readonly target: WideTarget;
      readonly depth: number;
      readonly method: GradientMethod;
    }
  /** As sparseDiff/causes: the method, the objective and the threshold do not matter. */
  | { readonly kind: "causes"; readonly place: TracePlace; readonly settings: TraceSettings }
  | { readonly kind: "report"; readonly depth: number }
  | { readonly kind: "patterns"; readonly maxOffset: number; readonly levels: number }
  /** Of a neuron; its layer is counted from 1 at the input. */
  | { readonly kind: "card"; readonly neuron: number; readonly layer: number };

export interface ExportParams extends VerifyParams {
  readonly subject: ExportSubject;
  readonly format: ExportFormat;
  /** Absolute path of the file, which is replaced. */
  readonly to: string;
}

export interface Exported {
  /** Of the file. */
  readonly bytes: number;
  /** As in the file's provenance. */
  readonly command: string;
}

/** At most one at a time for a document; a second is refused. */
export const exportRequest = request<ExportParams, Measure<Exported>>("sparseDiff/export");
