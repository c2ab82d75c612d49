// Where the strong bytes of a text are: the next one from a place, or one of each line for the marks of the scrollbar. Which bytes
// count as strong is said here too; the requests are in strongBytes.ts.
import { percentile } from "../counting/percentile";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { CLEAR_BITS, type StrongKind, SURPRISE_SHARE } from "../protocol/vocabulary/counting";
import { comparisonOf } from "./comparisons";

/** Bytes looked at between two pauses: a fraction of a millisecond. */
const BLOCK = 16384;
/** Marks of the scrollbar. */
const MOST_LINES = 5000;

/** The UTF-16 offset of the first strong byte of each line, of very many lines every n-th. */
export function* marksOfLines(
  binding: Binding,
  of: StrongKind,
  above: number,
): Generator<void, Uint32Array> {
  const found = yield* firstOfLines(binding, of, above);
  const { bytes } = binding.document;
  const every = Math.max(1, Math.ceil(found.length / MOST_LINES));
  const starts = new Uint32Array(Math.ceil(found.length / every));
  for (let i = 0; i < starts.length; i++) {
    starts[i] = bytes.utf16OfByte(found[i * every]);
    yield;
  }
  return starts;
}

/** The strength of a byte above which it is strong. */
export function* aboveWhat(
  { reading }: Binding,
  of: StrongKind,
  bits?: number,
): Generator<void, number> {
  if (of !== "surprise") return CLEAR_BITS;
  return bits ?? (yield* percentile(reading.netBits, SURPRISE_SHARE)) ?? Number.POSITIVE_INFINITY;
}

/** Of the bytes from .. to): what the net pays, or how much more than counting; NaN where nothing predicts it. */
function strengths(binding: Binding, of: StrongKind, from: number, to: number): Float32Array {
  const { reading, counting } = binding;
  if (of === "difference") return comparisonOf(binding)!.differences(from, to)!.map(Math.abs);
  const net = reading.netBits.slice(from, to);
  if (of === "surprise") return net;
  const counts = counting.bits(from, to);
  return net.map((bits, i) => (counts ? bits - counts[i] : Number.NaN));
}

/** The nearest strong byte of another character, going on at the other end of the text; -1 if there is none. */
export function* search(
  binding: Binding,
  of: StrongKind,
  above: number,
  from: number,
  direction: "next" | "previous",
): Generator<void, number> {
  const { bytes } = binding.document;
  const { byteLength: N, textStart } = bytes;
  if (N === textStart) return -1;
  const isNext = direction === "next";
  const at = Math.max(textStart, from);
  const start = at >= N ? N : isNext ? shownCharacterAt(bytes, at).byteEnd : at;
  const ranges = isNext
    ? ([
        [start, N],
        [textStart, start],
      ] as const)
    : ([
        [textStart, start],
        [start, N],
      ] as const);
  for (const [first, end] of ranges)
    for (let done = first; done < end; done += BLOCK) {
      const size = Math.min(BLOCK, end - done);
      const begin = isNext ? done : end - (done - first) - size;
      const values = strengths(binding, of, begin, begin + size);
      const isStrong = (value: number) => value > above;
      const found = isNext ? values.findIndex(isStrong) : values.findLastIndex(isStrong);
      if (found >= 0) return begin + found;
      yield;
    }
  return -1;
}

const LF = 10;
const CR = 13;

/** The first strong byte of every line that has one. */
function* firstOfLines(
  binding: Binding,
  of: StrongKind,
  above: number,
): Generator<void, readonly number[]> {
  const { bytes } = binding.document;
  const found: number[] = [];
  let isMarked = false;
  let isAfterCr = false;
  for (let from = bytes.textStart; from < bytes.byteLength; from += BLOCK) {
    const to = Math.min(bytes.byteLength, from + BLOCK);
    const values = strengths(binding, of, from, to);
    const block = bytes.copyBytes(from, to);
    for (let i = 0; i < block.length; i++) {
      // A line ends with LF, CR LF, or CR alone.
      if (isAfterCr && block[i] !== LF) isMarked = false;
      isAfterCr = block[i] === CR;
      if (!isMarked && values[i] > above) {
        found.push(from + i);
        isMarked = true;
      }
      if (block[i] === LF) isMarked = false;
    }
    yield;
  }
  return found;
}
