// The words for an explained byte, the same everywhere: the true byte at its place, another byte in its place, or one
// byte against another. Pure.

import type { EditorTrace } from "../../server/protocol/wire/messages";
import { byteName, partName } from "../../server/protocol/words/byteNames";

export interface TargetWords {
  /** 'm' or 'z' against 'm' */
  readonly name: string;
  /** at byte 29 */
  readonly where: string;
}

type Aimed = Pick<EditorTrace, "trace" | "names" | "character">;

export function targetWords({ trace, names, character }: Aimed): TargetWords {
  const { target, targetIsTrue, predicted, position } = trace;
  const own = character && partName(character.text, character.index);
  const rival = names.against === null ? "" : ` against ${names.against}`;
  const name = `${targetIsTrue && own !== null ? own : names.target}${rival}`;
  const place = character ? `at byte ${position + 1}` : "after the last byte";
  if (targetIsTrue) return { name, where: place };
  const instead = own === null ? place : `in place of ${own} ${place}`;
  return { name, where: target === predicted ? `as the predicted byte, ${instead}` : instead };
}

/** 'm' at byte 29 */
export function targetName(result: Aimed): string {
  const { name, where } = targetWords(result);
  return `${name} ${where}`;
}

const OBJECTIVES = { logprob: "log-probability", logit: "logit", margin: "margin" } as const;

/** What was differentiated. One byte against another is always a difference of logits. */
export function objectiveWords(
  objective: keyof typeof OBJECTIVES,
  against: number | null | undefined,
): string {
  if (against === null || against === undefined) return `objective ${OBJECTIVES[objective]}`;
  return `objective difference of logits, against ${byteName(against)}`;
}
