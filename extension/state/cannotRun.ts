// The error for a request that cannot be carried out: a sentence for the user and, where one helps, a button with a
// fix.
import type { NetSummary } from "../../server/protocol/wire/net";
import { l10n, marked, translated } from "../../server/protocol/words/l10n";
import { neuronRange } from "../../server/protocol/words/neuronNames";
import { readingSentence } from "../../server/protocol/words/reading";
import { SERVER_GONE } from "./failures";
import { COMMANDS, type CommandId } from "./ids";
import { serverSentence } from "./phases";

/** Its label is marked, and translated where it is shown. */
export interface Remedy {
  readonly label: string;
  readonly command: CommandId | "workbench.action.files.openFile";
}

export class CannotRun extends Error {
  constructor(
    sentence: string,
    readonly remedy?: Remedy,
  ) {
    super(sentence);
  }
}

export const RESTART: Remedy = { label: marked("Restart"), command: COMMANDS.restartServer };

/** Where no text is open. */
export const OPEN_FILE: Remedy = {
  label: marked("Open File..."),
  command: "workbench.action.files.openFile",
};

/** For a file that is off, where switching it on would answer another question than the one asked. */
export const TRACE: Remedy = { label: marked("Trace at Cursor"), command: COMMANDS.traceAtCursor };

/** Where one byte is explained against another, and that cannot be. */
export const SELECT_TARGET: Remedy = {
  label: marked("Select Target"),
  command: COMMANDS.selectTarget,
};

/** The server has stopped for good, so it is not waited for. */
export function serverStopped(): CannotRun {
  return new CannotRun(serverSentence("broken"), RESTART);
}

/** The server has stopped while it was waited for; another is being started. */
export function serverGone(): CannotRun {
  return new CannotRun(translated(SERVER_GONE));
}

export function textChanged(): CannotRun {
  return new CannotRun(l10n`The text changed, and these numbers are of the old one; try again.`);
}

export function assertNeuron(neuron: number, net: NetSummary): void {
  if (Number.isInteger(neuron) && neuron >= 0 && neuron < net.hiddenSize) return;
  throw new CannotRun(l10n`This model has no neuron ${neuron}: it has ${neuronRange(net)}.`);
}

type Unanswered =
  | { readonly kind: "noPast" }
  | { readonly kind: "outside"; readonly sentence: string }
  | { readonly kind: "failed"; readonly sentence: string }
  | { readonly kind: "pending"; readonly percent: number };

/** The answer, if it is one; else says why there is none. */
export function answered<A extends { readonly kind: string }>(answer: A): Exclude<A, Unanswered> {
  const unanswered = answer as Unanswered | { readonly kind: "answered" };
  switch (unanswered.kind) {
    case "noPast":
      throw new CannotRun(l10n`The first byte has no past: nothing predicts it.`);
    case "outside":
    case "failed":
      throw new CannotRun(unanswered.sentence);
    case "pending":
      throw new CannotRun(l10n`${readingSentence(unanswered)} Try again in a moment.`);
    default:
      return answer as Exclude<A, Unanswered>;
  }
}
