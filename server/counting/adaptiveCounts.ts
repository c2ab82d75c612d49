// Adaptive counts of order N: what the bytes before a byte say about it, from how often each byte followed the same N, N - 1, .. 0
// bytes earlier in the text (docs/counting.md, section 1). Not here: the text, its bits, and where to start again after an edit
// (countedText.ts), the memory (stringTrie.ts).
import { log2 } from "../kernels/elementary";
import { forgetOldest } from "./forgetting";
import { COUNT, FIELDS, FOLLOWED, KEY, StringTrie, USE } from "./stringTrie";

/** Orders that may be asked for. */
export const ORDERS = { low: 0, high: 8, fallback: 5 } as const;

/** Strings kept: 27 bytes each with their two places in the index, so 57 million bytes. */
export const MOST_STRINGS = 2 ** 21;
/** The fewest that can be asked for: all single bytes must fit beside the strings of the next byte. */
export const FEWEST_STRINGS = 1024;
const FIRST_STRINGS = 4096;

export class AdaptiveCounts {
  private readonly trie: StringTrie;
  /** The nodes of the last 0, 1, .. bytes, as far as they are kept: the contexts of the next byte. */
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
    /** Strings that there is room for at first. */
    first = FIRST_STRINGS,
  ) {
    if (!(Number.isInteger(order) && order >= ORDERS.low && order <= ORDERS.high))
      throw new RangeError(`order ${order}: expected ${ORDERS.low} to ${ORDERS.high}`);
    if (!(most >= FEWEST_STRINGS && most <= MOST_STRINGS))
      throw new RangeError(`${most} strings: expected ${FEWEST_STRINGS} to ${MOST_STRINGS}`);
    this.trie = new StringTrie(Math.min(most, first));
    this.path = new Uint32Array(order + 1);
    this.ended = new Uint32Array(order + 1);
  }

  /** Bytes counted. */
  get through(): number {
    return this.position;
  }

  /** Some contexts were forgotten for want of memory; with all of them bytes would cost other numbers. */
  get dropped(): boolean {
    return this.hasDropped;
  }

  /** Whether makeRoom() must run before the next byte. */
  get needsRoom(): boolean {
    return this.trie.nodes + this.order + 1 > this.trie.room;
  }

  /** Whether the next makeRoom() would drop contexts. */
  get isAtLimit(): boolean {
    return this.trie.room >= this.most;
  }

  /** Bytes were uncounted, so that the last uses are not those of a text counted once; then nothing may be dropped. */
  get wasUncounted(): boolean {
    return this.hasUncounted;
  }

  /** -log2 P of the next byte, which is then counted. */
  next(byte: number): number {
    const { trie, path, ended, contexts } = this;
    const { fields, followers, index } = trie;
    let P = 1 / 256;
    let occurred = true;
    for (let k = 0; k < contexts; k++) {
      const context = path[k];
      const key = context * 256 + byte;
      const place = trie.placeOf(key);
      let node = index[place];
      const count = node === 0 ? 0 : fields[FIELDS * node + COUNT];
      const n = fields[FIELDS * context + FOLLOWED];
      if (n === 0) occurred = false;
      if (occurred) {
        const u = followers[context];
        P = (count + u * P) / (n + u);
      }
      if (node === 0) {
        node = trie.add(key, place, k + 1);
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
    return -log2(P);
  }

  /** P of every byte as the next one, into `out` [256]; counts nothing. */
  probabilities(out: Float64Array): void {
    const { trie, path } = this;
    const { fields, followers } = trie;
    out.fill(1 / 256);
    for (let k = 0; k < this.contexts; k++) {
      const context = path[k];
      const n = fields[FIELDS * context + FOLLOWED];
      const u = followers[context];
      if (n === 0) return;
      for (let byte = 0; byte < 256; byte++) {
        const node = trie.find(context, byte);
        const count = node === 0 ? 0 : fields[FIELDS * node + COUNT];
        out[byte] = (count + u * out[byte]) / (n + u);
      }
    }
  }

  /**
   * Takes back the last byte: afterwards all counts are as if it had never been counted. Not after anything was dropped.
   * @param last the last min(order + 1, through) bytes counted
   */
  uncount(last: Uint8Array): void {
    if (this.hasDropped) throw new Error("counts that were dropped cannot be taken back");
    const { trie, path, order } = this;
    const { fields, followers } = trie;
    const before = Math.min(order, --this.position);
    this.hasUncounted = true;
    this.contexts = before + 1;
    // The parent of each string is what stood before its last byte. Only the longest is not the end of a kept one.
    for (let k = 0; k < order && k <= before; k++)
      path[k] = fields[FIELDS * path[k + 1] + KEY] >>> 8;
    if (before === order) {
      let node = 0;
      for (let i = 0; i < order; i++) node = trie.find(node, last[i]);
      path[order] = node;
    }
    const byte = last[before];
    for (let k = before; k >= 0; k--) {
      const context = path[k];
      const node = trie.find(context, byte);
      fields[FIELDS * context + FOLLOWED]--;
      if (--fields[FIELDS * node + COUNT] > 0) continue;
      followers[context]--;
      trie.removeLast();
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.trie.clear();
    this.contexts = 1;
    this.position = 0;
    this.hasDropped = false;
    this.hasUncounted = false;
  }

  /** Makes room for the next byte, with pauses, in which nothing else may be called: more memory, or dropped contexts. */
  *makeRoom(): Generator<void, void> {
    const { trie, most } = this;
    if (!this.isAtLimit) return yield* trie.grow(Math.min(most, 2 * trie.room));
    this.hasDropped = true;
    yield* forgetOldest(trie, this.order, most >>> 1, (numbers) => this.renumber(numbers));
  }

  /** A context is known until it, and with it all longer ones, is gone. */
  private renumber(numbers: Uint32Array): void {
    for (let k = 1; k < this.contexts; k++) {
      this.path[k] = numbers[this.path[k]];
      if (this.path[k] === 0) this.contexts = k;
    }
  }
}
