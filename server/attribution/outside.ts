// Bytes outside a net's alphabet: nothing predicts them, so nothing that is about a prediction has a value for one.
// Recognised by their logit, which no byte of the alphabet can have (kernels/weights.ts, OUTSIDE). As input they are a
// zero column, which needs no word here.
import { OUTSIDE } from "../kernels/weights";
import { InputError } from "../nets/inputError";
import { byteName } from "../protocol/words/byteNames";

const LOGIT = Math.fround(OUTSIDE);

/** @param Z logits, at index `at` that of the byte */
export function isOutside(Z: ArrayLike<number>, at: number): boolean {
  return Z[at] === LOGIT;
}

/** @throws OutsideAlphabet if nothing predicts this byte. @param Z logits [256] */
export function insideAlphabet(Z: ArrayLike<number>, byte: number): number {
  if (isOutside(Z, byte)) throw new OutsideAlphabet(byte);
  return byte;
}

/** A prediction of a byte was asked about that the net does not have. */
export class OutsideAlphabet extends InputError {
  constructor(readonly byte: number) {
    super(
      `The byte ${byteName(byte)} is not in this model's alphabet, so that nothing predicts it; expected a byte of the alphabet as the target, or 'predicted'`,
    );
  }
}
