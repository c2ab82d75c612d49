// Adaptive counts of order N: what the bytes before a byte say about it, from how often each followed the same N, N - 1,
// .. 0 bytes earlier in the text (docs/counting.md, section 1). One trie of strings of 1 to N + 1 bytes in typed arrays. Not
// here: the text, its bits, and where to start again after an edit (countedText.ts).

/** Orders that may be asked for. */
export const ORDERS = { low: 0, high: 8, fallback: 5 } as const;

/** Strings kept: 27 bytes each with their two places in the index, so 57 million bytes. */
export const MOST_STRINGS = 2 ** 21;
/** The fewest that can be asked for: all single bytes must fit beside the strings of the next byte. */
export const FEWEST_STRINGS = 1024;
const FIRST_STRINGS = 4096;
/** Steps between two pauses in work over all strings: a fraction of a millisecond. */
const STEPS = 8192;

const FIELDS = 4;
const KEY = 0;
const COUNT = 1;
const FOLLOWED = 2;
const USE = 3;

/** A string is a node: its parent is the string without its last byte. Node 0 is the empty string. */
export class AdaptiveCounts {
  /**
   * Four numbers a node, beside each other because they are used together: KEY, parent * 256 + last byte; COUNT, how often
   * its last byte followed its parent; FOLLOWED, n, how often a counted byte followed it; USE, where one last did.
   */
  private fields: Uint32Array;
  /** u: how many different bytes have followed it. */
  private followers: Uint16Array;
  private length: Uint8Array;
  private nodes = 1;
  /** Nodes by key, open addressing, 0 for an empty place. Twice as many places as nodes. */
  private index: Uint32Array;
  private shift: number;
  /** The nodes of the last 0, 1, .. bytes, as far as they are kept. */
  private readonly path: Uint32Array;
  private contexts = 1;
  /** The strings that the last byte ended, one a context. */
  private readonly ended: Uint32Array;
  private position = 0;
  private hasDropped = false;
  private hasUncounted = false;

  constructor(
    readonly order: number,
    private readonly most = MOST_STRINGS,
  ) {
    if (!(Number.isInteger(order) && order >= ORDERS.low && order <= ORDERS.high))
      throw new RangeError(`order ${order}: expected ${ORDERS.low} to ${ORDERS.high}`);
    if (!(most >= FEWEST_STRINGS && most <= MOST_STRINGS))
      throw new RangeError(`${most} strings: expected ${FEWEST_STRINGS} to ${MOST_STRINGS}`);
    const room = Math.min(most, FIRST_STRINGS);
    this.fields = new Uint32Array(FIELDS * room);
    this.followers = new Uint16Array(room);
    this.length = new Uint8Array(room);
    this.index = new Uint32Array(placesFor(room));
    this.shift = shiftFor(this.index);
    this.path = new Uint32Array(order + 1);
    this.ended = new Uint32Array(order + 1);
  }

  /** Bytes counted. */
  get through(): number {
    return this.position;
  }

  /** Some contexts were forgotten for want of memory, so bytes may cost more than without a limit. */
  get dropped(): boolean {
    return this.hasDropped;
  }

  /** Whether makeRoom() must run before the next byte. */
  get needsRoom(): boolean {
    return this.nodes + this.order + 1 > this.followers.length;
  }

  /** Whether the next makeRoom() would drop contexts. */
  get isAtLimit(): boolean {
    return this.followers.length >= this.most;
  }

  /** Bytes were uncounted, so that the last uses are not those of a text counted once; then nothing may be dropped. */
  get wasUncounted(): boolean {
    return this.hasUncounted;
  }

