// Which state of docs/screen.md, section 4, the text on the screen is in, for every page that shows a trace: its one
// sentence and its buttons, or the trace itself. Not here: what a page shows of the trace.
import type { Button, Face } from "../../server/protocol/wire/page";
import { l10n, marked } from "../../server/protocol/words/l10n";
import { visible } from "./literal";
import { isTraced, type TraceAnswer, type Traced, untracedSentence } from "./onScreen";
import type { FilePhase, ServerPhase } from "./phases";

export interface FaceFacts {
  /** Whether the active editor has a text that can be explained. */
  readonly hasText: boolean;
  /** Undefined if the file is off. */
  readonly phase: FilePhase | undefined;
  readonly server: ServerPhase;
  readonly modelName: string;
  readonly uri: string;
  /** The current version of the text; a trace of another version is not shown. */
  readonly version: number;
  readonly answer: TraceAnswer | undefined;
}

const OPEN_SAMPLE: Button = { label: marked("Open Sample"), action: "openSample" };
const OPEN_FILE: Button = { label: marked("Open File..."), action: "openFile" };
const FIRST_STEPS: Button = { label: marked("First Steps"), action: "firstSteps" };
const LOAD_MODEL: Button = { label: marked("Load Model"), action: "loadModel" };
const SELECT_MODEL: Button = { label: marked("Select Model"), action: "selectModel" };
const RESTART: Button = { label: marked("Restart Server"), action: "restartServer" };
const SHOW_LOG: Button = { label: marked("Show Log"), action: "showLog" };

/** The state, and what is traced if there is something to show: of this text, of its current version. */
export function faceOf(facts: FaceFacts): { face: Face; shown: Traced | undefined } {
  const { answer, uri, version } = facts;
  if (!answer || !isTraced(answer)) return { face: stateOf(facts), shown: undefined };
  const isCurrent = answer.uri === uri && answer.version === version;
  const face = stateOf({ ...facts, answer: isCurrent ? answer : undefined });
  return { face, shown: face.kind === "trace" ? answer : undefined };
}

function stateOf({ hasText, phase, server, modelName, answer }: FaceFacts): Face {
  const face = (kind: Face["kind"], sentence: string, buttons: readonly Button[] = []): Face => ({
    kind,
    sentence: visible(sentence),
    buttons,
  });
  if (!hasText) {
    return face("noFile", l10n`Open a text to see which bytes a prediction comes from.`, [
      OPEN_SAMPLE,
      OPEN_FILE,
      FIRST_STEPS,
    ]);
  }
  if (!phase) {
    const turnOn: Button = { label: marked("Show Attribution"), action: "turnOn" };
    return face("off", l10n`Attribution is off for this file.`, [turnOn, SELECT_MODEL]);
  }
  if (server === "broken") {
    return face("stopped", l10n`The attribution server keeps stopping.`, [RESTART, SHOW_LOG]);
  }
  if (server === "restarting") {
    return face("starting", l10n`The attribution server stopped and is starting again.`);
  }
  if (phase.kind === "failed") return face("failed", phase.sentence, [SELECT_MODEL, LOAD_MODEL]);
  if (phase.kind === "starting") return face("starting", l10n`Starting with ${modelName}.`);
  switch (answer?.kind) {
    case undefined:
      return face("waiting", l10n`The trace is on its way.`);
    case "noPast":
      return face(
        "noPast",
        l10n`The first byte has no past. Put the caret on a later byte, or rest the pointer on one.`,
      );
    case "outside":
      return face("outside", untracedSentence(answer), [SELECT_MODEL]);
    case "failed":
      return face("failed", untracedSentence(answer), [SHOW_LOG]);
    case "pending":
      return face("pending", untracedSentence(answer));
    case "trace":
    case "wide":
      return face("trace", "");
  }
}
