// Builds the sidebar's whole state from what the extension knows. It is never a delta, so a page that comes back
// shows the current state and nothing of another file. Pure.

import type { Settings } from "../../../server/protocol/vocabulary/settings";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import { CONTROLS, type Controls, type Snapshot } from "../../../server/protocol/wire/sidebar";
import type { Focus } from "../../state/focus";
import { differenceByLag } from "./difference";
import { type FaceFacts, faceOf } from "./face";
import { type SubjectFacts, subjectOf, traceData, traceKey } from "./traceData";

export interface SnapshotFacts
  extends FaceFacts,
    SubjectFacts,
    Pick<Snapshot, "legend" | "fidelity" | "profile" | "loss"> {
  readonly sequence: number;
  readonly settings: Settings;
  /** The current version of the text; a trace of another version is not shown. */
  readonly version: number;
  readonly uri: string;
  readonly focus: Focus | undefined;
  /** The traces of all shown pins. */
  readonly pinned: readonly EditorTrace[];
  /** The text between two offsets. */
  readonly textOf: (utf16Start: number, utf16End: number) => string;
}

export function snapshotOf(facts: SnapshotFacts): Snapshot {
  const { sequence, settings, focus } = facts;
  const result = currentTrace(facts);
  const face = faceOf({ ...facts, answer: result ?? withoutTrace(facts) });
  const shown = face.kind === "trace" ? result : undefined;
  const isCurrent = (trace: EditorTrace) =>
    trace.uri === facts.uri && trace.version === facts.version;
  const pinned = shown ? facts.pinned.filter(isCurrent) : [];
  return {
    sequence,
    face,
    controls: controlsOf(settings),
    legend: facts.legend,
    subject: shown ? subjectOf(shown, facts) : null,
    trace: shown && focus ? traceData(shown, traceKey(shown, focus), facts.textOf) : null,
    fidelity: shown ? facts.fidelity : null,
    profile: shown ? facts.profile : null,
    pinsShown: pinned.length,
    difference: pinned.length === 2 ? differenceByLag(pinned[0]!, pinned[1]!) : null,
    loss: facts.loss,
  };
}

function currentTrace({ answer, uri, version }: SnapshotFacts): EditorTrace | undefined {
  if (answer?.kind !== "trace") return undefined;
  return answer.uri === uri && answer.version === version ? answer : undefined;
}

function withoutTrace({ answer }: SnapshotFacts): FaceFacts["answer"] {
  return answer?.kind === "trace" ? undefined : answer;
}

function controlsOf(settings: Settings): Controls {
  const { target, against } = settings;
  const controls = Object.fromEntries(CONTROLS.map((name) => [name, settings[name]]));
  return { ...(controls as unknown as Pick<Settings, (typeof CONTROLS)[number]>), target, against };
}