  /** -log2 P of the next byte, which is then counted. */
  next(byte: number): number {
    const { path, ended, contexts, fields, followers, index, shift } = this;
    const mask = index.length - 1;
    let P = 1 / 256;
    let occurred = true;
    for (let k = 0; k < contexts; k++) {
      const context = path[k];
      const wanted = context * 256 + byte;
      let place = Math.imul(wanted, SPREAD) >>> shift;
      let node = index[place];
      while (node !== 0 && fields[FIELDS * node + KEY] !== wanted) {
        place = (place + 1) & mask;
        node = index[place];
      }
      const count = node === 0 ? 0 : fields[FIELDS * node + COUNT];
      const n = fields[FIELDS * context + FOLLOWED];
      if (n === 0) occurred = false;
      if (occurred) {
        const u = followers[context];
        P = (count + u * P) / (n + u);
      }
      if (node === 0) {
        node = this.nodes++;
        index[place] = node;
        fields[FIELDS * node + KEY] = wanted;
        fields[FIELDS * node + FOLLOWED] = 0;
        followers[node] = 0;
        this.length[node] = k + 1;
        followers[context]++;
      }
      fields[FIELDS * node + COUNT] = count + 1;
      fields[FIELDS * context + FOLLOWED] = n + 1;
      fields[FIELDS * context + USE] = this.position;
      ended[k] = node;
    }
    this.contexts = Math.min(contexts, this.order) + 1;
    for (let k = 1; k < this.contexts; k++) path[k] = ended[k - 1];
    this.position++;
    return -Math.log2(P);
  }

  /** P of every byte as the next one, into `out` [256]; counts nothing. */
  probabilities(out: Float64Array): void {
    out.fill(1 / 256);
    for (let k = 0; k < this.contexts; k++) {
      const context = this.path[k];
      const n = this.fields[FIELDS * context + FOLLOWED];
      const u = this.followers[context];
      if (n === 0) return;
      for (let byte = 0; byte < 256; byte++)
        out[byte] = (this.countOf(context, byte) + u * out[byte]) / (n + u);
    }
  }

