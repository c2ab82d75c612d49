// The contract for training, and for choosing among models: requests and notifications with their types.
// A text is named by where it is; its bytes are taken on the server at the moment it is asked.
import type { Range } from "vscode-languageserver-protocol";
import type { TrainChoices } from "../vocabulary/training";
import type { LeftOut, UsedFiles } from "../words/trainedFiles";
import { notification, request } from "./request";

export type TextSource =
  | {
      readonly kind: "document";
      readonly uri: string;
      /** Its text, where the server does not have the document open (the file is not switched on). */
      readonly text?: string;
      /** Only this part of it. */
      readonly range?: Range;
    }
  /** Files on the disk, one after the other. */
  | { readonly kind: "files"; readonly paths: readonly string[] };

export interface TrainParams {
  /** Chosen by the client; comes back in the progress. */
  readonly jobId: string;
  readonly source: TextSource;
  /** What the text is called in the model file. */
  readonly textName: string;
  readonly choices: TrainChoices;
  /** A model file to start from, instead of random weights. */
  readonly startFrom?: string;
  /** Absolute path of the .safetensors file; it holds a whole model from the first checkpoint on. */
  readonly outputPath: string;
}

export interface TrainResult {
  readonly jobId: string;
  /** Cancelled by the request's token: the best model until then was kept. */
  readonly cancelled: boolean;
  /** There is a model at outputPath; false where it was cancelled before anything was learnt. */
  readonly kept: boolean;
  readonly outputPath: string;
  readonly hiddenSize: number;
  readonly seed: number;
  /** Whole ones. */
  readonly epochs: number;
  /** Learnt from. */
  readonly bytes: number;
  /** Judged by; 0 where nothing was held out. */
  readonly heldOutBytes: number;
  /** How they were used; null where the text was no files. Those left out before are not in it. */
  readonly files: { readonly used: UsedFiles; readonly leftOut: readonly LeftOut[] } | null;
  /** Of what was learnt from. */
  readonly textSha256: string;
  /** On what was held out, else in sample; null where nothing was kept. */
  readonly bitsPerByte: number | null;
  /** Whether bitsPerByte was measured on the kept weights, as `report` prints it, or is the running loss. */
  readonly measured: boolean;
  /** The target was reached; true where there was none. */
  readonly reached: boolean;
  readonly seconds: number;
}

/** Cancelling it is answered with a result, not with an error. */
export const trainRequest = request<TrainParams, TrainResult>("sparseDiff/train");

export interface TrainProgress {
  readonly jobId: string;
  /** Of the text that is trained on. */
  readonly bytes: number;
  /** The epoch that is running, 1 first. */
  readonly epoch: number;
  readonly planned: number;
  /** Judged by; 0 where nothing was held out. */
  readonly heldOutBytes: number;
  /** Of the best model measured so far, on what was held out or else in sample; null before the first. */
  readonly bitsPerByte: number | null;
  /** Mean loss while learning, of the last epoch or of the present one where it is long. */
  readonly runningBitsPerByte: number | null;
  /** At most: a target may be reached before. Null while nothing can be said. */
  readonly secondsLeft: number | null;
}

/** At most ten a second for a job. */
export const trainProgressNotification = notification<TrainProgress>("sparseDiff/trainProgress");

export interface ComparisonParams {
  readonly modelPath: string;
  readonly source: TextSource;
}

/** A model's sparsity and growth on a text, to stand beside the paper's (words/paper.ts). */
export interface ComparisonResult {
  /** Mean over the predictions of the share of ||g||^2 in the ten largest neurons. */
  readonly topTenShare: number;
  /** ||g|| at k = 8 over that at k = 0: of the means, and the median of the positions' own. */
  readonly meanRatio: number;
  readonly medianRatio: number;
  /** Positions the ratios are over; 0 where the text is too short for any. */
  readonly positions: number;
  readonly predictions: number;
}

export const comparisonRequest = request<ComparisonParams, ComparisonResult>(
  "sparseDiff/compareWithPaper",
);

export interface DescribeParams {
  readonly modelPath: string;
  /** The text it would be used on. */
  readonly source?: TextSource;
}

export interface ModelDescription {
  readonly hiddenSize: number;
  readonly format: string;
  /** From the file; empty strings are never sent. */
  readonly textName: string | null;
  readonly trainedBitsPerByte: number | null;
  /** trainedBitsPerByte is of files held out of the training, not of the training text. */
  readonly isHeldOut: boolean;
  /** A checkpoint of a run that did not come to its end. */
  readonly unfinished: boolean;
  /** The text has the hash of the training text; null where the file names none. */
  readonly trainedOnThisText: boolean | null;
  /** Over the text's first bytes; null where there is no text. */
  readonly bitsPerByte: number | null;
  /** Predictions that it is over, and whether these are all of the text. */
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
  /** .safetensors, which keeps what the file says about itself, or .bin. */
  readonly to: string;
}

export const saveModelRequest = request<SaveModelParams, null>("sparseDiff/saveModel");
