// What a checkpoint or a saved module says of its net, as the metadata of a safetensors file would: the alphabet, the
// nonlinearity, the cell. Not here: whether such a net is read (nets.ts).
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";
import { Bag } from "./pickleMachine";
import type { Found } from "./stateDictionary";

/** Keys that list or number the characters of an alphabet. */
const ALPHABET_KEY =
  /^(chars|all_chars|characters|all_characters|vocab|vocabulary|alphabet|itos|stoi|(char|ch|c)_?(to|2)_?(int|idx|ix|index|i)|(int|idx|ix|index|i)_?(to|2)_?(char|ch|c))$/i;
/** Keys of what a net was made with. */
const SETTINGS_KEY =
  /^(config|cfg|conf|args|opts?|options|kwargs|meta|metadata|h_?params|hyper_?param(eter)?s|settings|(model|net)_?(args|config|kwargs|params)|vocab|vocabulary|tokenizer|dataset|alphabet|params)$/i;
const MOST_CHARACTERS = 10_000;
/** Length of one character, or of a word that stands in for one. */
const MOST_OF_ONE = 64;
/** Length of a key that is looked at. */
const MOST_OF_KEY = 64;

/** @throws what `refuse` throws, where two values contradict each other or an alphabet has holes */
export function wordsOf({ modules, beside }: Found, refuse: Refuse): Record<string, string> {
  const said = new Said(refuse);
  for (const map of beside) readSettings(map, "", said, 0);
  for (const [path, module] of modules) {
    readSettings(module.values, path, said, 0);
    readModule(path, module, said);
  }
  return said.words();
}

function readSettings(
  map: ReadonlyMap<unknown, unknown>,
  path: string,
  said: Said,
  depth: number,
): void {
  if (said.isKnown("settings", map)) return;
  for (const [key, value] of map) {
    if (typeof key !== "string" || key.length > MOST_OF_KEY) continue;
    const name = path + key;
    if (key === "nonlinearity" && typeof value === "string") said.word(key, value, name);
    if (ALPHABET_KEY.test(key)) said.alphabet(value, name);
    const inner = value instanceof Bag ? value.values : value;
    if (depth < 2 && SETTINGS_KEY.test(key) && inner instanceof Map)
      readSettings(inner, `${name}.`, said, depth + 1);
  }
}

/** Modules of PyTorch that compute nothing outside training, no more than the probabilities, or weight_norm. */
const HARMLESS =
  /\.(container|loss|dropout|flatten)\.|\.(Identity|Softmax|LogSoftmax|Module|_WeightNorm)$/;

function readModule(path: string, { className, values }: Bag, said: Said): void {
  if (!className.startsWith("torch.nn.")) return;
  const name = path.replace(/\.$/, "") || l10n`the module`;
  const kind = className.slice(className.lastIndexOf(".") + 1);
  const mode = values.get("mode");
  if (/^(RNN|LSTM|GRU)(Cell)?$/.test(kind))
    said.word("cell", kind.replace("Cell", "").toLowerCase(), name);
  if (typeof mode === "string" && mode.startsWith("RNN_"))
    said.word("nonlinearity", mode.slice(4).toLowerCase(), `${name}.mode`);
  const renormed = values.get("max_norm") ?? null;
  if (kind === "Embedding" && renormed !== null)
    said.refuse(l10n`'${shortened(name)}' is an Embedding with max_norm; expected none`);
  const isEmpty = ["_parameters", "_modules", "_buffers"].every((field) => {
    const held = values.get(field);
    return !(held instanceof Map) || held.size === 0;
  });
  if (isEmpty && !HARMLESS.test(className))
    said.refuse(
      l10n`'${shortened(name)}' is a ${shortened(kind)}, which computes without tensors, and where is not in the file; expected the state dictionary alone, or a module without it`,
    );
}

/** What was said so far, and by which value. */
class Said {
  private readonly said = new Map<string, { word: string; by: string }>();
  private readonly seen = { settings: new Set<unknown>(), alphabet: new Set<unknown>() };
  constructor(readonly refuse: Refuse) {}

  /** The same value in many places is read once. */
  isKnown(as: "settings" | "alphabet", value: unknown): boolean {
    const isKnown = this.seen[as].has(value);
    this.seen[as].add(value);
    return isKnown;
  }

  word(what: string, word: string, by: string): void {
    const before = this.said.get(what);
    if (before && before.word !== word)
      this.refuse(
        l10n`'${shortened(before.by)}' and '${shortened(by)}' say two things of the ${what}; expected one`,
      );
    if (!before) this.said.set(what, { word, by });
  }

  alphabet(value: unknown, by: string): void {
    if (this.isKnown("alphabet", value)) return;
    const characters = charactersOf(value, by, this.refuse);
    if (characters) this.word("chars", JSON.stringify(characters), by);
  }

  words(): Record<string, string> {
    return Object.fromEntries([...this.said].map(([what, { word }]) => [what, word]));
  }
}

/**
 * The characters in the order of their indexes; undefined for what is no alphabet: a size, a set without an order, a
 * word such as a file name, an object that may hold one.
 */
function charactersOf(value: unknown, by: string, refuse: Refuse): string[] | undefined {
  const quoted = `'${shortened(by)}'`;
  if (typeof value === "string") {
    const characters = [...value.slice(0, 2 * MOST_CHARACTERS)];
    const isWord = new Set(characters).size < characters.length || characters.length < 2;
    return isWord ? undefined : checked(characters, quoted, refuse);
  }
  if (Array.isArray(value) && value.length > 0) return checked(value, quoted, refuse);
  if (!(value instanceof Map) || value.size === 0) return undefined;
  const pairs = [...value];
  // A dictionary of dictionaries, such as {"stoi": ..., "itos": ...}, is looked into instead.
  if (pairs.some(([, inner]) => inner instanceof Map || Array.isArray(inner))) return undefined;
  const byIndex = new Map<unknown, unknown>(
    pairs.map(([a, b]) => (typeof a === "number" ? [a, b] : [b, a])),
  );
  const inOrder = pairs.map((_, index) =>
    byIndex.has(index)
      ? byIndex.get(index)
      : refuse(
          l10n`${quoted} has ${pairs.length} entries, and none has the number ${index}; expected each number from 0 to ${pairs.length - 1} once`,
        ),
  );
  return checked(inOrder, quoted, refuse);
}

function checked(characters: readonly unknown[], quoted: string, refuse: Refuse): string[] {
  if (characters.length > MOST_CHARACTERS)
    refuse(l10n`${quoted} has ${characters.length} entries; expected at most ${MOST_CHARACTERS}`);
  return characters.map((one, index) => {
    const character = one instanceof Uint8Array ? String.fromCharCode(...one.subarray(0, 99)) : one;
    return typeof character === "string" && character.length <= MOST_OF_ONE
      ? character
      : refuse(
          l10n`${quoted} has the entry ${shortened(isPlain(one) ? String(one) : typeof one)} at index ${index}; expected characters`,
        );
  });
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}
