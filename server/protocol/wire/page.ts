// What the messages between the extension and any of its pages have in common: the commands that a button may run, the state
// in place of the numbers, and an answer that may not be there yet. The messages are in sidebar.ts and pathsPage.ts.
import { namesOf } from "../vocabulary/terms";
import { marked } from "../words/l10n";

/** Commands about the prediction on the screen, as buttons of the group Causes. They get its place. */
export const TOOLS = {
  causalCheck: marked("Causal Check"),
  whatIf: marked("What If a Byte Were..."),
  changeNeuron: marked("Change a Neuron..."),
  showPaths: marked("Show Neuron Paths"),
  measureFaithfulness: marked("Measure Faithfulness"),
} as const satisfies Readonly<Record<string, string>>;

/** Commands that a button of the webview may run. */
export const ACTIONS = [
  "openSample",
  "openFile",
  "firstSteps",
  "manageTrust",
  "turnOn",
  "selectModel",
  "loadModel",
  "restartServer",
  "showLog",
  "toggleCauses",
  ...namesOf(TOOLS),
] as const;
export type ActionName = (typeof ACTIONS)[number];

export interface Button {
  readonly label: string;
  readonly action: ActionName;
}

/** Shown in place of the numbers when there are none: the state's one sentence. */
export interface Face {
  readonly kind:
    | "noFile"
    | "off"
    | "starting"
    | "stopped"
    | "failed"
    | "pending"
    | "noPast"
    | "outside"
    | "waiting"
    | "trace";
  readonly sentence: string;
  readonly buttons: readonly Button[];
}

/** The state of an answer that was requested. */
export type Fed<T> =
  | { readonly kind: "waiting" }
  | { readonly kind: "none"; readonly sentence: string }
  | { readonly kind: "ready"; readonly value: T };
