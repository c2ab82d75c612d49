// The page's messages to the extension, and what it remembers while it is hidden: how much is drawn, as what, how large.
import { PATHS, type PathAmounts } from "../../server/protocol/vocabulary/paths";
import type { ToHost } from "../../server/protocol/wire/pathsPage";
import { memory, post } from "../page/connection";

const VIEWS = ["graph", "tree", "table"] as const;
export type ViewName = (typeof VIEWS)[number];

interface Remembered {
  readonly amounts: PathAmounts;
  readonly view: ViewName;
  /** 1 is 100 %. */
  readonly zoom: number;
}

export const remembered = memory<Remembered>({
  amounts: {
    columns: PATHS.columns.fallback,
    neurons: PATHS.neurons.fallback,
    least: PATHS.least.fallback,
  },
  view: "graph",
  zoom: 1,
});

export const send = (message: ToHost): void => post(message);

/** What a click or a key on a byte or a neuron does, in every view. */
export interface Actions {
  byte(k: number): void;
  neuron(neuron: number): void;
  card(neuron: number): void;
}
