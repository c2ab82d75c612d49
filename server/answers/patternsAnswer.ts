// The skip patterns of a text, with or without a net, and those at one position. Yields the fraction done. The text is long
// enough; a position that is not is refused when the offsets are known.
import { InputError } from "../nets/inputError";
import { activeAt } from "../patterns/active";
import {
  type Analysis,
  type AnalysisQuestion,
  analysis,
  type Net,
  shareAt,
} from "../patterns/analysis";
import type { ActiveJson, PatternsJson } from "../protocol/wire/patternsJson";
import { l10n } from "../protocol/words/l10n";

export interface PatternsQuestion extends AnalysisQuestion {
  /** t: the patterns of the byte after it. */
  readonly at?: number;
}

export interface PatternsAnswer {
  readonly json: PatternsJson & { readonly position?: ActiveJson };
  readonly found: Analysis;
}

export function* patternsAnswer(
  text: Uint8Array,
  { at, ...question }: PatternsQuestion,
  net?: Net,
): Generator<number, PatternsAnswer> {
  const found = yield* analysis(text, question, net);
  if (at === undefined) return { json: found.json, found };
  const { offsets } = found.json;
  const least = Math.max(...offsets) - 1;
  if (at < least)
    throw new InputError(
      l10n`--at: '${at}'; expected at least ${least}, where all offsets up to ${least + 1} lie in the text`,
    );
  const active = activeAt(text, offsets, at + 1);
  const position = net ? { ...active, abs: shareAt(text, offsets, at, net) } : active;
  return { json: { ...found.json, position }, found };
}
