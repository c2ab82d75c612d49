// The whole answer to take away, beside the text of one byte's (server/protocol/words/traceReading.ts): that of a selection
// or a neuron and of what the net wrote on, and the JSON of the command line. Pure.
import type { Method } from "../../../server/protocol/vocabulary/tracing";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorCounting } from "../../../server/protocol/wire/counting";
import type { EditorWideTrace } from "../../../server/protocol/wire/wideTrace";
import { l10n } from "../../../server/protocol/words/l10n";
import { count, probability, three } from "../../../server/protocol/words/numbers";
import { netLines, pastLines } from "../../../server/protocol/words/traceReading";
import { type Traced, unitOf } from "../../state/onScreen";
import { wideFacts, wideHonesty } from "../../state/wideWords";
import { bytesShown, type Ghost, ghostWords } from "../../state/writingOn";

/** The answer for a selection or a neuron, as text. @param name with its place @param method of the settings */
export function wideReading(result: EditorWideTrace, name: string, method: Method): string {
  const { trace } = result;
  const facts = wideFacts(result).map((fact) => `${fact.name} ${fact.value}`);
  const lines = [
    `${name}.`,
    `${facts.join(", ")}.`,
    l10n`Method ${trace.method}.`,
    ...netLines(method, result.net),
    wideHonesty(result, method),
    "",
    ...pastLines(result, { unit: unitOf(result) }),
  ];
  return `${lines.join("\n")}\n`;
}

/** The trace as the command line prints it, and in it, if they are there, the causes as it prints those. */
export function copied({ trace }: Traced, causes?: EditorCauses, counting?: EditorCounting) {
  const isTrue = "targetIsTrue" in trace && trace.targetIsTrue;
  const counts = counting ? { counting: countingJson(counting, isTrue) } : {};
  if (!causes) return { ...trace, ...counts };
  const { depth, baseline, occlusion, sufficient, necessary, memory, agreement } = causes;
  const its = { depth, baseline, occlusion, sufficient, necessary, memory, agreement };
  return { ...trace, causes: its, ...counts };
}

/** Without what only the editor shows. @param isTrue the target is the byte in the text, which is the one that is counted */
function countingJson(counting: EditorCounting, isTrue: boolean) {
  const { order, forgotten, match } = counting;
  const counted = { order, bits: isTrue ? counting.bits : null, forgotten };
  if (match === null) return { ...counted, match };
  const { length, at, next } = match;
  return { ...counted, match: { length, at, next } };
}

/** The ghost text byte by byte. */
export function writtenReading(ghost: Ghost): string {
  const { bytes, names, position } = ghost.continuation;
  const rows = bytes.slice(0, bytesShown(ghost)).map(({ probability: p, bits, rank }, i) => {
    const sure = l10n`probability ${probability(p)}, ${three(bits)} bits, rank ${count(rank)}`;
    return l10n`byte ${position + i}: ${names[i]}, ${sure}`;
  });
  return `${[ghostWords(ghost), ...rows].join("\n")}\n`;
}
