// sparseDiff/saveModel: a copy of a model under another name, in the format that the name asks for. What
// the file says about itself goes with it where the format has room for it.
import type { ResponseError } from "vscode-languageserver-protocol";
import { carriedMetadata, writeModel } from "../nets/formats";
import type { FailureData } from "../protocol/wire/messages";
import type { SaveModelParams } from "../protocol/wire/training";
import { shortPath } from "../protocol/words/shortened";
import { failure, modelFailure } from "./failure";
import type { Session } from "./session";

export async function saveModel(
  session: Session,
  { from, to }: SaveModelParams,
): Promise<null | ResponseError<FailureData>> {
  if (!/\.(safetensors|bin)$/i.test(to))
    return failure(
      "request",
      `${shortPath(to)}: expected a file name that ends in .safetensors or .bin to write the model to`,
    );
  try {
    const model = await session.model(from);
    await session.files.writeAtomic(to, writeModel(model.weights, to, carriedMetadata(model)));
    return null;
  } catch (error) {
    return modelFailure(error);
  }
}
