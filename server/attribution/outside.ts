// Bytes outside a net's alphabet (kernels/shape.ts, isPredicted): nothing predicts them, so nothing that is about a
// prediction has a value for one. As input they are a zero column, which needs no word here.
import { type Alphabetic, isPredicted } from "../kernels/shape";
import { InputError } from "../nets/inputError";
import { byteName } from "../protocol/words/byteNames";
import { l10n } from "../protocol/words/l10n";
import { evenly, type TraceOptions } from "./types";

/** @throws OutsideAlphabet if nothing predicts this byte */
export function insideAlphabet(net: Alphabetic, byte: number): number {
  if (!isPredicted(net, byte)) throw new OutsideAlphabet(byte);
  return byte;
}

/** Whether a net predicts any byte of a text; the first has no prediction. */
export function predictsAny(net: Alphabetic, text: Uint8Array): boolean {
  return text.subarray(1).some((byte) => isPredicted(net, byte));
}

/** Bytes looked at between two pauses. */
const PIECE = 2 ** 18;

/**
 * Of the positions t from .. to whose byte t + 1 is predicted: at most `most`, evenly spaced, the first included; and how
 * many there are in all. Pauses often.
 * @param copy bytes a .. b) of the text
 */
export function* evenlyPredicted(
  net: Alphabetic,
  copy: (a: number, b: number) => Uint8Array,
  from: number,
  to: number,
  most: number,
): Generator<void, { readonly positions: readonly number[]; readonly all: number }> {
  const end = Math.max(from, to + 1);
  if (!net.alphabet) return { positions: evenly(from, to, most), all: end - from };
  let all = 0;
  for (let at = from; at < end; at += PIECE) {
    for (const y of copy(at + 1, Math.min(end, at + PIECE) + 1)) if (isPredicted(net, y)) all++;
    yield;
  }
  const wanted = new Set(evenly(0, all - 1, most));
  const positions: number[] = [];
  let n = 0;
  for (let at = from; at < end; at += PIECE) {
    for (const [i, y] of copy(at + 1, Math.min(end, at + PIECE) + 1).entries())
      if (isPredicted(net, y) && wanted.has(n++)) positions.push(at + i);
    yield;
  }
  return { positions, all };
}

/** Whether the byte after a past cannot be explained as the true one; it can if nothing follows. */
export function isTrueTargetOutside(
  net: Alphabetic,
  { target }: Pick<TraceOptions, "target">,
  next: number | undefined,
): next is number {
  return target === "true" && next !== undefined && !isPredicted(net, next);
}

/** A prediction of a byte was asked about that the net does not have. */
export class OutsideAlphabet extends InputError {
  constructor(readonly byte: number) {
    super(
      l10n`The byte ${byteName(byte)} is not in this model's alphabet, so that nothing predicts it; expected a byte of the alphabet as the target, or 'predicted'`,
    );
  }
}
