// Why there are no causes of what is explained, and why Causal Check has none to show, in one sentence each. Pure; the command
// is in features/hover, the search in host/causes.ts.
import { marked, translated } from "../../server/protocol/words/l10n";
import { answered, CannotRun, SELECT_TARGET, serverGone, textChanged } from "./cannotRun";

/** Why what is explained has no causes. */
export const NO_CAUSES = {
  against: marked("Causes are those of one byte's probability; one byte against another has none."),
  wider: marked("Causes are those of one byte's probability; a selection or a neuron has none."),
} as const;

/** @param kind how it stands with the causes. @throws CannotRun if there can be none */
export function assertHasCauses(kind: string): void {
  if (kind === "against") throw new CannotRun(translated(NO_CAUSES.against), SELECT_TARGET);
  if (kind === "wider") throw new CannotRun(translated(NO_CAUSES.wider));
}

/** What became of the text and of the server while a check was waited for. */
export interface Meanwhile {
  readonly isCancelled: boolean;
  readonly isTextChanged: boolean;
  readonly isServerGone: boolean;
}

/**
 * What the check has found; undefined if it was cancelled, or if a newer one took its place.
 * @param answer undefined if there is none
 * @throws CannotRun
 */
export function checked<A extends { readonly kind: string }>(
  answer: A | undefined,
  { isCancelled, isTextChanged, isServerGone }: Meanwhile,
) {
  if (isCancelled) return undefined;
  if (isTextChanged) throw textChanged();
  if (answer) return answered(answer);
  if (isServerGone) throw serverGone();
  return undefined;
}
