// The strings of a text as a trie in typed arrays: each is a node, its parent the string without its last byte. How often strings
// and their followers occurred is kept here for adaptiveCounts.ts; what it means, and which are forgotten, is not.

/** Numbers of a node, beside each other because they are used together. */
export const FIELDS = 4;
/** parent * 256 + last byte */
export const KEY = 0;
/** How often its last byte followed its parent. */
export const COUNT = 1;
/** n: how often a counted byte followed it. */
export const FOLLOWED = 2;
/** The byte position at which it was last followed. */
export const USE = 3;

/** Nodes looked at between two pauses: a fraction of a millisecond. */
export const STEPS = 8192;

/** 2^32 over the golden ratio, odd. */
const SPREAD = 0x9e3779b1;

export class StringTrie {
  /** [room][FIELDS] */
  fields: Uint32Array;
  /** [room] u: how many different bytes have followed it. */
  followers: Uint16Array;
  /** [room] bytes */
  length: Uint8Array;
  /** Node 0 is the empty string. */
  nodes = 1;
  /** Nodes by key, open addressing, 0 for an empty place. A power of two, at least twice the room. */
  index: Uint32Array;
  private shift: number;

  constructor(room: number) {
    this.fields = new Uint32Array(FIELDS * room);
    this.followers = new Uint16Array(room);
    this.length = new Uint8Array(room);
    this.index = new Uint32Array(placesFor(room));
    this.shift = shiftFor(this.index);
  }

  get room(): number {
    return this.followers.length;
  }

  /** The node of a context followed by a byte; 0 if there is none. */
  find(context: number, byte: number): number {
    return this.index[this.placeOf(context * 256 + byte)];
  }

  /** Where the node with this key is in the index, or the empty place where it would be put. */
  placeOf(key: number): number {
    const { index, fields } = this;
    const mask = index.length - 1;
    let place = Math.imul(key, SPREAD) >>> this.shift;
    for (let node = index[place]; node !== 0; node = index[place]) {
      if (fields[FIELDS * node + KEY] === key) return place;
      place = (place + 1) & mask;
    }
    return place;
  }

  /** Adds the string that placeOf() did not find; there must be room. */
  add(key: number, place: number, length: number): number {
    const node = this.nodes++;
    this.index[place] = node;
    this.fields[FIELDS * node + KEY] = key;
    this.fields[FIELDS * node + COUNT] = 0;
    this.fields[FIELDS * node + FOLLOWED] = 0;
    this.followers[node] = 0;
    this.length[node] = length;
    return node;
  }

  /** Removes the node that came last: its place in the index was empty for all others. */
  removeLast(): void {
    this.nodes--;
    this.index[this.placeOf(this.fields[FIELDS * this.nodes + KEY])] = 0;
  }

  clear(): void {
    this.index.fill(0);
    this.nodes = 1;
    this.fields[FOLLOWED] = 0;
    this.followers[0] = 0;
  }

  /** With pauses; nothing else may be called in one. */
  *grow(room: number): Generator<void, void> {
    const { fields, followers, length } = this;
    this.fields = new Uint32Array(FIELDS * room);
    this.followers = new Uint16Array(room);
    this.length = new Uint8Array(room);
    for (let from = 0; from < this.nodes; from += STEPS) {
      const to = from + STEPS;
      this.fields.set(fields.subarray(FIELDS * from, FIELDS * to), FIELDS * from);
      this.followers.set(followers.subarray(from, to), from);
      this.length.set(length.subarray(from, to), from);
      yield;
    }
    this.index = new Uint32Array(placesFor(room));
    this.shift = shiftFor(this.index);
    yield* this.fillIndex();
  }

  /** Puts all nodes into the index anew, in the order in which they came; with pauses. */
  *fillIndex(): Generator<void, void> {
    this.index.fill(0);
    for (let node = 1; node < this.nodes; node++) {
      if (node % STEPS === 0) yield;
      this.index[this.placeOf(this.fields[FIELDS * node + KEY])] = node;
    }
  }
}

function placesFor(nodes: number): number {
  return 2 ** Math.ceil(Math.log2(2 * nodes));
}

/** Leaves as many upper bits of a 32-bit product as the index has places for. */
function shiftFor(index: Uint32Array): number {
  return 32 - Math.log2(index.length);
}
