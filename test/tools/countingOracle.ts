// Counting written from the formulas of docs/counting.md with maps of strings: slow, and the judge of server/counting.
// Asserts nothing.

interface Context {
  /** byte -> how often it followed */
  readonly followers: Map<number, number>;
  lastUse: number;
}

/** P of every byte of a text given those before it, in bits, with at most `most` strings kept beside the empty one. */
export class CountingOracle {
  private readonly contexts = new Map<string, Context>();
  private seen = "";
  /** Beside the empty one. */
  private strings = 0;
  hasDropped = false;

  constructor(
    private readonly order: number,
    private readonly most = Number.POSITIVE_INFINITY,
  ) {}

  /** The contexts of the next byte, the shortest first. */
  private names(): string[] {
    const names = [""];
    for (let k = 1; k <= Math.min(this.order, this.seen.length); k++) {
      const name = this.seen.slice(-k);
      // A string that was dropped is no context until it has been counted again.
      if (!this.contexts.get(name.slice(0, -1))?.followers.has(name.charCodeAt(k - 1))) break;
      names.push(name);
    }
    return names;
  }

  probability(byte: number): number {
    let P = 1 / 256;
    for (const name of this.names()) {
      const followers = this.contexts.get(name)?.followers;
      if (!followers || followers.size === 0) break;
      const n = [...followers.values()].reduce((a, b) => a + b, 0);
      P = ((followers.get(byte) ?? 0) + followers.size * P) / (n + followers.size);
    }
    return P;
  }

  count(byte: number): void {
    if (1 + this.strings + this.order + 1 > this.most) this.drop();
    for (const name of this.names()) {
      const context = this.contexts.get(name) ?? { followers: new Map(), lastUse: 0 };
      this.contexts.set(name, context);
      if (!context.followers.has(byte)) this.strings++;
      context.followers.set(byte, (context.followers.get(byte) ?? 0) + 1);
      context.lastUse = this.seen.length;
    }
    this.seen += String.fromCharCode(byte);
  }

  /** Bits of each byte of a text, from its start. */
  bits(text: Uint8Array): number[] {
    return [...text].map((byte) => {
      // Contexts are dropped before a byte is predicted.
      if (1 + this.strings + this.order + 1 > this.most) this.drop();
      const bits = -Math.log2(this.probability(byte));
      this.count(byte);
      return bits;
    });
  }

  private drop(): void {
    this.hasDropped = true;
    const half = Math.floor(this.most / 2);
    for (let k = this.order; k > 0; k--) {
      const ofOrder = [...this.contexts].filter(([name]) => name.length === k);
      ofOrder.sort(([, a], [, b]) => a.lastUse - b.lastUse);
      for (const [name, { followers }] of ofOrder) {
        if (1 + this.strings <= half) return;
        this.strings -= followers.size;
        this.contexts.delete(name);
      }
    }
  }
}

/** The longest suffix of the bytes before p that ends earlier, the most recent; by trying every end. */
export function slowMatch(text: Uint8Array, p: number) {
  let best = { length: 0, at: -1 };
  for (let at = 1; at < p; at++) {
    let length = 0;
    while (length < at && text[at - 1 - length] === text[p - 1 - length]) length++;
    if (length > 0 && length >= best.length) best = { length, at };
  }
  return best.length === 0 ? undefined : { ...best, next: text[best.at] };
}
