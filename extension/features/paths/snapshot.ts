// What the page of the neuron paths shows, built from what the extension knows: the state of the text on the screen, the
// sentence about its prediction, and the graph or the reason why there is none.
import type { Settings } from "../../../server/protocol/vocabulary/settings";
import { tracesBack } from "../../../server/protocol/vocabulary/tracing";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { Fed } from "../../../server/protocol/wire/page";
import type { EditorPaths } from "../../../server/protocol/wire/paths";
import type { PathsGraph, PathsSnapshot } from "../../../server/protocol/wire/pathsPage";
import { appliedWhileTracing } from "../../../server/protocol/wire/traceJson";
import {
  certaintySentence,
  noGradientSentence,
  targetProbability,
} from "../../../server/protocol/words/certainty";
import { l10n } from "../../../server/protocol/words/l10n";
import { objectiveWords, targetName } from "../../../server/protocol/words/traceWords";
import { type FaceFacts, faceOf } from "../../state/faces";

export interface PathsFacts {
  readonly facts: FaceFacts;
  /** The trace of the screen's text, version and model. */
  readonly own: EditorTrace | undefined;
  /** What is known of its paths, and the key they are known by. */
  readonly fed: Fed<EditorPaths>;
  readonly key: string;
  readonly settings: Pick<Settings, "layer" | "neuron">;
}

export function pathsSnapshot({ facts, own, fed, key, settings }: PathsFacts): PathsSnapshot {
  const { face, shown } = faceOf(facts);
  const neuron = settings.layer === "neuron" ? settings.neuron : null;
  const graph = shown?.kind === "wide" ? ofOneByte() : shown ? graphOf(own, fed, key) : null;
  return { face, graph, neuron };
}

const ofOneByte = () =>
  ({
    kind: "none",
    sentence: l10n`Neuron paths are shown for the prediction of one byte, not for a selection or a neuron.`,
  }) as const;

const writtenOn = () =>
  l10n`Neuron paths are shown for the bytes of the text only, not for one that the net wrote on.`;

/** Why a trace has no paths, so that none are asked for; null if it has. */
export function noPathsSentence({ written, trace }: EditorTrace): string | null {
  return written ? writtenOn() : noGradientSentence(trace);
}

function graphOf(
  own: EditorTrace | undefined,
  fed: Fed<EditorPaths>,
  key: string,
): Fed<PathsGraph> {
  if (!own) return { kind: "waiting" };
  const sentence = noPathsSentence(own);
  if (sentence !== null) return { kind: "none", sentence };
  if (fed.kind !== "ready") return fed;
  return { kind: "ready", value: { key, ...wordsOf(own), paths: fed.value } };
}

function wordsOf(own: EditorTrace): Omit<PathsGraph, "key" | "paths"> {
  const { trace, names } = own;
  const p = targetProbability(trace);
  const from = l10n`predicted from t = ${trace.position} (${names.input}) with p ${p}`;
  const what = objectiveWords(trace.objective, trace.against);
  return {
    sentence: l10n`${targetName(own)}, ${from}: its gradient (${what}), followed back from neuron to neuron.`,
    note: noteOn(own),
    target: names.target,
    probability: p,
  };
}

function noteOn({ trace }: EditorTrace): string {
  const isDense = trace.method === "gradient" && appliedWhileTracing(trace) === null;
  const certainty = tracesBack(trace.method) ? certaintySentence(trace) : null;
  const slope = certainty ?? l10n`A gradient is a slope, not a cause.`;
  return isDense ? slope : l10n`${slope} Paths are those of the dense gradient.`;
}
