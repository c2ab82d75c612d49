// A model's net as messages and JSON describe it (protocol/wire/net.ts). Only selects; what a file holds was understood in
// nets/.
import { isOffered } from "../attribution/methods/table";
import { shapeOf } from "../kernels/shape";
import type { Model } from "../nets/formats";
import { namesOf } from "../protocol/vocabulary/terms";
import { METHODS } from "../protocol/vocabulary/tracing";
import type { NetSummary } from "../protocol/wire/net";

export function netSummary({ net, weights }: Pick<Model, "net" | "weights">): NetSummary {
  const { cell, nonlinearity, layers, input, alphabet } = net;
  const shape = shapeOf(weights);
  return {
    cell,
    nonlinearity,
    layers,
    hiddenSize: weights.H,
    input,
    alphabet: { size: alphabet.size, isBytes: alphabet.characters === null },
    methods: namesOf(METHODS).filter((method) => isOffered(method, shape)),
  };
}
