// Bytes outside a net's alphabet (kernels/shape.ts, isPredicted): nothing predicts them, so nothing that is about a
// prediction has a value for one. As input they are a zero column, which needs no word here.
import { type Alphabetic, isPredicted } from "../kernels/shape";
import { InputError } from "../nets/inputError";
import { byteName } from "../protocol/words/byteNames";
import type { TraceOptions } from "./types";

/** @throws OutsideAlphabet if nothing predicts this byte */
export function insideAlphabet(net: Alphabetic, byte: number): number {
  if (!isPredicted(net, byte)) throw new OutsideAlphabet(byte);
  return byte;
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
      `The byte ${byteName(byte)} is not in this model's alphabet, so that nothing predicts it; expected a byte of the alphabet as the target, or 'predicted'`,
    );
  }
}
