// The contract for training, and for choosing among models: requests and notifications with their types. A text is
// named by its location; the server takes its bytes at the moment of the request.
import type { Range } from "vscode-languageserver-protocol";
import type { CellKind } from "../vocabulary/cells";
import type { TrainChoices } from "../vocabulary/training";
import type { LeftOut, UsedFiles } from "../words/trainedFiles";
import type { NetSummary } from "./net";
import { notification, request } from "./request";

export type TextSource =
  | {
      readonly kind: "document";
      readonly uri: string;
      /** Its text, if the server does not have the document open (the file is not switched on). */
      readonly text?: string;
      /** Only this part of the document. */
      readonly range?: Range;
    }
  /** Files on disk, joined in this order. */
  | { readonly kind: "files"; readonly paths: readonly string[] };

export interface TrainParams {
  /** Chosen by the client; repeated in the progress. */
  readonly jobId: string;
  readonly source: TextSource;
  /** Name of the text in the model file. */
  readonly textName: string;
  readonly choices: TrainChoices;
  /** A model file to start from, instead of random weights. */
  readonly startFrom?: string;
  /** Absolute path of the .safetensors file; from the first checkpoint on it always holds a whole model. */
  readonly outputPath: string;
}

export interface TrainResult {
  readonly jobId: string;
  /** Cancelled by the request's token; the best model so far was kept. */
  readonly cancelled: boolean;
  /** There is a model at outputPath; false if cancelled before anything was learnt. */
  readonly kept: boolean;
  readonly outputPath: string;
  readonly cell: CellKind;
  readonly hiddenSize: number;
  readonly seed: number;
  /** Whole epochs. */
  readonly epochs: number;
  /** Bytes learnt from. */
  readonly bytes: number;
  /** Bytes held out to judge by; 0 if nothing was. */
  readonly heldOutBytes: number;
  /** How the files were used; null if the text is not files. Those left out before the request are not counted. */
  readonly files: { readonly used: UsedFiles; readonly leftOut: readonly LeftOut[] } | null;
  /** Hash of the text learnt from. */
  readonly textSha256: string;
  /** On what was held out, else in sample; null if nothing was kept. */
  readonly bitsPerByte: number | null;
  /**
   * Whether bitsPerByte was measured on the kept weights, as `report` prints it; otherwise it is the running loss.
   */
  readonly measured: boolean;
  /** The target was reached; true if there was none. */
  readonly reached: boolean;
  readonly seconds: number;
}

/** A cancelled training is answered with a result, not with an error. */
export const trainRequest = request<TrainParams, TrainResult>("sparseDiff/train");

export interface TrainProgress {
  readonly jobId: string;
  readonly cell: CellKind;
  readonly hiddenSize: number;
  /** Bytes of the text that is trained on. */
  readonly bytes: number;
  /** The epoch in progress, counted from 1. */
  readonly epoch: number;
  readonly planned: number;
  /** Bytes held out to judge by; 0 if nothing was. */
  readonly heldOutBytes: number;
  /** Of the best model measured so far, on what was held out or else in sample; null before the first. */
  readonly bitsPerByte: number | null;
  /** Mean loss while learning: of the last epoch, or of the current one if it is long. */
  readonly runningBitsPerByte: number | null;
  /** An upper bound, since a target may be reached earlier. null while unknown. */
  readonly secondsLeft: number | null;
}

/** At most ten a second per job. */
export const trainProgressNotification = notification<TrainProgress>("sparseDiff/trainProgress");

export interface ComparisonParams {
  readonly modelPath: string;
  readonly source: TextSource;
}

/** A model's sparsity and growth on a text, for comparison with the paper's (words/paper.ts). */
export interface ComparisonResult {
  /** Mean over the predictions of the share of ||g||^2 in the ten largest neurons. */
  readonly topTenShare: number;
  /** ||g|| at k = 8 over that at k = 0: ratio of the means, and median of the positions' own ratios. */
  readonly meanRatio: number;
  readonly medianRatio: number;
  /** Number of positions that the ratios are over; 0 if the text is too short for any. */
  readonly positions: number;
  readonly predictions: number;
}

export const comparisonRequest = request<ComparisonParams, ComparisonResult>(
  "sparseDiff/compareWithPaper",
);

export interface DescribeParams {
  readonly modelPath: string;
  /** The text that the model would be used on. */
  readonly source?: TextSource;
}

export interface ModelDescription {
  readonly hiddenSize: number;
  readonly net: NetSummary;
  readonly format: string;
  /** From the file; an empty string is sent as null. */
  readonly textName: string | null;
  readonly trainedBitsPerByte: number | null;
  /** trainedBitsPerByte was measured on files held out of the training, not on the training text. */
  readonly isHeldOut: boolean;
  /** A checkpoint of a run that did not finish. */
  readonly unfinished: boolean;
  /** Whether the text has the hash of the training text; null if the file has none. */
  readonly trainedOnThisText: boolean | null;
  /** Over the first bytes of the text; null if there is no text. */
  readonly bitsPerByte: number | null;
  /** Number of predictions measured, and whether they cover the whole text. */
  readonly predictions: number;
  readonly isWholeText: boolean;
}

export const describeRequest = request<DescribeParams, ModelDescription>(
  "sparseDiff/describeModel",
);

export interface FolderTextsParams {
  /** Absolute path. */
  readonly folder: string;
}

/** The files below a folder that are text and can be trained on together. */
export interface FolderTexts {
  /** In the order of their names. */
  readonly paths: readonly string[];
  readonly bytes: number;
  readonly leftOut: readonly LeftOut[];
}

export const folderTextsRequest = request<FolderTextsParams, FolderTexts>("sparseDiff/folderTexts");

export interface SaveModelParams {
  readonly from: string;
  /** .safetensors, which keeps the file's metadata, or .bin. */
  readonly to: string;
}

export const saveModelRequest = request<SaveModelParams, null>("sparseDiff/saveModel");
