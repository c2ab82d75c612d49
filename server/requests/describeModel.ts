// sparseDiff/describeModel: what a model is and how well it predicts a text, for choosing between models. Measures
// only the start of the text, which is cheap and enough; the result says how many predictions that was.
import type { CancellationToken, ResponseError } from "vscode-languageserver-protocol";
import { inSlices } from "../jobs/slices";
import type { FailureData } from "../protocol/wire/messages";
import type { DescribeParams, ModelDescription } from "../protocol/wire/training";
import { shortened } from "../protocol/words/shortened";
import { evaluate } from "../training/evaluation";
import { cancelled, modelFailure } from "./failure";
import type { Session } from "./session";
import { readProvenance } from "./trainFile";
import { textOf } from "./trainText";

/** About 20 ms at H = 128. */
const MOST_BYTES = 4096;

export async function describeModel(
  session: Session,
  { modelPath, source }: DescribeParams,
  token: CancellationToken,
): Promise<ModelDescription | ResponseError<FailureData>> {
  try {
    const model = await session.model(modelPath);
    const text = source && (await textOf(session, source));
    const { textName, textSha256, bitsPerByte, isHeldOut, unfinished } = readProvenance(
      model.metadata,
    );
    const start = (text ?? new Uint8Array(0)).subarray(0, MOST_BYTES);
    const measured =
      start.length < 2
        ? null
        : await inSlices(evaluate(session.backend, model.weights, start), token);
    if (measured === undefined) return cancelled();
    return {
      hiddenSize: model.weights.H,
      format: model.format,
      textName: textName && shortened(textName),
      trainedBitsPerByte: bitsPerByte,
      isHeldOut,
      unfinished,
      trainedOnThisText:
        text && textSha256 !== null ? session.files.sha256(text) === textSha256 : null,
      bitsPerByte: measured,
      predictions: Math.max(0, start.length - 1),
      isWholeText: start.length === (text?.length ?? 0),
    };
  } catch (error) {
    return modelFailure(error);
  }
}
