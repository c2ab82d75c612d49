// The sidebar's group Causes as data: what was found of the trace on the screen, or the sentence that says why nothing is
// shown, and the buttons. Pure; host/causes.ts looks for causes.
import { namesOf } from "../../../server/protocol/vocabulary/terms";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import { type Button, TOOLS } from "../../../server/protocol/wire/page";
import type { CausesPart } from "../../../server/protocol/wire/sidebar";
import { l10n, marked, translated } from "../../../server/protocol/words/l10n";
import { readingSentence } from "../../../server/protocol/words/reading";
import type { CausesState } from "../../host/causes";
import { NO_CAUSES } from "../../state/causalCheck";
import { visible } from "../../state/literal";
import type { Traced } from "../../state/onScreen";

const TOGGLE: Button = { label: marked("Toggle Causes"), action: "toggleCauses" };

/** @param isOffered whether Causal Check would find what is not shown */
function buttons(isOffered: boolean): Button[] {
  const tools = namesOf(TOOLS).filter((action) => action !== "causalCheck" || isOffered);
  return [...tools.map((action) => ({ label: TOOLS[action], action })), TOGGLE];
}

/** Whether these are the causes of this trace: between two settings they may be of another target. */
export function causesOfTrace(
  state: CausesState,
  { kind, trace, version }: Traced,
): EditorCauses | undefined {
  if (kind !== "trace" || state.kind !== "causes" || state.version !== version) return undefined;
  return state.position === trace.position && state.target === trace.target ? state : undefined;
}

export function causesPart(state: CausesState, result: Traced): CausesPart {
  const causes = causesOfTrace(state, result);
  if (causes) {
    const { bits, occlusion, sufficient, necessary, memory, agreement, names } = causes;
    const found = { bits, occlusion, sufficient, necessary, memory, agreement, names };
    return { found, sentence: "", isSearching: false, buttons: buttons(false) };
  }
  const isSearching = state.kind === "searching" || state.kind === "causes";
  const isOffered = state.kind === "off" || state.kind === "onDemand" || state.kind === "failed";
  return {
    found: null,
    sentence: visible(sentenceOf(state, result.trace.model.hiddenSize)),
    isSearching,
    buttons: buttons(isOffered),
  };
}

function sentenceOf(state: CausesState, hiddenSize: number): string {
  switch (state.kind) {
    case "off":
      return l10n`Causes are off: the net is run with bytes replaced only when asked.`;
    case "onDemand":
      return l10n`With ${hiddenSize} hidden units the search takes a while, so it runs only when asked.`;
    case "against":
    case "wider":
      return translated(NO_CAUSES[state.kind]);
    case "pending":
      return l10n`${readingSentence(state)} Causes need the text up to here.`;
    case "failed":
      return state.sentence;
    default:
      return l10n`Running the net with bytes replaced.`;
  }
}
