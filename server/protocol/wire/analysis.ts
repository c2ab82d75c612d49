// Analyse File: the whole analysis of a document's text (docs/analysis.md), one of the measures.
import type { Measure, VerifyParams } from "./measures";
import type { ToldAnalysis } from "./reportJson";
import { request } from "./request";

export interface AnalyseParams extends VerifyParams {
  /** Largest lag of the tables. */
  readonly depth?: number;
}

export const analyseRequest = request<AnalyseParams, Measure<ToldAnalysis>>("sparseDiff/analyse");
