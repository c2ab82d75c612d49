// The messages between the extension and the page of the neuron paths: whole snapshots to the page, small typed messages
// back, which extension/features/paths/messages.ts checks. Types only.
import type { PathAmounts } from "../vocabulary/paths";
import type { ActionName, Face, Fed } from "./page";
import type { EditorPaths } from "./paths";

export type ToHost =
  /** The page has loaded, with the amounts it remembers; it wants the snapshot. */
  | { readonly kind: "ready"; readonly amounts: PathAmounts }
  | { readonly kind: "amounts"; readonly amounts: PathAmounts }
  | { readonly kind: "act"; readonly action: ActionName }
  /** Go to the byte at lag k of the graph with this key. */
  | { readonly kind: "byte"; readonly key: string; readonly k: number }
  /** Show the activation of this neuron over the text. */
  | { readonly kind: "neuron"; readonly neuron: number }
  /** Show the card of this neuron. */
  | { readonly kind: "neuronCard"; readonly neuron: number };

export interface PathsGraph {
  /** Identifies file, version, place, way of tracing and amounts. */
  readonly key: string;
  /** Which prediction this is, with its t and p. */
  readonly sentence: string;
  /** What the numbers do not say. */
  readonly note: string;
  /** The target's name, and its probability. */
  readonly target: string;
  readonly probability: string;
  readonly paths: EditorPaths;
}

export interface PathsSnapshot {
  readonly face: Face;
  /** null unless a trace is on the screen. While it waits, the page keeps what it shows. */
  readonly graph: Fed<PathsGraph> | null;
  /** The neuron whose activation is shown over the text, if one is. */
  readonly neuron: number | null;
}
