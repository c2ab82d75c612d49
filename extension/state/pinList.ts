// The pins of one file: adding, removing, showing them, and how their characters move when the text changes. A pin keeps
// its id throughout. Offsets are UTF-16 code units. pins.ts keeps the lists of all files.

interface Anchor {
  readonly utf16: number;
  /** The character itself was deleted. The place is kept, and text typed there does not move it. */
  readonly gone: boolean;
}

export interface Change {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}

/**
 * Applies one change, given in offsets of the text before it. Changes in front of the anchor move it; changes behind
 * it do not. If the character itself is replaced, the anchor stays as close to its place as it can.
 */
function moveAnchor(anchor: Anchor, change: Change): Anchor {
  const { utf16 } = anchor;
  const end = change.start + change.removed;
  const grown = change.inserted - change.removed;
  const isReplaced = change.start <= utf16 && utf16 < end;
  if (isReplaced) {
    const kept = Math.min(utf16 - change.start, change.inserted);
    return { utf16: change.start + kept, gone: true };
  }
  const stays = anchor.gone && change.start === utf16;
  if (end <= utf16 && !stays) return { ...anchor, utf16: utf16 + grown };
  return anchor;
}

/** Applies the changes of one edit, all in offsets of the text before it, as an editor reports them (no overlaps). */
export function moveThroughEdit(anchor: Anchor, changes: readonly Change[]): Anchor {
  const fromTheEnd = [...changes].sort((a, b) => b.start - a.start);
  return fromTheEnd.reduce(moveAnchor, anchor);
}

/** What is explained in place of one byte: the characters up to `utf16End`, or a neuron at the step before the byte. */
export type Wider =
  | { readonly kind: "span"; readonly utf16End: number }
  | { readonly kind: "neuron"; readonly neuron: number };

export interface Pin extends Anchor {
  /** Which byte of the character at `utf16`. */
  readonly byteOfCharacter: number;
  /** The end of the file: the predicted byte. */
  readonly atEnd: boolean;
  readonly wider?: Wider;
}

export interface KeptPin extends Pin {
  /** Unique for the life of the window; edits and the order of showing do not change it. */
  readonly id: number;
  readonly isShown: boolean;
}

/** A pin after an edit. A selection keeps what is left of it and does not grow by what is typed at its ends. */
export function movePin<P extends Pin>(pin: P, changes: readonly Change[]): P {
  const anchor = moveThroughEdit(pin, changes);
  const moved = { ...pin, ...anchor, byteOfCharacter: anchor.gone ? 0 : pin.byteOfCharacter };
  if (pin.wider?.kind !== "span") return moved;
  const last = moveThroughEdit({ utf16: pin.wider.utf16End - 1, gone: false }, changes);
  const utf16End = Math.max(moved.utf16, last.gone ? last.utf16 : last.utf16 + 1);
  return { ...moved, wider: { kind: "span", utf16End } };
}

function isSameWider(a: Wider | undefined, b: Wider | undefined): boolean {
  if (a?.kind === "span") return b?.kind === "span" && a.utf16End === b.utf16End;
  if (a?.kind === "neuron") return b?.kind === "neuron" && a.neuron === b.neuron;
  return b === undefined;
}

export function isSame(a: Pin, b: Pin): boolean {
  if (!isSameWider(a.wider, b.wider)) return false;
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
