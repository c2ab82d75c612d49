// The messages between the extension and the sidebar's webview: whole snapshots to the webview, small typed messages
// back. Used by both sides; messages from the webview are checked in extension/features/sidebar/page.ts.
import type { Unit } from "../vocabulary/layers";
import type { Settings } from "../vocabulary/settings";
import type { EditorCauses, FileMemory } from "./causes";
import type { FidelityPoint, FileProfile } from "./charts";
import type { ActionName, Button, Face, Fed } from "./page";
import type { ThresholdJson, TraceJson } from "./traceJson";

export const CHARTS = [
  "loss",
  "lags",
  "causes",
  "memory",
  "difference",
  "compared",
  "strongest",
  "norms",
  "energy",
  "fidelity",
] as const;
export type ChartName = (typeof CHARTS)[number];

/** Settings with a control of their own in the sidebar. Target and against are sent together. */
export const CONTROLS = [
  "thresholdEnabled",
  "thresholdRule",
  "thresholdScope",
  "thresholdNucleus",
  "thresholdShare",
  "thresholdAbsolute",
  "depth",
  "method",
  "objective",
  "layer",
  "neuron",
  "sumBy",
  "scale",
  "fixedScale",
] as const satisfies readonly (keyof Settings)[];
export type ControlName = (typeof CONTROLS)[number];

export type ToHost =
  /** The page has loaded and draws these charts; it wants the snapshot. */
  | { readonly kind: "ready"; readonly open: readonly ChartName[] }
  | { readonly kind: "open"; readonly open: readonly ChartName[] }
  /** A control moved; `settled` is false while a slider is still being dragged. */
  | {
      readonly kind: "set";
      readonly sequence: number;
      readonly control: ControlName;
      readonly value: boolean | number | string;
      readonly settled: boolean;
    }
  /** As in the settings of the same names: 'true', 'predicted' or a byte; empty for no second byte. */
  | {
      readonly kind: "target";
      readonly sequence: number;
      readonly target: string;
      readonly against: string;
    }
  | { readonly kind: "act"; readonly action: ActionName }
  /** Explain why this neuron is on where the trace with this key was predicted. */
  | { readonly kind: "explainNeuron"; readonly key: string; readonly neuron: number }
  /** Show the card of this neuron; layer from 1. */
  | { readonly kind: "neuronCard"; readonly neuron: number; readonly layer: number | null }
  /** Reveal the byte at lag k of the trace with this key. */
  | { readonly kind: "reveal"; readonly key: string; readonly k: number };

/** The explained prediction, in words. */
export interface Subject {
  readonly file: string;
  /** 'm' at byte 29 */
  readonly headline: string;
  /** from t = 28 ('.') */
  readonly from: string;
  readonly by: "pin" | "pointer" | "caret";
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly honesty: string;
}

export interface LagRow {
  readonly k: number;
  readonly byte: string;
  readonly position: number;
  readonly attribution: number;
  readonly share: number;
  readonly norm: number;
  readonly shownFrom: number;
}

/** A word or a line of the traced past, its bytes summed. */
export interface TotalRow {
  readonly text: string;
  /** Its lags, `nearest` to `farthest`. */
  readonly nearest: number;
  readonly farthest: number;
  readonly attribution: number;
  readonly share: number;
}

export interface NeuronRow {
  readonly neuron: number;
  readonly name: string;
  readonly gradient: number;
  readonly share: number;
  readonly activation: number;
  /** Sum of the shares of the neurons before it, which is also the energy that keeping those retains. */
  readonly shownFrom: number;
}

/** A cell c of an LSTM, at k = 1. */
export interface CellRow
  extends Pick<NeuronRow, "neuron" | "name" | "gradient" | "share" | "activation"> {
  /** Counted from 1. */
  readonly layer: number;
}

export interface TraceData {
  /** Identifies file, version, place and way of tracing; different traces have different keys. */
  readonly key: string;
  readonly method: Settings["method"];
  /** Of the attributions. */
  readonly unit: Unit;
  /** Byte values: the explained one, null for a selection or a neuron; and the likeliest ones in descending order. */
  readonly target: number | null;
  readonly likeliest: readonly number[];
  readonly isUsable: boolean;
  readonly lags: readonly LagRow[];
  readonly words: readonly TotalRow[];
  readonly lines: readonly TotalRow[];
  /** Largest |gradient| first; none for a selection or a neuron. */
  readonly neurons: readonly NeuronRow[];
  /** Of an LSTM, else none: the strongest. */
  readonly cells: readonly CellRow[];
  /** The cost of tracing sparsely; null if it was not done. */
  readonly sparse: (ThresholdJson & { readonly keptWords: string }) | null;
}

