// What is on the screen of the followed editor, as every feature may read it: the trace, why that one, the layer in its
// place, the picture that is painted, and what its colours stand for. features/paint keeps it up to date; the other
// features know this interface only.
import type * as vscode from "vscode";
import type { Unit } from "../../server/protocol/vocabulary/layers";
import type { Settings } from "../../server/protocol/vocabulary/settings";
import type { EditorCauses } from "../../server/protocol/wire/causes";
import type { FileProfile } from "../../server/protocol/wire/charts";
import type { EditorTrace, TraceResult } from "../../server/protocol/wire/messages";
import type { Fed } from "../../server/protocol/wire/page";
import type { Scale } from "../../server/protocol/wire/sidebar";
import type { EditorWideTrace, WideTraceResult } from "../../server/protocol/wire/wideTrace";
import { l10n } from "../../server/protocol/words/l10n";
import { unansweredSentence } from "../../server/protocol/words/reading";
import type { Focus } from "./focus";
import type { Event } from "./lifetime";
import type { LayerAnswer, Picture } from "./picture";
import { traceScaleSentence } from "./scale";

/** What is painted: the trace of a byte, or of a selection or a neuron. */
export type Traced = EditorTrace | EditorWideTrace;

export type TraceAnswer =
  | TraceResult
  | WideTraceResult
  /** One sentence for the user. */
  | { readonly kind: "failed"; readonly sentence: string };

export function isTraced(answer: TraceAnswer): answer is Traced {
  return answer.kind === "trace" || answer.kind === "wide";
}

/** Why there is no trace. */
export function untracedSentence(answer: Exclude<TraceAnswer, Traced>): string {
  return answer.kind === "failed" ? answer.sentence : unansweredSentence(answer);
}

/** Of the attributions: nats, or units of a neuron's activation. */
export function unitOf(traced: Traced): Unit {
  return traced.kind === "wide" && "neuron" in traced.trace ? "activation" : "nats";
}

/** A focus and the answer for it, for one version of the text. */
export interface Shown {
  readonly focus: Focus;
  readonly answer: TraceAnswer;
  readonly version: number;
}

/** Whether what is explained has its place in the text; a byte that the net wrote on has none. */
export function isInText({ answer }: Shown): boolean {
  return answer.kind !== "trace" || answer.written === undefined;
}

export interface OnScreen {
  /** Fires when another trace, no trace, other causes or another scale is painted. */
  readonly onDidChange: Event<void>;
  /** The editor that is painted. */
  readonly activeEditor: vscode.TextEditor | undefined;
  /** The place that pinning uses: the hovered character, or else the caret. */
  readonly freeFocus: Focus | undefined;
  /** What is on the screen, with its focus. */
  readonly shown: Shown | undefined;
  /** Why this trace is the one shown. */
  readonly shownBy: "pin" | "pointer" | "caret";
  /** The trace on the screen, if it is of a byte. */
  readonly trace: EditorTrace | undefined;
  /** The trace on the screen, whatever it is of. */
  readonly traced: Traced | undefined;
  /** What is painted as a sum: all shown pins of one unit, or else the trace on the screen. */
  readonly traces: readonly Traced[];
  /** What the trace on the screen rests on, if that has been found for the current text. */
  readonly causes: EditorCauses | undefined;
  /** The layer painted in place of the trace, if any. */
  readonly layer: LayerAnswer | undefined;
  /** What is to be painted. */
  readonly picture: Picture;
  /** Shows the hover's answer: the hovered character's trace is painted, unless pins are shown. */
  showHovered(document: vscode.TextDocument, focus: Focus, answer: TraceAnswer): void;
}

/** What is on the screen of an editor, if it is of its current text. */
export function shownFocus(
  { activeEditor, shown }: OnScreen,
  editor: vscode.TextEditor,
): Focus | undefined {
  const isHere = activeEditor === editor && shown?.version === editor.document.version;
  return isHere ? shown.focus : undefined;
}

/**
 * What the colours in the editor currently stand for: the scale of the layer, or else of the trace, and the population
 * of a measured scale. `full` is 0 if nothing is tinted.
 * @param profile of the painted text; undefined if there is none
 */
export function legendOf(
  { layer, picture: { full }, traces, traced }: OnScreen,
  settings: Settings,
  profile: Fed<FileProfile> | undefined,
): Scale {
  if (layer?.kind === "picture") return layer.scale;
  const unit = traced ? unitOf(traced) : "nats";
  const nothing = { full: 0, unit, isSigned: true } as const;
  if (layer?.kind === "waiting") return { ...nothing, sentence: l10n`This layer is on its way.` };
  if (layer?.kind === "none") return { ...nothing, sentence: layer.sentence };
  const isFile = settings.scale === "file";
  const measured = isFile && profile?.kind === "ready" ? profile.value.population : null;
  const scale = traceScaleSentence(settings, full, unit, measured);
  const pins = traces.length;
  return {
    ...nothing,
    full,
    sentence: pins > 1 ? l10n`The sum over ${pins} shown pins. ${scale}` : scale,
  };
}
