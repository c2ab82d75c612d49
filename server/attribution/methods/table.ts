// Every method by name. A name of the vocabulary that lacks its arithmetic, or has the wrong kind, does not compile.
import { hasGradient, type NetShape } from "../../kernels/shape";
import type { GradientMethod, Method } from "../../protocol/vocabulary/tracing";
import { gated } from "./gated";
import { gradient } from "./gradient";
import { integrated } from "./integrated";
import type { BackwardMethod, ReplayMethod } from "./method";
import { occlusion } from "./occlusion";

export const BACKWARD = { gradient, gated } as const satisfies Readonly<
  Record<GradientMethod, BackwardMethod>
>;

/** Every net has the other methods. */
export function isOffered(method: Method, shape: NetShape): boolean {
  return method !== "gradient" || hasGradient(shape);
}

export const REPLAYING = { integrated, occlusion } as const satisfies Readonly<
  Record<Exclude<Method, GradientMethod>, ReplayMethod>
>;