/** What the colours in the editor stand for. */
export interface Scale {
  /** The value of full colour; 0 if nothing is tinted. */
  readonly full: number;
  readonly unit: Unit;
  /** Whether there are two hues, because values may be negative. */
  readonly isSigned: boolean;
  readonly sentence: string;
}

export type Controls = Readonly<Pick<Settings, ControlName>> & {
  readonly target: Settings["target"];
  readonly against: Settings["against"];
};

export interface DifferenceRow {
  readonly k: number;
  /** The bytes at this lag of the first and the second target. */
  readonly firstByte: string;
  readonly secondByte: string;
  /** Attributions in nats. */
  readonly first: number;
  readonly second: number;
  readonly difference: number;
}

export interface PinDifference {
  /** 'm' at byte 29 */
  readonly first: string;
  readonly second: string;
  readonly method: TraceJson["method"];
  readonly rows: readonly DifferenceRow[];
}

/** The prediction on the screen on the other side of a comparison. */
export interface ComparedPart {
  /** What the other side is called. */
  readonly name: string;
  /** `first` is here, `second` the other side. */
  readonly difference: Fed<PinDifference>;
  /** What it cost on both sides, and how alike the attributions are. */
  readonly note: string;
}

export interface LossPoint {
  /** The epoch in progress, counted from 1. */
  readonly epoch: number;
  /** Mean loss while learning, in bits per byte; null before anything is known. */
  readonly running: number | null;
  /** Of the best model measured so far, on what was held out or else in sample; null before the first. */
  readonly best: number | null;
}

export interface LossCurve {
  /** Name of the text. */
  readonly name: string;
  /** Predictions in the text; null before the first progress. */
  readonly predictions: number | null;
  /** Bytes that the best model is judged by; 0 if it is judged in sample. */
  readonly heldOutBytes: number;
  readonly planned: number | null;
  /** Bits per byte at which the run ends by itself. */
  readonly target: number | null;
  readonly state: "running" | "done" | "cancelled" | "stopped";
  /** The text has been edited since the run began. */
  readonly isOlder: boolean;
  readonly points: readonly LossPoint[];
}

export type CausesData = Pick<
  EditorCauses,
  "bits" | "occlusion" | "sufficient" | "necessary" | "memory" | "agreement" | "names"
>;

/** What the prediction rests on, or the one sentence that says why that is not shown. */
export interface CausesPart {
  readonly found: CausesData | null;
  /** Empty if it was found. */
  readonly sentence: string;
  /** They will be there in a moment. */
  readonly isSearching: boolean;
  readonly buttons: readonly Button[];
}

/** The net of the text on the screen. */
export interface NetPart {
  /** Of the model's file. */
  readonly model: string;
  /** LSTM 2 x 256, 65 characters */
  readonly name: string;
  /** What precedes the number in a neuron's name: h, or h2. */
  readonly prefix: string;
  readonly methods: readonly Settings["method"][];
  /** Why another method than that of the settings is in force; empty if it is that one. */
  readonly standIn: string;
}

export interface Snapshot {
  /** Sequence of the last message reflected in it. If the webview has sent a later one, it keeps what it shows. */
  readonly sequence: number;
  readonly face: Face;
  /** null until a model is loaded. */
  readonly net: NetPart | null;
  /** What keeps the text from its own model; null if nothing does. */
  readonly notice: { readonly sentence: string; readonly buttons: readonly Button[] } | null;
  /** The method is the one in force. */
  readonly controls: Controls;
  readonly legend: Scale;
  /** null unless a trace is on the screen. */
  readonly subject: Subject | null;
  readonly trace: TraceData | null;
  /** null unless a trace is on the screen. */
  readonly causes: CausesPart | null;
  /** null if the chart is folded. */
  readonly memory: Fed<FileMemory> | null;
  readonly fidelity: Fed<readonly FidelityPoint[]> | null;
  readonly profile: Fed<FileProfile> | null;
  /** Number of traces of shown pins that the colours sum up; 0 if no pin is shown. */
  readonly pinsShown: number;
  /** Between the two shown pins, if there are two. */
  readonly difference: PinDifference | null;
  /** null if the text is not compared, or the chart is folded. */
  readonly compared: ComparedPart | null;
  /** Of the last training on the text in the editor, with or without a trace; null if there was none. */
  readonly loss: LossCurve | null;
}