  /**
   * Takes back the last byte: afterwards all counts are as if it had never been counted. Not after anything was dropped.
   * @param last the last min(order + 1, through) bytes counted
   */
  uncount(last: Uint8Array): void {
    if (this.hasDropped) throw new Error("counts that were dropped cannot be taken back");
    const { path, fields, followers, order } = this;
    const before = Math.min(order, --this.position);
    this.hasUncounted = true;
    this.contexts = before + 1;
    // The parent of each string is what stood before its last byte. Only the longest is not the end of a kept one.
    for (let k = 0; k < order && k <= before; k++)
      path[k] = fields[FIELDS * path[k + 1] + KEY] >>> 8;
    if (before === order) {
      let node = 0;
      for (let i = 0; i < order; i++) node = this.find(node, last[i]);
      path[order] = node;
    }
    const byte = last[before];
    for (let k = before; k >= 0; k--) {
      const context = path[k];
      const node = this.find(context, byte);
      fields[FIELDS * context + FOLLOWED]--;
      if (--fields[FIELDS * node + COUNT] > 0) continue;
      // It was the last string to come, so its place was empty for all others.
      followers[context]--;
      this.index[this.placeOf(fields[FIELDS * node + KEY])] = 0;
      this.nodes--;
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.index.fill(0);
    this.nodes = 1;
    this.fields[FOLLOWED] = 0;
    this.followers[0] = 0;
    this.contexts = 1;
    this.position = 0;
    this.hasDropped = false;
    this.hasUncounted = false;
  }

  /** Makes room for the next byte, with pauses, in which nothing else may be called: more memory, or dropped contexts. */
  *makeRoom(): Generator<void, void> {
    if (this.isAtLimit) yield* this.drop();
    else this.grow(Math.min(this.most, 2 * this.followers.length));
    yield* this.fillIndex();
  }

  private grow(room: number): void {
    this.fields = longer(this.fields, new Uint32Array(FIELDS * room));
    this.followers = longer(this.followers, new Uint16Array(room));
    this.length = longer(this.length, new Uint8Array(room));
    this.index = new Uint32Array(placesFor(room));
    this.shift = shiftFor(this.index);
  }

  /**
   * Drops the least recently used contexts of the highest order, then of the next, until half of the room is free. A
   * dropped context loses all its followers, so that the probabilities of all bytes still sum to one. An order is only
   * begun when the one above it is gone, so that no string is left without its parent.
   */
  private *drop(): Generator<void, void> {
    this.hasDropped = true;
    for (let k = this.order; k > 0; k--) {
      const tooMany = this.nodes - (this.most >>> 1);
      if (tooMany <= 0) return;
      const oldest = yield* this.oldestUses(k, tooMany);
      yield* this.forget(k, oldest);
    }
  }

  /** The last use up to which contexts of `order` must go, so that this many strings go with them, or all. */
  private *oldestUses(order: number, strings: number): Generator<void, number> {
    // Digit by digit: the upper 16 bits first, then the lower ones among those with these upper bits.
    let upper = -1;
    let left = strings;
    for (const bits of [16, 0]) {
      const sums = new Float64Array(65536);
      for (let node = 0; node < this.nodes; node++) {
        if (node % STEPS === 0) yield;
        if (this.length[node] !== order) continue;
        const use = this.fields[FIELDS * node + USE];
        if (bits === 0 && use >>> 16 !== upper) continue;
        sums[(use >>> bits) & 65535] += this.followers[node];
      }
      let digit = 0;
      while (digit < 65535 && sums[digit] < left) left -= sums[digit++];
      if (bits === 0) return upper * 65536 + digit;
      upper = digit;
    }
    return 0xffffffff;
  }

  /** Takes all followers from the contexts of `order` last used at `use` or before; numbers the nodes anew. */
  private *forget(order: number, use: number): Generator<void, void> {
    // The index is filled again in any case; until then it holds the new number of each node.
    const { index: numbers, fields, length, followers } = this;
    let kept = 1;
    numbers[0] = 0;
    for (let node = 1; node < this.nodes; node++) {
      if (node % STEPS === 0) yield;
      const at = FIELDS * node;
      // A parent comes before its children, so it has its new number and place by now.
      const parent = numbers[fields[at + KEY] >>> 8];
      if (length[node] === order + 1 && fields[FIELDS * parent + FOLLOWED] === 0) {
        numbers[node] = 0;
        continue;
      }
      numbers[node] = kept;
      const goes = length[node] === order && fields[at + USE] <= use;
      const to = FIELDS * kept;
      fields[to + KEY] = parent * 256 + (fields[at + KEY] & 255);
      fields[to + COUNT] = fields[at + COUNT];
      fields[to + FOLLOWED] = goes ? 0 : fields[at + FOLLOWED];
      fields[to + USE] = fields[at + USE];
      followers[kept] = goes ? 0 : followers[node];
      length[kept] = length[node];
      kept++;
    }
    this.nodes = kept;
    for (let k = 1; k < this.contexts; k++) {
      this.path[k] = numbers[this.path[k]];
      if (this.path[k] === 0) this.contexts = k;
    }
  }

  private *fillIndex(): Generator<void, void> {
    this.index.fill(0);
    for (let node = 1; node < this.nodes; node++) {
      if (node % STEPS === 0) yield;
      this.index[this.placeOf(this.fields[FIELDS * node + KEY])] = node;
    }
  }

  private countOf(context: number, byte: number): number {
    const node = this.find(context, byte);
    return node === 0 ? 0 : this.fields[FIELDS * node + COUNT];
  }

  /** The node of a context followed by a byte; 0 if there is none. */
  private find(context: number, byte: number): number {
    return this.index[this.placeOf(context * 256 + byte)];
  }

  /** Where the node with this key is in the index, or the empty place where it would be put. */
  private placeOf(wanted: number): number {
    const { index, fields } = this;
    const mask = index.length - 1;
    let place = Math.imul(wanted, SPREAD) >>> this.shift;
    for (; index[place] !== 0; place = (place + 1) & mask)
      if (fields[FIELDS * index[place] + KEY] === wanted) return place;
    return place;
  }
}

/** 2^32 over the golden ratio, odd. */
const SPREAD = 0x9e3779b1;

/** A power of two, at least twice the nodes. */
function placesFor(nodes: number): number {
  return 2 ** Math.ceil(Math.log2(2 * nodes));
}

/** Leaves as many upper bits of a 32-bit product as the index has places for. */
function shiftFor(index: Uint32Array): number {
  return 32 - Math.log2(index.length);
}

function longer<T extends Uint32Array | Uint16Array | Uint8Array>(old: T, room: T): T {
  room.set(old);
  return room;
}
