// What is done to the bytes of a file to make another of it: cut, changed, pieces put in, left out, or taken from another file.
// Asserts nothing.
import fc from "fast-check";
import { joined } from "./pickles";

/** Places are shares of the length. */
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const damage = fc.oneof(
  fc.record({ how: fc.constant("cut" as const), at: place }),
  fc.record({ how: fc.constant("change" as const), at: place, to: fc.nat(255) }),
  fc.record({
    how: fc.constant("insert" as const),
    at: place,
    bytes: fc.uint8Array({ maxLength: 6 }),
  }),
  fc.record({
    how: fc.constant("drop" as const),
    at: place,
    count: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({
    how: fc.constant("splice" as const),
    at: place,
    from: place,
    count: fc.nat(200),
    of: fc.nat(),
  }),
);
export type Damage = typeof damage extends fc.Arbitrary<infer D> ? D : never;

export const damages = fc.array(damage, { minLength: 1, maxLength: 4 });

/** @param all the files that pieces are taken from */
export function damaged(
  bytes: Uint8Array,
  all: readonly Uint8Array[],
  list: readonly Damage[],
): Uint8Array {
  return list.reduce<Uint8Array>((before, one) => afterOne(before, all, one), bytes);
}

function afterOne(bytes: Uint8Array, all: readonly Uint8Array[], what: Damage): Uint8Array {
  const at = Math.floor(what.at * bytes.length);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (what.how === "cut") return before;
  if (what.how === "change") return joined([before, Uint8Array.of(what.to), after.subarray(1)]);
  if (what.how === "insert") return joined([before, what.bytes, after]);
  if (what.how === "drop") return joined([before, after.subarray(what.count)]);
  const other = all[what.of % all.length];
  const from = Math.floor(what.from * other.length);
  return joined([before, other.subarray(from, from + what.count), after]);
}
