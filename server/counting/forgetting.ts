// Which contexts of a trie are forgotten when memory is full (docs/counting.md, section 1): the least recently used of the highest
// order, then of the next. A forgotten context loses all its followers, so that the probabilities of all bytes still sum to one. All
// of it pauses; nothing else may be done with the trie in a pause.
import { COUNT, FIELDS, FOLLOWED, KEY, STEPS, type StringTrie, USE } from "./stringTrie";

/**
 * Forgets contexts until at most `most` nodes are left. An order is only begun when the one above it is gone, so that no string
 * is left without its parent.
 * @param renumbered is told the new number of each node, 0 for one that is gone, as often as they change
 */
export function* forgetOldest(
  trie: StringTrie,
  order: number,
  most: number,
  renumbered: (numbers: Uint32Array) => void,
): Generator<void, void> {
  for (let k = order; k > 0 && trie.nodes > most; k--) {
    const use = yield* oldestUse(trie, k, trie.nodes - most);
    yield* forget(trie, k, use);
    renumbered(trie.index);
  }
  yield* trie.fillIndex();
}

/** The last use up to which contexts of `order` must go, so that this many strings go with them, or all of them. */
function* oldestUse(trie: StringTrie, order: number, strings: number): Generator<void, number> {
  const { fields, followers, length } = trie;
  // Digit by digit: the upper 16 bits first, then the lower ones among those with these upper bits.
  let upper = 0;
  let left = strings;
  for (const shift of [16, 0]) {
    const sums = new Float64Array(65536);
    for (let node = 0; node < trie.nodes; node++) {
      if (node % STEPS === 0) yield;
      if (length[node] !== order) continue;
      const use = fields[FIELDS * node + USE];
      if (shift === 0 && use >>> 16 !== upper) continue;
      sums[(use >>> shift) & 65535] += followers[node];
    }
    let digit = 0;
    while (digit < 65535 && sums[digit] < left) left -= sums[digit++];
    if (shift === 0) return upper * 65536 + digit;
    upper = digit;
  }
  return upper;
}

/** Takes all followers from the contexts of `order` last used at `use` or before; the index then holds the new numbers. */
function* forget(trie: StringTrie, order: number, use: number): Generator<void, void> {
  const { index: numbers, fields, length, followers } = trie;
  let kept = 1;
  numbers[0] = 0;
  for (let node = 1; node < trie.nodes; node++) {
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
  trie.nodes = kept;
}
