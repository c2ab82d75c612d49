// sparseDiff/saveModel: a copy of a model under another name, written on a thread and never half.
import type { ResponseError } from "vscode-languageserver-protocol";
import { copyOnThread } from "../jobs/modelJob";
import { type Cancellation, untilCancelled } from "../jobs/slices";
import type { FailureData } from "../protocol/wire/messages";
import type { SaveModelParams } from "../protocol/wire/training";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";
import { cancelled, failure, modelFailure } from "./guard";
import type { Session } from "./session";

/** The format is the one that the name implies; the file's metadata is kept if that format has room for it. */
export async function saveModel(
  session: Session,
  { from, to }: SaveModelParams,
  token: Cancellation,
): Promise<null | ResponseError<FailureData>> {
  if (!/\.(safetensors|bin)$/i.test(to))
    return failure(
      "request",
      l10n`${shortPath(to)}: expected a file name that ends in .safetensors or .bin to write the model to`,
    );
  try {
    const model = await untilCancelled(session.modelWhileWanted(from, token), token);
    const copy = model && (await copyOnThread(session.pool, model, to, token));
    if (!copy) return cancelled();
    await session.files.writeAtomic(to, copy);
    return null;
  } catch (error) {
    return modelFailure(error);
  }
}
