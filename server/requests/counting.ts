// sparseDiff/counting, strongByte and strongLines: what counting says beside the net in an open document. All in slices. Not
// here: the counts (documents/documentCounting.ts), what the net pays (jobs/reading.ts).
import type { ResponseError } from "vscode-languageserver-protocol";
import { earlierMatch } from "../counting/earlierMatch";
import { percentile } from "../counting/percentile";
import type { Binding } from "../documents/binding";
import { shownCharacterAt } from "../documents/characters";
import { Priority } from "../jobs/shared";
import { type Cancellation, inSlices } from "../jobs/slices";
import { CLEAR_BITS, type StrongKind, SURPRISE_SHARE } from "../protocol/vocabulary/counting";
import type {
  CountingParams,
  CountingResult,
  EarlierPlace,
  StrongByteParams,
  StrongByteResult,
  StrongLinesParams,
  StrongLinesResult,
} from "../protocol/wire/counting";
import type { FailureData, Pending } from "../protocol/wire/messages";
import { pack } from "../protocol/wire/packed";
import { several, three } from "../protocol/words/numbers";
import { predictionNames } from "../protocol/words/traceNames";
import { comparisonOf, nothingCompared } from "./comparisons";
import { explainedByte, failure, onDocument } from "./guard";
import type { Session } from "./session";

/** Bytes looked at between two pauses: a fraction of a millisecond. */
const BLOCK = 16384;
/** Marks of the scrollbar. */
const MOST_LINES = 5000;

type Failure = ResponseError<FailureData>;

export function counting(
  session: Session,
  params: CountingParams,
  asked: Cancellation,
): Promise<CountingResult | Failure> {
  return onDocument<CountingResult>(session, params, undefined, asked, async (binding, wanted) => {
    const { uri, version } = params;
    const { bytes } = binding.document;
    const position = explainedByte(bytes, params);
    if (position === 0) return { kind: "noPast", version };
    const copy = (from: number, to: number) => bytes.copyBytes(from, to);
    const match = await inSlices(earlierMatch(copy, position), wanted);
    if (wanted.isCancellationRequested) return undefined;
    const { order, forgotten } = binding.counting;
    return {
      kind: "counting",
      uri,
      version,
      position,
      order,
      bits: countingBits(binding, position),
      forgotten,
      match: match ? { ...match, ...placeOf(binding, match) } : null,
    };
  });
}

/** What counting pays for a byte; null until it is counted, and past the end of the text. */
export function countingBits({ counting }: Binding, byte: number): number | null {
  return counting.bits(byte, byte + 1)?.[0] ?? null;
}

function placeOf(
  { document: { bytes } }: Binding,
  { at, length, next }: { readonly at: number; readonly length: number; readonly next: number },
): Pick<EarlierPlace, "name" | "span"> {
  const copy = (from: number, to: number) => bytes.copyBytes(from, to);
  const { target } = predictionNames({ position: at - 1, target: next }, bytes.byteLength, copy);
  const utf16Start = shownCharacterAt(bytes, at - length).utf16Start;
  return { name: target, span: { utf16Start, utf16End: shownCharacterAt(bytes, at - 1).utf16End } };
}

export function strongByte(
  session: Session,
  params: StrongByteParams,
  asked: Cancellation,
): Promise<StrongByteResult | Failure> {
  const { of, bits, direction, version } = params;
  return onStrong<number, StrongByteResult>(session, params, asked, {
    purpose: "strongByte",
    priority: Priority.hover,
    look: (binding, above) => {
      const from = binding.document.bytes.byteOfPosition(params.from);
      return search(binding, of, above, from, direction);
    },
    answer: (binding, found, above) => {
      if (found < 0) {
        const { predictions } = binding.reading.summary;
        const isShort = bits === undefined && predictions * (1 - SURPRISE_SHARE) < 1;
        const sentence =
          of === "surprise" && isShort ? shortSentence(predictions) : noneSentence(of, above);
        return { kind: "none", version, sentence };
      }
      const { utf16Start, utf16End } = shownCharacterAt(binding.document.bytes, found);
      return {
        kind: "strong",
        version,
        position: found,
        span: { utf16Start, utf16End },
        netBits: binding.reading.netBits[found],
        countingBits: countingBits(binding, found),
        ...(of === "difference" && {
          difference: comparisonOf(binding)?.differences(found, found + 1)?.[0] ?? 0,
        }),
      };
    },
  });
}

export function strongLines(
  session: Session,
  params: StrongLinesParams,
  asked: Cancellation,
): Promise<StrongLinesResult | Failure> {
  const { of, version } = params;
  return onStrong<Uint32Array, StrongLinesResult>(session, params, asked, {
    purpose: "strongLines",
    priority: Priority.background,
    look: (binding, above) => marksOfLines(binding, of, above),
    answer: (_, starts) => ({ kind: "lines", version, starts: pack(starts) }),
  });
}

/** The UTF-16 offset of the first strong byte of each line, of very many lines every n-th. */
function* marksOfLines(
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

interface StrongWork<F, R> {
  readonly purpose: string;
  readonly priority: Priority;
  /** @param above the strength of a byte above which it is strong */
  readonly look: (binding: Binding, above: number) => Generator<void, F>;
  readonly answer: (binding: Binding, found: F, above: number) => R;
}

/** What is asked of the strong bytes of a text: pending until the text is read and, where that matters, counted. */
function onStrong<F, R>(
  session: Session,
  params: StrongLinesParams & Pick<StrongByteParams, "bits">,
  asked: Cancellation,
  { purpose, priority, look, answer }: StrongWork<F, R>,
): Promise<R | Pending | Failure> {
  const { of, bits, version } = params;
  return onDocument<R | Pending>(session, params, purpose, asked, async (binding, wanted) => {
    if (of === "difference" && !comparisonOf(binding)) return nothingCompared(params.uri);
    const pending = pendingOf(binding, of, version);
    if (pending) return pending;
    const work = function* () {
      const above = yield* aboveWhat(binding, of, bits);
      return { above, found: yield* look(binding, above) };
    };
    const done = await inSlices(work(), wanted, undefined, priority);
    if (!done || wanted.isCancellationRequested) return undefined;
    return answer(binding, done.found, done.above);
  });
}

function pendingOf(
  binding: Binding,
  of: StrongKind,
  version: number,
): Pending | Failure | undefined {
  const { reading, counting } = binding;
  const comparison = of === "difference" ? comparisonOf(binding) : undefined;
  if (comparison && !comparison.finished) return comparison.pending(version);
  if (!reading.finished)
    return { kind: "pending", version, percent: Math.floor(100 * reading.fraction) };
  if (of === "countingWins" && counting.failure !== undefined)
    return failure("request", counting.failure);
  if (of === "countingWins" && !counting.finished)
    return { kind: "pending", version, percent: counting.percent };
  return undefined;
}

/** The strength of a byte above which it is strong. */
function* aboveWhat({ reading }: Binding, of: StrongKind, bits?: number): Generator<void, number> {
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
function* search(
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

function shortSentence(predictions: number): string {
  const found = several(predictions, "predicted byte");
  return `A surprise costs more than 99 of 100 bytes of the text, which has only ${found}.`;
}

function noneSentence(of: StrongKind, above: number): string {
  if (of === "difference")
    return "At no byte of this text do the two sides differ by more than 1 bit.";
  if (of === "countingWins")
    return "At no byte of this text does counting know better than the net by more than 1 bit.";
  return Number.isFinite(above)
    ? `No byte of this text costs the net more than ${three(above)} bits.`
    : "The net predicts no byte of this text.";
}
