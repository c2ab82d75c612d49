// sparseDiff/describeModel: what a model is and how well it predicts a text, for choosing between models. Only the start of the
// text is measured, which is cheap and enough, and the answer says how many predictions that was.
import type { CancellationToken, ResponseError } from "vscode-languageserver-protocol";
import { netSummary } from "../answers/netSummary";
import { NotFinite } from "../attribution/finite";
import { inSlices, untilCancelled } from "../jobs/slices";
import { isPredicted } from "../kernels/shape";
import type { FailureData } from "../protocol/wire/messages";
import type { DescribeParams, ModelDescription } from "../protocol/wire/training";
import { shortened } from "../protocol/words/shortened";
import { evaluate } from "../training/passes";
import { cancelled, failure, modelFailure } from "./guard";
import { sha256InSlices } from "./hashing";
import { readProvenance } from "./modelFile";
import type { Session } from "./session";
import { textOf } from "./trainInput";

/** About 20 ms at H = 128. */
const MOST_BYTES = 4096;

export async function describeModel(
  session: Session,
  { modelPath, source }: DescribeParams,
  token: CancellationToken,
): Promise<ModelDescription | ResponseError<FailureData>> {
  try {
    const model = await untilCancelled(session.modelWhileWanted(modelPath, token), token);
    if (!model) return cancelled();
    const text = source && (await textOf(session, source));
    const { textName, textSha256, bitsPerByte, isHeldOut, unfinished } = readProvenance(
      model.metadata,
    );
    const start = (text ?? new Uint8Array(0)).subarray(0, MOST_BYTES);
    // A byte outside the model's alphabet is no prediction.
    const targets = start.subarray(1).filter((byte) => isPredicted(model.weights, byte));
    const measured =
      targets.length === 0
        ? null
        : await inSlices(evaluate(session.backend, model.weights, start), token);
    if (measured === undefined) return cancelled();
    return {
      hiddenSize: model.weights.H,
      net: netSummary(model),
      format: model.format,
      textName: textName && shortened(textName),
      trainedBitsPerByte: bitsPerByte,
      isHeldOut,
      unfinished,
      trainedOnThisText:
        text && textSha256 !== null
          ? (await sha256InSlices(session.files, text)) === textSha256
          : null,
      bitsPerByte: measured,
      predictions: targets.length,
      isWholeText: start.length === (text?.length ?? 0),
    };
  } catch (error) {
    if (error instanceof NotFinite) return failure("modelFile", error.of(modelPath));
    return modelFailure(error);
  }
}
