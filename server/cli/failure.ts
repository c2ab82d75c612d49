// What standard error says of a command that failed. Not here: the sentences of what is wrong, which are made where it is found.
import { NotFinite } from "../attribution/finite";
import { FileError } from "../files";
import { WorkerDied } from "../jobs/pool";
import { isNotEnoughMemory } from "../kernels/limits";
import { KernelsUnavailable } from "../kernels/select";
import { InputError } from "../nets/inputError";
import { TeamBroken } from "../training/corpus/team";
import { oneLine } from "./terminal";

const expected = [InputError, FileError, WorkerDied, KernelsUnavailable];

/**
 * What standard error says when a command throws. Bad input, lack of memory and a dead thread give one line; anything
 * else is a bug in this program, reported with what a bug report needs.
 * @param model the path of the model the command was given
 */
export function failureText(error: unknown, model = "the model"): string {
  if (error instanceof NotFinite) return oneLine(error.of(model));
  const message = oneLine(error instanceof Error ? error.message : String(error));
  if (error instanceof TeamBroken)
    return `${message}; run it again, with --checkpoint it goes on from where it was`;
  if (isNotEnoughMemory(error) || expected.some((kind) => error instanceof kind)) return message;
  const stack = error instanceof Error && error.stack ? `\n${error.stack}` : "";
  return `a defect of this program: ${message}; please report it with the command and these lines${stack}`;
}
