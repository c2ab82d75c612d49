// Builds the sidebar's whole state from what the extension knows: which state of docs/screen.md, section 4, it is in, with
// its sentence and buttons, and what the charts show. It is never a delta, so a page that comes back shows the current
// state and nothing of another file.
import type { Settings } from "../../../server/protocol/vocabulary/settings";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import {
  type Button,
  CONTROLS,
  type Controls,
  type Face,
  type Snapshot,
  type Subject,
  type TraceData,
} from "../../../server/protocol/wire/sidebar";
import type { CausesState } from "../../host/causes";
import type { Focus } from "../../state/focus";
import { visible } from "../../state/literal";
import { isTraced, type TraceAnswer, type Traced } from "../../state/onScreen";
import type { FilePhase, ServerPhase } from "../../state/phases";
import { causesOfTrace, causesPart } from "./causes";
import {
  differenceByLag,
  type SubjectFacts,
  subjectOf,
  type TextOf,
  traceData,
  traceKey,
} from "./traceData";
import { wideData, wideSubject } from "./wideData";

interface FaceFacts {
  /** Whether the active editor has a text that can be explained. */
  readonly hasText: boolean;
  /** Undefined if the file is off. */
  readonly phase: FilePhase | undefined;
  readonly server: ServerPhase;
  readonly modelName: string;
  /** For the current version of the text. */
  readonly answer: TraceAnswer | undefined;
}

const OPEN_SAMPLE: Button = { label: "Open Sample", action: "openSample" };
const LOAD_MODEL: Button = { label: "Load Model", action: "loadModel" };
const SELECT_MODEL: Button = { label: "Select Model", action: "selectModel" };
const RESTART: Button = { label: "Restart Server", action: "restartServer" };
const SHOW_LOG: Button = { label: "Show Log", action: "showLog" };

function faceOf({ hasText, phase, server, modelName, answer }: FaceFacts): Face {
  const face = (kind: Face["kind"], sentence: string, buttons: readonly Button[] = []): Face => ({
    kind,
    sentence: visible(sentence),
    buttons,
  });
  if (!hasText) {
    return face("noFile", "Open a text to see which bytes a prediction comes from.", [OPEN_SAMPLE]);
  }
  if (!phase) {
    const turnOn: Button = { label: "Show Attribution", action: "turnOn" };
    return face("off", "Attribution is off for this file.", [turnOn]);
  }
  if (server === "broken") {
    return face("stopped", "The attribution server keeps stopping.", [RESTART, SHOW_LOG]);
  }
  if (server === "restarting") {
    return face("starting", "The attribution server stopped and is starting again.");
  }
  if (phase.kind === "failed") return face("failed", phase.sentence, [SELECT_MODEL, LOAD_MODEL]);
  if (phase.kind === "starting") return face("starting", `Starting with ${modelName}.`);
  switch (answer?.kind) {
    case undefined:
      return face("waiting", "Put the caret on a byte, or rest the pointer on one.");
    case "failed":
      return face("failed", answer.sentence);
    case "noPast":
      return face("noPast", "The first byte has no past.");
    case "pending":
      return face("pending", `Reading the file: ${Math.floor(answer.percent)} %.`);
    case "trace":
    case "wide":
      return face("trace", "");
  }
}

export interface SnapshotFacts
  extends FaceFacts,
    SubjectFacts,
    Pick<Snapshot, "legend" | "memory" | "fidelity" | "profile" | "loss"> {
  readonly sequence: number;
  readonly settings: Settings;
  /** The current version of the text; a trace of another version is not shown. */
  readonly version: number;
  readonly uri: string;
  readonly focus: Focus | undefined;
  /** Of the place on the screen; undefined if there is none. */
  readonly causes: CausesState | undefined;
  /** The traces of all shown pins. */
  readonly pinned: readonly EditorTrace[];
  /** The text between two offsets. */
  readonly textOf: TextOf;
}

export function snapshotOf(facts: SnapshotFacts): Snapshot {
  const { sequence, settings, focus } = facts;
  const result = currentTrace(facts);
  const face = faceOf({ ...facts, answer: result ?? withoutTrace(facts) });
  const shown = face.kind === "trace" ? result : undefined;
  const ofByte = shown?.kind === "trace" ? shown : undefined;
  const isCurrent = (trace: EditorTrace) =>
    trace.uri === facts.uri && trace.version === facts.version;
  const causes = facts.causes && shown && causesOfTrace(facts.causes, shown);
  const pinned = shown ? facts.pinned.filter(isCurrent) : [];
  return {
    sequence,
    face,
    controls: controlsOf(settings),
    legend: facts.legend,
    subject: shown ? subjectFor(shown, facts, causes) : null,
    trace: shown && focus ? dataOf(shown, traceKey(shown, focus), facts.textOf) : null,
    causes: shown && facts.causes ? causesPart(facts.causes, shown) : null,
    memory: ofByte ? facts.memory : null,
    fidelity: ofByte ? facts.fidelity : null,
    profile: ofByte ? facts.profile : null,
    pinsShown: pinned.length,
    difference: pinned.length === 2 ? differenceByLag(pinned[0]!, pinned[1]!) : null,
    loss: facts.loss,
  };
}

function subjectFor(shown: Traced, facts: SnapshotFacts, causes?: EditorCauses): Subject {
  if (shown.kind === "trace") return subjectOf(shown, facts, causes);
  return wideSubject(shown, facts, facts.settings.method, facts.textOf);
}

function dataOf(shown: Traced, key: string, textOf: TextOf): TraceData {
  return shown.kind === "wide" ? wideData(shown, key, textOf) : traceData(shown, key, textOf);
}

function currentTrace({ answer, uri, version }: SnapshotFacts): Traced | undefined {
  if (!answer || !isTraced(answer)) return undefined;
  return answer.uri === uri && answer.version === version ? answer : undefined;
}

function withoutTrace({ answer }: SnapshotFacts): FaceFacts["answer"] {
  return answer && isTraced(answer) ? undefined : answer;
}

function controlsOf(settings: Settings): Controls {
  const { target, against } = settings;
  const controls = Object.fromEntries(CONTROLS.map((name) => [name, settings[name]]));
  return { ...(controls as unknown as Pick<Settings, (typeof CONTROLS)[number]>), target, against };
}
