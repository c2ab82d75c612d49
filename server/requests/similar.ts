// sparseDiff/similar: what is asked of an open document, as a question about its bytes, and where the moments found are in it.
// The search itself is a measure (measures.ts).
import { methodFor } from "../attribution/asked";
import type { Binding } from "../documents/binding";
import type { SimilarityAnswer } from "../jobs/similarityJob";
import { isPredicted } from "../kernels/shape";
import { SIMILARITIES, TOP } from "../protocol/vocabulary/similarity";
import { namesOf } from "../protocol/vocabulary/terms";
import type { SimilarFound, SimilarParams } from "../protocol/wire/similarity";
import { byteName } from "../protocol/words/byteNames";
import { l10n } from "../protocol/words/l10n";
import type { SimilarQuestion } from "../similarity/search";
import { explainedByte } from "./guard";

/** Or why nothing is like the place. */
export function similarQuestion(
  { document: { bytes }, model: { weights } }: Binding,
  params: SimilarParams,
): SimilarQuestion | { readonly sentence: string } {
  const { depth, method = "gradient", top = TOP.fallback } = params;
  const explained = explainedByte(bytes, params);
  if (explained === 0)
    return { sentence: l10n`nothing predicts the first byte, so it is like no other` };
  const next = explained < bytes.byteLength ? bytes.byteAt(explained) : undefined;
  if (next !== undefined && !isPredicted(weights, next))
    return {
      sentence: l10n`${byteName(next)} is not in the model's alphabet, so its prediction is like no other`,
    };
  const by = namesOf(SIMILARITIES);
  return { position: explained - 1, by, top, depth, method: methodFor(weights, method) };
}

export function withPlaces({ found, places }: SimilarityAnswer): SimilarFound {
  const placed = (name: keyof typeof SIMILARITIES) =>
    (found.by[name]?.moments ?? []).map((moment) => ({
      ...moment,
      span: places.get(moment.position + 1) ?? { utf16Start: 0, utf16End: 0 },
    }));
  return {
    found,
    placed: { states: placed("states"), neurons: placed("neurons"), lags: placed("lags") },
  };
}
