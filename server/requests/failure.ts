// Failures as the client receives them: an error with a sentence for people. A cancellation is answered with the
// protocol's own code and is not a failure.
import { ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver-protocol";
import { NotFinite } from "../attribution/finite";
import { FileError } from "../files";
import { InputError } from "../nets/inputError";
import { SeveralNets } from "../nets/nets";
import type { FailureData } from "../protocol/wire/messages";
import type { Session } from "./session";

export function failure(
  reason: FailureData["reason"],
  sentence: string,
): ResponseError<FailureData> {
  return new ResponseError(ErrorCodes.InvalidRequest, sentence, { reason, sentence });
}

export function stale(): ResponseError<FailureData> {
  const sentence = "The document has changed since this was asked.";
  return new ResponseError(LSPErrorCodes.ContentModified, sentence, { reason: "stale", sentence });
}

export function cancelled(): ResponseError<FailureData> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "Cancelled.");
}

/** Turns bad files and bad models into failures with their own message; anything else is a bug and is rethrown. */
export function modelFailure(error: unknown): ResponseError<FailureData> {
  if (error instanceof SeveralNets) {
    const data: FailureData = {
      reason: "severalNets",
      sentence: error.message,
      nets: error.prefixes,
    };
    return new ResponseError(ErrorCodes.InvalidRequest, error.message, data);
  }
  if (error instanceof FileError && error.isMissing) return failure("noModelFile", error.message);
  if (error instanceof InputError || error instanceof FileError)
    return failure("modelFile", error.message);
  throw error;
}

/** Turns NotFinite into a failure that names the model. */
export async function orNotFinite<R>(
  session: Session,
  uri: string,
  answer: () => Promise<R>,
): Promise<R | ResponseError<FailureData>> {
  const binding = session.binding(uri);
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof NotFinite)) throw error;
    if (!binding || session.binding(uri) !== binding) return stale();
    return failure("modelFile", error.of(binding.model.name));
  }
}
