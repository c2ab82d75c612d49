// Writes the causes of a prediction as the JSON of docs/command-line.md (protocol/wire/causesJson.ts), without the
// prediction itself. Only renames fields; all numbers come from attribution/causes.
import { agreementOf } from "../attribution/causes/agreement";
import type { Remembered } from "../attribution/causes/memory";
import type { Causes } from "../attribution/causes/sets";
import type { CausesJson } from "../protocol/wire/causesJson";

type Found = "bits" | "occlusion" | "sufficient" | "necessary" | "memory" | "agreement";

/** @param attribution of the lags, by the gradient */
export function causesJson(
  { bits, occlusion, sufficient, necessary }: Causes,
  memory: readonly Remembered[],
  attribution: Float64Array,
): Pick<CausesJson, Found> {
  return {
    bits,
    occlusion: [...occlusion],
    sufficient: { ...sufficient, empty: sufficient.lags.length === 0 },
    necessary,
    memory: Object.fromEntries(memory.map(({ m, bits: lost }) => [String(m), lost])),
    agreement: agreementOf(attribution, occlusion),
  };
}
