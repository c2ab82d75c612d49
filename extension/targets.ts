// How the explained byte is called, the same everywhere: the true byte at its place, another one in its stead,
// one held against another. Pure.
import { byteName } from "../server/protocol/byteNames";
import type { EditorTrace } from "../server/protocol/messages";

export interface TargetWords {
  /** 'm' or 'z' against 'm' */
  readonly name: string;
  /** at byte 29 */
  readonly where: string;
}

export function targetWords({
  trace,
  character,
}: Pick<EditorTrace, "trace" | "character">): TargetWords {
  const { target, targetIsTrue, predicted, against, position } = trace;
  const rival = against === undefined ? "" : ` against ${byteName(against)}`;
  const name = `${byteName(target)}${rival}`;
  const place = character ? `at byte ${position + 1}` : "after the last byte";
  if (targetIsTrue) return { name, where: place };
  const own = character?.bytes[character.index];
  const instead = own === undefined ? place : `in place of ${byteName(own)} ${place}`;
  return { name, where: target === predicted ? `as the predicted byte, ${instead}` : instead };
}

/** 'm' at byte 29 */
export function targetName(result: Pick<EditorTrace, "trace" | "character">): string {
  const { name, where } = targetWords(result);
  return `${name} ${where}`;
}

const OBJECTIVES = { logprob: "log-probability", logit: "logit", margin: "margin" } as const;

/** What was differentiated: one byte held against another is always a difference of logits. */
export function objectiveWords(
  objective: keyof typeof OBJECTIVES,
  against: number | null | undefined,
): string {
  if (against === null || against === undefined) return `objective ${OBJECTIVES[objective]}`;
  return `objective difference of logits, against ${byteName(against)}`;
}
