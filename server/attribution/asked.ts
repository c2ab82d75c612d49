// What may be asked of a net: the methods it has, and bytes of its alphabet. Says in words why not; what is made of that,
// an option's or a field's refusal, is up to the caller.
import { isPredicted, shapeOf } from "../kernels/shape";
import type { Weights } from "../kernels/weights";
import { namesOf } from "../protocol/vocabulary/terms";
import { METHODS, type Method } from "../protocol/vocabulary/tracing";
import { byteName } from "../protocol/words/byteNames";
import { l10n } from "../protocol/words/l10n";
import { isOffered } from "./methods/table";
import type { TraceOptions } from "./types";

export interface NotOfNet {
  readonly field: "method" | "target" | "against";
  /** What was found, and what was expected. */
  readonly words: string;
}

/** Undefined if the net has all that is asked for. */
export function notOfNet(
  weights: Weights,
  { method, target, against }: { readonly [K in NotOfNet["field"]]?: TraceOptions[K] | undefined },
): NotOfNet | undefined {
  const shape = shapeOf(weights);
  if (method !== undefined && !isOffered(method, shape)) {
    const others = namesOf(METHODS).filter((name: Method) => isOffered(name, shape));
    const expected = l10n`${others.slice(0, -1).join(", ")} or ${others.at(-1)}`;
    return {
      field: "method",
      words: l10n`${method} is defined for one layer of an Elman net, where a byte's column is a shift of the state; expected ${expected}`,
    };
  }
  for (const [field, byte] of [
    ["target", target],
    ["against", against],
  ] as const)
    if (typeof byte === "number" && !isPredicted(weights, byte))
      return {
        field,
        words: l10n`${byteName(byte)} is not in this model's alphabet; expected a byte of it`,
      };
  return undefined;
}

/**
 * The method that stands in for one that the net does not have: the gated gradient for the paper's. The editor's setting is
 * for every net, and its answers say which method they are by.
 */
export function methodFor<M extends Method>(weights: Weights, method: M): M | "gated" {
  return isOffered(method, shapeOf(weights)) ? method : "gated";
}
