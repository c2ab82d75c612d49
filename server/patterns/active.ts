// The patterns at one position (docs/patterns.md, section 4): for each number of greedy offsets how often its context and
// its byte occur in the text, what that says of the byte, and where. One pass over the text, without tables.
import { finished } from "../attribution/backward";
import { log2 } from "../kernels/elementary";
import type { ActiveJson, ActiveLevelJson } from "../protocol/wire/patternsJson";
import { PIECE } from "./contexts";

interface Place {
  readonly active: ActiveJson;
  /** p of each occurrence of the pattern of all offsets, ascending; the first ones. */
  readonly occurrences: readonly number[];
}

/**
 * Pauses regularly.
 * @param position p: the byte that is predicted, at t = p - 1
 * @param most occurrences
 */
export function* patternSteps(
  text: Uint8Array,
  offsets: readonly number[],
  position: number,
  most = Number.POSITIVE_INFINITY,
): Generator<void, Place> {
  const largest = offsets.map((_, i) => Math.max(...offsets.slice(0, i + 1)));
  const within = largest.filter((d) => d <= position).length;
  const wanted = Uint8Array.from(offsets.slice(0, within), (d) => text[position - d]);
  const contexts = new Array<number>(within + 1).fill(0);
  const patterns = new Array<number>(within + 1).fill(0);
  const occurrences: number[] = [];
  for (let p = 0; p < text.length; p++) {
    let k = 0;
    while (k < within && p >= largest[k] && text[p - offsets[k]] === wanted[k]) k++;
    // Counted at the deepest level that they share; below, the levels are added up.
    contexts[k]++;
    if (text[p] === text[position]) {
      patterns[k]++;
      if (k === offsets.length && occurrences.length < most) occurrences.push(p);
    }
    if (p % PIECE === PIECE - 1) yield;
  }
  for (let k = within; k > 0; k--) {
    contexts[k - 1] += contexts[k];
    patterns[k - 1] += patterns[k];
  }
  const levels: ActiveLevelJson[] = [];
  for (let k = 1; k <= within; k++) {
    const probability = patterns[k] / contexts[k];
    levels.push({
      k,
      offset: offsets[k - 1],
      patternCount: patterns[k],
      contextCount: contexts[k],
      probability,
      strength: Math.floor(log2(patterns[k])),
      evidence: log2(probability) - log2(patterns[k - 1] / contexts[k - 1]),
    });
  }
  const deepest = Math.max(
    0,
    patterns.findLastIndex((n, k) => k > 0 && n > 1),
  );
  return { active: { t: position - 1, deepest, levels }, occurrences };
}

/** The same without pauses. */
export function activeAt(
  text: Uint8Array,
  offsets: readonly number[],
  position: number,
): ActiveJson {
  return finished(patternSteps(text, offsets, position)).active;
}
