// sparseDiff/saveModel: saves a copy of a model under another name, in the format that the name implies. The file's
// metadata is kept if that format has room for it.
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
