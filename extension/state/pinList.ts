// Operations on the list of pins of one file: adding, removing, showing. A pin keeps its id throughout. Pure.
import type { Anchor } from "./moves";

export interface Pin extends Anchor {
  /** Which byte of the character at `utf16`. */
  readonly byteOfCharacter: number;
  /** The end of the file: the predicted byte. */
  readonly atEnd: boolean;
}

export interface KeptPin extends Pin {
  /** Unique for the life of the window; edits and the order of showing do not change it. */
  readonly id: number;
  readonly isShown: boolean;
}

export function isSame(a: Pin, b: Pin): boolean {
  if (a.atEnd || b.atEnd) return a.atEnd === b.atEnd;
  return a.utf16 === b.utf16 && a.byteOfCharacter === b.byteOfCharacter;
}

/** Shows this pin alone. A pin that is already in the list is not added twice and keeps its id. */
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

/** Shows exactly these pins. */
export function showing(pins: readonly KeptPin[], wanted: readonly Pin[]): readonly KeptPin[] {
  return pins.map((pin) => ({ ...pin, isShown: wanted.some((other) => isSame(other, pin)) }));
}

/** Shows or hides one pin and moves it to the end of the list. Does nothing if the pin is gone. */
export function withShown(
  pins: readonly KeptPin[],
  wanted: KeptPin,
  isShown: boolean,
): readonly KeptPin[] {
  const pin = pins.find(({ id }) => id === wanted.id);
  if (!pin) return pins;
  return [...pins.filter((other) => other !== pin), { ...pin, isShown }];
}
