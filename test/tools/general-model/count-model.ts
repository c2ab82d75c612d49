// A model to compare the general model with: counts how often each byte followed the bytes before it in the training
// text. An order that has not seen a context backs off to the next lower one (Witten and Bell's weights).

export class CountModel {
  /** By order 0..n: context -> counts [256], their sum, and how many of them are not zero. */
  private readonly tables: Map<number, { counts: Uint32Array; sum: number; kinds: number }>[];

  constructor(readonly order: number) {
    this.tables = Array.from({ length: order + 1 }, () => new Map());
  }

  learn(bytes: Uint8Array): void {
    for (let t = 0; t < bytes.length; t++)
      for (let order = 0; order <= Math.min(this.order, t); order++) {
        const context = contextOf(bytes, t, order);
        let entry = this.tables[order].get(context);
        if (!entry) {
          entry = { counts: new Uint32Array(256), sum: 0, kinds: 0 };
          this.tables[order].set(context, entry);
        }
        if (entry.counts[bytes[t]]++ === 0) entry.kinds++;
        entry.sum++;
      }
  }

  /** Summed -log2 P of all bytes but the first. */
  bits(bytes: Uint8Array): number {
    let bits = 0;
    for (let t = 1; t < bytes.length; t++) bits -= Math.log2(this.probability(bytes, t));
    return bits;
  }

  /** Probability of bytes[t] given the bytes before it: every order is mixed with the one below, down to 1/256. */
  probability(bytes: Uint8Array, t: number): number {
    let p = 1 / 256;
    for (let order = 0; order <= Math.min(this.order, t); order++) {
      const entry = this.tables[order].get(contextOf(bytes, t, order));
      if (entry) p = (entry.counts[bytes[t]] + entry.kinds * p) / (entry.sum + entry.kinds);
    }
    return p;
  }
}

/** The bytes before t as one number; exact up to order 6. */
function contextOf(bytes: Uint8Array, t: number, order: number): number {
  let context = 0;
  for (let k = order; k >= 1; k--) context = context * 256 + bytes[t - k];
  return context;
}
