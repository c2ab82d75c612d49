// How a pinned character moves when the text changes. Offsets are UTF-16 code units. Pure.

export interface Anchor {
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
export function moveAnchor(anchor: Anchor, change: Change): Anchor {
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
