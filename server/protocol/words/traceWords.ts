// The words for a trace, the same everywhere: the explained byte (the true byte at its place, another byte in its place,
// or one byte against another), what was differentiated, how far the numbers can be trusted, what the model expects.
import type { Method } from "../vocabulary/tracing";
import type { CausesJson } from "../wire/causesJson";
import type { EditorTrace } from "../wire/messages";
import { appliedWhileTracing } from "../wire/traceJson";
import { byteName, partName } from "./byteNames";
import { agreementSentence } from "./causes";
import { certaintySentence, smallness, targetProbability } from "./certainty";
import { l10n, marked, translated } from "./l10n";
import { keptWords } from "./neuronNames";
import { percent, probability, three } from "./numbers";

export interface TargetWords {
  /** 'm' or 'z' against 'm' */
  readonly name: string;
  /** at byte 29 */
  readonly where: string;
}

type Aimed = Pick<EditorTrace, "trace" | "names" | "character" | "written">;

export function targetWords({ trace, names, character, written }: Aimed): TargetWords {
  const { target, targetIsTrue, predicted, position } = trace;
  const own = character && partName(character.text, character.index);
  const rival = names.against === null ? "" : l10n` against ${names.against}`;
  const name = `${targetIsTrue && own !== null ? own : names.target}${rival}`;
  const place = placeWords(position + 1, character !== null, written !== undefined);
  if (targetIsTrue) return { name, where: place };
  const instead = own === null ? place : l10n`in place of ${own} ${place}`;
  return { name, where: target === predicted ? l10n`as the predicted byte, ${instead}` : instead };
}

function placeWords(byte: number, isInText: boolean, isWritten: boolean): string {
  if (isWritten) return l10n`written on at byte ${byte}`;
  return isInText ? l10n`at byte ${byte}` : l10n`after the last byte`;
}

/** 'm' at byte 29 */
export function targetName(result: Aimed): string {
  const { name, where } = targetWords(result);
  return `${name} ${where}`;
}

const OBJECTIVES = {
  logprob: marked("log-probability"),
  logit: marked("logit"),
  margin: marked("margin"),
} as const;

/** The paper's method is called 'attribution'; any other by its name. */
export function attributionName(method: Method): string {
  return method === "gradient" ? l10n`attribution` : method;
}

/** What was differentiated. One byte against another is always a difference of logits. */
export function objectiveWords(
  objective: keyof typeof OBJECTIVES,
  against: number | null | undefined,
): string {
  if (against === null || against === undefined)
    return l10n`objective ${translated(OBJECTIVES[objective])}`;
  return l10n`objective difference of logits, against ${byteName(against)}`;
}

/**
 * The line of honesty: the first sentence that applies; there is always one.
 * @param unknownBits bits per byte if the model does not know the text, else null
 * @param causes of this trace, if they have been found
 */
export function honesty(
  result: Traced,
  unknownBits: number | null = null,
  causes?: Pick<CausesJson, "agreement" | "occlusion">,
): string {
  return caveat(result, unknownBits) ?? (causes ? agreementSentence(causes) : generally(result));
}

type Traced = Pick<EditorTrace, "trace">;

/** What speaks against the numbers of this trace in particular; null if nothing does. */
export function caveat({ trace }: Traced, unknownBits: number | null): string | null {
  const { integrated } = trace;
  const threshold = appliedWhileTracing(trace);
  if (smallness(trace) !== null) return certaintySentence(trace);
  if (threshold !== null) {
    const agrees = threshold.topLagAgrees ? l10n`the same top lag` : l10n`another top lag`;
    const error = percent(threshold.relativeL1);
    return l10n`Traced sparsely: ${keptWords(threshold.neuronsKept, trace)} a step, off by ${error} of the dense trace, ${agrees}.`;
  }
  if (unknownBits !== null) {
    return l10n`The model does not know this text (${three(unknownBits)} bits/byte): its numbers say little about it.`;
  }
  if (integrated && !integrated.converged) {
    return l10n`The integral has not converged: ${integrated.nodes} nodes leave ${three(integrated.residual)} nats.`;
  }
  return null;
}

/** What holds for every trace of its kind, where nothing was found by running the net. */
export function generally({ trace }: Traced): string {
  switch (trace.method) {
    case "occlusion":
      return l10n`Occlusion: the change when that one byte is replaced by the mean embedding.`;
    case "integrated":
      return l10n`Complete for one byte at a time: the change along the way to the mean embedding.`;
    default:
      return certaintySentence(trace) ?? l10n`A gradient is a slope, not a cause.`;
  }
}

export function predictionText({ trace, names }: Pick<EditorTrace, "trace" | "names">): string {
  const best = trace.topPredictions[0];
  if (!best) return "";
  const expected = `${names.likeliest[0]} ${probability(best.probability)}`;
  if (!trace.targetIsTrue || trace.target === best.byte) return expected;
  return l10n`${expected} \u00b7 here ${names.target} ${targetProbability(trace)}`;
}
