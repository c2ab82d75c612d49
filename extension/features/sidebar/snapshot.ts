// Builds the sidebar's whole state from what the extension knows: the state of the text on the screen (state/faces.ts) and
// what the charts show. It is never a delta, so a page that comes back shows the current state and nothing of another
// file.
import type { Settings } from "../../../server/protocol/vocabulary/settings";
import type { EditorCauses } from "../../../server/protocol/wire/causes";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { NetSummary } from "../../../server/protocol/wire/net";
import {
  CONTROLS,
  type Controls,
  type NetPart,
  type Snapshot,
  type Subject,
  type TraceData,
} from "../../../server/protocol/wire/sidebar";
import { l10n, marked } from "../../../server/protocol/words/l10n";
import {
  methodInForce,
  methodsOffered,
  standInSentence,
} from "../../../server/protocol/words/methods";
import { netName } from "../../../server/protocol/words/netNames";
import { neuronName } from "../../../server/protocol/words/neuronNames";
import type { CausesState } from "../../host/causes";
import { type FaceFacts, faceOf } from "../../state/faces";
import type { Focus } from "../../state/focus";
import { visible } from "../../state/literal";
import type { Traced } from "../../state/onScreen";
import { netOf } from "../../state/phases";
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

export interface SnapshotFacts
  extends FaceFacts,
    SubjectFacts,
    Pick<Snapshot, "legend" | "compared" | "memory" | "fidelity" | "profile" | "loss"> {
  readonly sequence: number;
  readonly settings: Settings;
  readonly focus: Focus | undefined;
  /** The workspace is not trusted, and the model of this text would be one of its own. */
  readonly isHeldBack: boolean;
  /** Of the place on the screen; undefined if there is none. */
  readonly causes: CausesState | undefined;
  /** The traces of all shown pins. */
  readonly pinned: readonly EditorTrace[];
  /** The text between two offsets. */
  readonly textOf: TextOf;
}

export function snapshotOf(facts: SnapshotFacts): Snapshot {
  const { sequence, settings, focus } = facts;
  const { face, shown } = faceOf(facts);
  const net = netOf(facts);
  const ofByte = shown?.kind === "trace" ? shown : undefined;
  const isCurrent = (trace: EditorTrace) =>
    trace.uri === facts.uri && trace.version === facts.version;
  const causes = facts.causes && shown && causesOfTrace(facts.causes, shown);
  const pinned = shown ? facts.pinned.filter(isCurrent) : [];
  return {
    sequence,
    face,
    net: net && netPart(facts, net),
    notice: facts.isHeldBack ? heldBack() : null,
    controls: controlsOf(settings, net),
    legend: facts.legend,
    subject: shown ? subjectFor(shown, facts, causes) : null,
    trace: shown && focus ? dataOf(shown, traceKey(shown, focus), facts.textOf) : null,
    causes: shown && facts.causes ? causesPart(facts.causes, shown) : null,
    memory: ofByte ? facts.memory : null,
    fidelity: ofByte ? facts.fidelity : null,
    profile: ofByte ? facts.profile : null,
    pinsShown: pinned.length,
    difference: pinned.length === 2 ? differenceByLag(pinned[0]!, pinned[1]!) : null,
    compared: ofByte ? facts.compared : null,
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

const heldBack = (): Snapshot["notice"] => ({
  sentence: l10n`Models from this workspace load after you trust it.`,
  buttons: [{ label: marked("Manage Workspace Trust"), action: "manageTrust" }],
});

function netPart({ settings: { method }, modelName }: SnapshotFacts, net: NetSummary): NetPart {
  return {
    model: visible(modelName),
    name: netName(net),
    prefix: neuronName(0, net).slice(0, -1),
    methods: methodsOffered(net),
    standIn: standInSentence(method, net) ?? "",
  };
}

function controlsOf(settings: Settings, net: NetSummary | null): Controls {
  const { target, against } = settings;
  const controls = Object.fromEntries(CONTROLS.map((name) => [name, settings[name]]));
  const own = controls as unknown as Pick<Settings, (typeof CONTROLS)[number]>;
  return { ...own, method: methodInForce(settings.method, net), target, against };
}
