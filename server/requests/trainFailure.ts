// What is answered where a training, or a comparison with the paper's model, fails: one sentence, whoever failed.
import type { ResponseError } from "vscode-languageserver-protocol";
import { FileError } from "../files";
import { InputError } from "../nets/inputError";
import type { FailureData } from "../protocol/wire/messages";
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import { failure } from "./guard";

/** Characters quoted of the error that ended a thread. */
const MOST_OF_CAUSE = 240;

/** Turns an error into a failure with its message; anything but bad input or a bad file came from the thread. */
export function trainingFailure(
  error: unknown,
  what = l10n`Training failed`,
): ResponseError<FailureData> {
  if (error instanceof FileError) return failure("modelFile", error.message);
  if (error instanceof InputError) return failure("request", error.message);
  return failure(
    "request",
    `${what}: ${shortened(error instanceof Error ? error.message : String(error), MOST_OF_CAUSE)}`,
  );
}
