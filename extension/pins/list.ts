// The pins of one file as a list: one more, which of them are shown. Whoever stays keeps its id. Pure.
import type { Anchor } from "./moves";

export interface Pin extends Anchor {
  /** Which byte of the character at `utf16`. */
  readonly byteOfCharacter: number;
  /** The end of the file: the predicted byte. */
  readonly atEnd: boolean;
}

export interface KeptPin extends Pin {
  /** Its own as long as the window lives, wherever edits and the order of showing take it. */
  readonly id: number;
  readonly isShown: boolean;
}

export function isSame(a: Pin, b: Pin): boolean {
  if (a.atEnd || b.atEnd) return a.atEnd === b.atEnd;
  return a.utf16 === b.utf16 && a.byteOfCharacter === b.byteOfCharacter;
}

/** The pin is shown, and no other; one that is there already is not added twice and stays who it is. */
export function withPin(
  pins: readonly KeptPin[],
  pin: Pin,
  newId: () => number,
): readonly KeptPin[] {
  const id = pins.find((other) => isSame(other, pin))?.id ?? newId();
  const others = withoutPin(pins, pin).map((other) => ({ ...other, isShown: false }));
  return [...others, { ...pin, id, isShown: true }];
}

export function withoutPin(pins: readonly KeptPin[], pin: Pin): readonly KeptPin[] {
  return pins.filter((other) => !isSame(other, pin));
}

/** These are shown together and no others. */
export function showing(pins: readonly KeptPin[], wanted: readonly Pin[]): readonly KeptPin[] {
  return pins.map((pin) => ({ ...pin, isShown: wanted.some((other) => isSame(other, pin)) }));
}

/** One more is shown, or one is hidden; what is shown last comes last. A pin that is gone changes nothing. */
export function withShown(
  pins: readonly KeptPin[],
  wanted: KeptPin,
  isShown: boolean,
): readonly KeptPin[] {
  const pin = pins.find(({ id }) => id === wanted.id);
  if (!pin) return pins;
  return [...pins.filter((other) => other !== pin), { ...pin, isShown }];
}
