// The positions of a text in groups of one context: the bytes that stand a few offsets before them. A skip offset d is
// the byte p - d of position p (docs/patterns.md). Not here: which offsets are chosen, and what is counted of a group.

/** Groups one after the other; the positions of a group ascend. */
export interface Groups {
  readonly positions: Int32Array;
  /** Where each group begins in `positions`, and at the end their number. */
  readonly starts: Int32Array;
}

/** Positions passed between two pauses. */
export const PIECE = 1 << 16;

/** All positions in one group, that of the empty context. */
export function oneGroup(text: Uint8Array): Groups {
  return {
    positions: Int32Array.from(text.keys()),
    starts: Int32Array.of(...(text.length > 0 ? [0, text.length] : [0])),
  };
}

export function groupCount({ starts }: Groups): number {
  return starts.length - 1;
}

/**
 * Splits every group by the byte at offset d. Positions that have no such byte are left out.
 * @param onlyAmbiguous leaves out the groups in which all next bytes are the same, too
 */
export function* split(
  text: Uint8Array,
  { positions, starts }: Groups,
  d: number,
  onlyAmbiguous: boolean,
): Generator<void, Groups> {
  const out = new Int32Array(positions.length);
  const begins = new Int32Array(positions.length + 1);
  const counts = new Int32Array(256);
  /** The one next byte seen, or MIXED. */
  const next = new Int16Array(256);
  const at = new Int32Array(256);
  const seen = new Uint8Array(256);
  let [groups, end, passed] = [0, 0, 0];
  for (let group = 0; group + 1 < starts.length; group++) {
    const to = starts[group + 1];
    let from = starts[group];
    while (from < to && positions[from] < d) from++;
    let kinds = 0;
    for (let i = from; i < to; i++) {
      const p = positions[i];
      const byte = text[p - d];
      if (counts[byte]++ === 0) {
        seen[kinds++] = byte;
        next[byte] = text[p];
      } else if (next[byte] !== text[p]) next[byte] = MIXED;
    }
    for (let i = 0; i < kinds; i++) {
      const byte = seen[i];
      const isKept = !onlyAmbiguous || next[byte] === MIXED;
      at[byte] = isKept ? end : LEFT_OUT;
      if (isKept) {
        begins[groups++] = end;
        end += counts[byte];
      }
      counts[byte] = 0;
    }
    for (let i = from; i < to; i++) {
      const byte = text[positions[i] - d];
      if (at[byte] !== LEFT_OUT) out[at[byte]++] = positions[i];
    }
    passed += to - starts[group];
    if (passed >= PIECE) {
      passed = 0;
      yield;
    }
  }
  begins[groups] = end;
  return { positions: out.slice(0, end), starts: begins.slice(0, groups + 1) };
}

const MIXED = -1;
const LEFT_OUT = -1;

/** The bytes at the positions of one group: how often each occurs. */
export class NextBytes {
  /** [byte] */
  readonly n = new Int32Array(256);
  /** The bytes that occur, in the order of their first occurrence. */
  readonly seen = new Uint8Array(256);
  private kinds = 0;

  /** Returns how many bytes are in `seen`; clear() must have run since the last group. */
  count(text: Uint8Array, positions: Int32Array, from: number, to: number): number {
    const { n, seen } = this;
    let kinds = 0;
    for (let i = from; i < to; i++) {
      const byte = text[positions[i]];
      if (n[byte]++ === 0) seen[kinds++] = byte;
    }
    this.kinds = kinds;
    return kinds;
  }

  clear(): void {
    for (let i = 0; i < this.kinds; i++) this.n[this.seen[i]] = 0;
  }
}
