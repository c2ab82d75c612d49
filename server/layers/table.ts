// Every layer of a net by name. A name of the vocabulary without its arithmetic does not compile.
import type { NetLayer } from "../protocol/vocabulary/layers";
import { gradientNorm } from "./gradientNorm";
import { influence } from "./influence";
import type { LayerKind } from "./layer";
import { netMinusCounting } from "./netMinusCounting";
import { neuron } from "./neuron";
import { surprise } from "./surprise";

export const LAYER_KINDS = {
  surprise,
  gradientNorm,
  influence,
  neuron,
  netMinusCounting,
} as const satisfies Readonly<Record<NetLayer, LayerKind>>;
