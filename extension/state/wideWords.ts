// The words for a trace of a selection or of a neuron, the same everywhere: its name, where it is, its facts, and how far
// the numbers can be trusted. The words for a trace of one byte are in traceWords.ts.
import { type Method, tracesBack } from "../../server/protocol/vocabulary/tracing";
import type { EditorWideTrace } from "../../server/protocol/wire/wideTrace";
import { l10n } from "../../server/protocol/words/l10n";
import { neuronName } from "../../server/protocol/words/neuronNames";
import { MINUS, several, signed, three } from "../../server/protocol/words/numbers";
import { nameText } from "../../server/protocol/words/visibleText";

/** A selection's text is cut after this many characters. */
const LONGEST = 40;

/** "mediawiki", or h56, or h2.56 @param text of the selection */
export function wideName({ trace, net }: EditorWideTrace, text: string): string {
  if ("neuron" in trace) return neuronName(trace.neuron.neuron, net);
  return `"${nameText(text, LONGEST)}"`;
}

/** at bytes 1 to 9, or: at t = 28 ('.') */
export function wideWhere({ trace, names }: EditorWideTrace): string {
  if ("neuron" in trace) return l10n`at t = ${trace.position} (${names.offsets[0] ?? ""})`;
  const { from, to } = trace.span;
  return to - from === 1 ? l10n`at byte ${from}` : l10n`at bytes ${from} to ${to - 1}`;
}

export function wideFacts({ trace }: EditorWideTrace): { name: string; value: string }[] {
  if ("neuron" in trace)
    return [{ name: l10n`activation`, value: signed(trace.neuron.activation) }];
  const { from, to, bits } = trace.span;
  return [
    { name: l10n`bits`, value: l10n`${three(bits)} in ${several(to - from, "byte")}` },
    { name: l10n`bits per byte`, value: three(bits / (to - from)) },
  ];
}

/** @param method of the settings, which need not be the one that was used */
export function wideHonesty({ trace, isUsable }: EditorWideTrace, method: Method): string {
  const unit = "neuron" in trace ? l10n`of the activation` : "nats";
  if (!isUsable) return l10n`No usable gradient: every attribution is below 1e${MINUS}5 ${unit}.`;
  if (!tracesBack(method))
    return l10n`Traced by ${trace.method}, since ${method} is of one byte; a gradient is a slope, not a cause.`;
  return l10n`A gradient is a slope, not a cause.`;
}
