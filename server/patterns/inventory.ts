// What a text holds of the patterns of its skip offsets (docs/patterns.md, sections 1, 3 and 4): for each number of
// greedy offsets the patterns, their contexts and the entropy, and for each position how deep its pattern occurs more
// than once. A pattern is a context and the byte after it. Not here: the patterns at one position (active.ts).
import { paced } from "../attribution/backward";
import { log2 } from "../kernels/elementary";
import type { PatternLevelJson } from "../protocol/wire/patternsJson";
import { type Groups, groupCount, NextBytes, oneGroup, PIECE, split } from "./contexts";
import { Sum, surprise } from "./entropy";

type Counts = Omit<PatternLevelJson, "k" | "offset">;

/** The patterns of all offsets, in no order. */
export interface PatternTable {
  /** Where each occurs first. */
  readonly first: Int32Array;
  /** How often each occurs. */
  readonly support: Int32Array;
  /** [bytes] Which pattern a position has; -1 before the largest offset. */
  readonly of: Int32Array;
}

export interface Inventory {
  readonly offsets: readonly number[];
  readonly levels: readonly PatternLevelJson[];
  /** How many positions with all offsets have the deepest level 0, 1, .. */
  readonly deepestLevel: readonly number[];
  /** [bytes] The deepest level at which a position's pattern occurs more than once; NO_DEPTH before the largest offset. */
  readonly depth: Uint8Array;
  readonly patterns: PatternTable;
}

export const NO_DEPTH = 255;

/** Yields the fraction done. */
export function* inventoryOf(
  text: Uint8Array,
  offsets: readonly number[],
): Generator<number, Inventory> {
  const depth = new Uint8Array(text.length);
  // P of each position's byte from all other positions, by the levels so far.
  const P = new Float64Array(text.length).fill(1 / 256);
  let groups = oneGroup(text);
  yield* paced(count(text, groups, P, depth, 0), 0);
  const levels: PatternLevelJson[] = [];
  for (const [i, offset] of offsets.entries()) {
    const done = i / offsets.length;
    groups = yield* paced(split(text, groups, offset, false), done);
    const counts = yield* paced(count(text, groups, P, depth, i + 1), done);
    levels.push({ k: i + 1, offset, ...counts });
  }
  const first = Math.min(text.length, Math.max(...offsets));
  depth.fill(NO_DEPTH, 0, first);
  const deepestLevel = new Array<number>(offsets.length + 1).fill(0);
  for (let p = first; p < text.length; p++) deepestLevel[depth[p]]++;
  return { offsets, levels, deepestLevel, depth, patterns: tableOf(text, groups) };
}

/** Counts every context; takes P a level further, and `depth` where a pattern occurs more than once. */
function* count(
  text: Uint8Array,
  groups: Groups,
  P: Float64Array,
  depth: Uint8Array,
  level: number,
): Generator<void, Counts> {
  const { positions, starts } = groups;
  const next = new NextBytes();
  const { n, seen } = next;
  const [bits, left, alone] = [new Sum(), new Sum(), new Sum()];
  let [patterns, ambiguous, singletons, passed] = [0, 0, 0, 0];
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from, to] = [starts[group], starts[group + 1]];
    const kinds = next.count(text, positions, from, to);
    patterns += kinds;
    if (kinds > 1) ambiguous++;
    for (let i = 0; i < kinds; i++) {
      if (n[seen[i]] === 1) singletons++;
      bits.add(surprise(n[seen[i]], to - from));
    }
    for (let i = from; i < to; i++) {
      const p = positions[i];
      const others = n[text[p]] - 1;
      if (others > 0) depth[p] = level;
      const all = to - from - 1;
      if (all > 0) {
        const kindsLeft = kinds - (others === 0 ? 1 : 0);
        P[p] = (others + kindsLeft * P[p]) / (all + kindsLeft);
        alone.add(others / all);
      }
      left.add(-log2(P[p]));
    }
    next.clear();
    passed += to - from;
    if (passed >= PIECE) {
      passed = 0;
      yield;
    }
  }
  return {
    bits: bits.value / positions.length,
    leaveOneOutBits: left.value / positions.length,
    leaveOneOutProbability: alone.value / positions.length,
    patterns,
    contexts: groupCount(groups),
    ambiguous,
    singletons,
    positions: positions.length,
  };
}

function tableOf(text: Uint8Array, { positions, starts }: Groups): PatternTable {
  const first = new Int32Array(positions.length);
  const support = new Int32Array(positions.length);
  const of = new Int32Array(text.length).fill(-1);
  const pattern = new Int32Array(256);
  const next = new NextBytes();
  let patterns = 0;
  for (let group = 0; group + 1 < starts.length; group++) {
    const [from, to] = [starts[group], starts[group + 1]];
    next.count(text, positions, from, to);
    for (let i = from; i < to; i++) {
      const byte = text[positions[i]];
      if (next.n[byte] > 0) {
        pattern[byte] = patterns;
        first[patterns] = positions[i];
        support[patterns++] = next.n[byte];
        next.n[byte] = 0;
      }
      of[positions[i]] = pattern[byte];
    }
  }
  return { first: first.slice(0, patterns), support: support.slice(0, patterns), of };
}

/** How many patterns of a table occur once, twice, ..; ascending. */
export function supports({ support }: PatternTable): { support: number; patterns: number }[] {
  const found = new Map<number, number>();
  for (const n of support) found.set(n, (found.get(n) ?? 0) + 1);
  return [...found].sort(([a], [b]) => a - b).map(([support, patterns]) => ({ support, patterns }));
}
