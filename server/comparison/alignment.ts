// Which bytes of two texts are the same: unchanged lines, and of the changed ones their common beginning and end. Not here: what
// is compared of the aligned bytes (differences.ts).
import { diffArrays } from "diff";

/** Bytes here .. here + length) of one text are there .. there + length) of the other. */
export interface Run {
  readonly here: number;
  readonly there: number;
  readonly length: number;
}

export interface Alignment {
  /** Ascending in both texts, without a gap of nothing between two. */
  readonly runs: readonly Run[];
  /** More lines differ than are looked at: between the common beginning and end of the texts nothing is aligned. */
  readonly isCoarse: boolean;
}

/** Lines added and taken away together; the search takes about the square of it. */
export const MOST_EDITS = 2000;

const LF = 10;

/** Every byte with itself. */
export function identity(length: number): Alignment {
  return { runs: length > 0 ? [{ here: 0, there: 0, length }] : [], isCoarse: false };
}

export function align(here: Uint8Array, there: Uint8Array): Alignment {
  const start = commonStart(here, there);
  const end = commonEnd(here.subarray(start), there.subarray(start));
  const runs = new Runs();
  runs.add(start);
  const [a, b] = [
    here.subarray(start, here.length - end),
    there.subarray(start, there.length - end),
  ];
  const isCoarse = !addLines(runs, a, b);
  runs.skip(here.length - end, there.length - end);
  runs.add(end);
  return { runs: runs.all, isCoarse };
}

/** Runs in order, those that touch joined. */
class Runs {
  readonly all: { here: number; there: number; length: number }[] = [];
  here = 0;
  there = 0;

  add(length: number): void {
    if (length === 0) return;
    const { all, here, there } = this;
    const last = all.at(-1);
    const touches = last && last.here + last.length === here && last.there + last.length === there;
    if (touches) last.length += length;
    else all.push({ here, there, length });
    this.skip(here + length, there + length);
  }

  skip(here: number, there: number): void {
    this.here = here;
    this.there = there;
  }
}

/** Returns false if the texts differ in too many lines. */
function addLines(runs: Runs, a: Uint8Array, b: Uint8Array): boolean {
  if (a.length === 0 || b.length === 0) return true;
  const ids = new Map<string, number>();
  const [one, other] = [linesOf(a, ids), linesOf(b, ids)];
  const parts = diffArrays(one.ids, other.ids, { maxEditLength: MOST_EDITS });
  if (!parts) return false;
  const [here, there] = [runs.here, runs.there];
  let [i, j] = [0, 0];
  let changed = { i, j };
  const skipTo = (to: { i: number; j: number }) => {
    addChanged(
      runs,
      a.subarray(one.starts[changed.i], one.starts[to.i]),
      b.subarray(other.starts[changed.j], other.starts[to.j]),
    );
    runs.skip(here + one.starts[to.i], there + other.starts[to.j]);
  };
  for (const { count, added, removed } of parts) {
    if (removed) i += count;
    else if (added) j += count;
    else {
      skipTo({ i, j });
      runs.add(one.starts[i + count] - one.starts[i]);
      i += count;
      j += count;
      changed = { i, j };
    }
  }
  skipTo({ i, j });
  return true;
}

/** Lines that were replaced by others: their common beginning and end. */
function addChanged(runs: Runs, a: Uint8Array, b: Uint8Array): void {
  const { here, there } = runs;
  const start = commonStart(a, b);
  const end = commonEnd(a.subarray(start), b.subarray(start));
  runs.add(start);
  runs.skip(here + a.length - end, there + b.length - end);
  runs.add(end);
}

/** Lines with their ends, by number: equal lines have equal numbers. */
function linesOf(text: Uint8Array, ids: Map<string, number>) {
  const decoder = new TextDecoder("latin1");
  const starts = [0];
  for (let at = text.indexOf(LF); at >= 0; at = text.indexOf(LF, at + 1)) starts.push(at + 1);
  if (starts.at(-1) !== text.length) starts.push(text.length);
  const numbers = starts.slice(0, -1).map((start, i) => {
    const line = decoder.decode(text.subarray(start, starts[i + 1]));
    const id = ids.get(line) ?? ids.size;
    ids.set(line, id);
    return id;
  });
  return { starts, ids: numbers };
}

function commonStart(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[length] === b[length]) length++;
  return length;
}

function commonEnd(a: Uint8Array, b: Uint8Array): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}

/** Where a byte of this text is in the other one; -1 if it is not there. */
export function placeThere({ runs }: Alignment, here: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle].here <= here) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  return run && here < run.here + run.length ? run.there + here - run.here : -1;
}
