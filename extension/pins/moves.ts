// How a pinned character moves when the text changes. Offsets are UTF-16 code units. Pure.

export interface Anchor {
  readonly utf16: number;
  /** Its own character was deleted: the place is kept, and text typed there does not push it on. */
  readonly gone: boolean;
}

export interface Change {
  readonly start: number;
  readonly removed: number;
  readonly inserted: number;
}

/**
 * One change, in the text before it: what stands in front moves the anchor, what comes behind does not.
 * Where the character itself is replaced, the anchor stays with the place as well as it can.
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

/** The changes of one edit, all in the text before it, as an editor reports them (never overlapping). */
export function moveThroughEdit(anchor: Anchor, changes: readonly Change[]): Anchor {
  const fromTheEnd = [...changes].sort((a, b) => b.start - a.start);
  return fromTheEnd.reduce(moveAnchor, anchor);
}
