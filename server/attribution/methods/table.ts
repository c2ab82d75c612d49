// Every method by its name: a name of the vocabulary without its arithmetic, or of the other kind, does not compile.
import type { GradientMethod, Method } from "../../protocol/vocabulary/tracing";
import { gated } from "./gated";
import { gradient } from "./gradient";
import { integrated } from "./integrated";
import type { BackwardMethod, ReplayMethod } from "./method";
import { occlusion } from "./occlusion";

export const BACKWARD = { gradient, gated } as const satisfies Readonly<
  Record<GradientMethod, BackwardMethod>
>;

export const REPLAYING = { integrated, occlusion } as const satisfies Readonly<
  Record<Exclude<Method, GradientMethod>, ReplayMethod>
>;
