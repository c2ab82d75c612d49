// Which character each row of a readout stands for: from a file's metadata, from what was asked for, from a JSON file
// beside the model. Only characters of a single byte are read, so that a byte of a text is one of them or is outside; a
// list with any other is refused by that character. Not here: finding files (requests/modelFile.ts).
import { ALPHABETS, type AlphabetName } from "../protocol/vocabulary/alphabets";
import { nameCharacter } from "../protocol/words/byteNames";
import { l10n } from "../protocol/words/l10n";
import { shortened, shortPath } from "../protocol/words/shortened";
import { visibleText } from "../protocol/words/visibleText";
import { InputError, type Refuse, refusing } from "./inputError";
import { excessOf } from "./json";

/** A JSON file with an alphabet: a list of characters, an object of characters and indices, or a string. */
export interface AlphabetFile {
  readonly path: string;
  /** Its name says that it belongs to the model: NAME.vocab.json. */
  readonly isOwn?: boolean;
  /** Or what is wrong with the file itself, which only matters if it is needed. */
  readonly content: Uint8Array | { readonly unreadable: string };
}

/** Where an alphabet may come from besides the model file. */
export interface AlphabetSources {
  /** Asked for by a person. */
  readonly asked?: AlphabetName | AlphabetFile;
  /** Found beside the model; the first that fits is taken. */
  readonly beside?: readonly AlphabetFile[];
}

export interface Alphabet {
  /** "bytes", "metadata FIELD", a name of ALPHABETS, or the name of a file. */
  readonly source: string;
  /** In the order of the rows; null for the 256 bytes. */
  readonly characters: readonly string[] | null;
}

const FIELDS = ["alphabet", "chars", "vocab"] as const;
const BYTES = 256;

/**
 * @param V rows of the readout
 * @param readout its name in the file
 * @throws InputError naming `file`, the source and the entry, or how to say which characters the rows are
 */
export function alphabetOf(
  V: number,
  readout: string,
  metadata: Readonly<Record<string, string>>,
  { asked, beside = [] }: AlphabetSources,
  file: string,
): Alphabet {
  const refuse: Refuse = refusing(file);
  const said = FIELDS.filter((field) => metadata[field] !== undefined).map((field) =>
    listed(inMetadata(metadata[field], field, refuse), `metadata ${field}`, V, refuse),
  );
  if (asked !== undefined)
    said.push(
      typeof asked === "string"
        ? named(asked, V, refuse)
        : listed(inFile(asked, refuse), nameOf(asked), V, refuse),
    );
  for (const other of said.slice(1)) sameAs(said[0], other, refuse);
  if (said.length > 0) return said[0];
  for (const one of beside) {
    // A list that says nothing of this model by its name is not about one over bytes, unless it is as long.
    if (V === BYTES && !one.isOwn && !isAsLong(one, refuse)) continue;
    return listed(inFile(one, refuse), nameOf(one), V, refuse);
  }
  if (V === BYTES) return { source: "bytes", characters: null };
  return refuse(
    l10n`'${shortened(readout)}' has ${V} rows, an alphabet of ${V} characters, and nothing says which; expected them in the metadata (chars), in NAME.vocab.json beside it, or by --alphabet FILE, printable or ascii (in the editor the setting sparseDiff.alphabets)`,
  );
}

function nameOf({ path }: AlphabetFile): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}

function isAsLong(file: AlphabetFile, refuse: Refuse): boolean {
  try {
    const value = inFile(file, refuse);
    const length = typeof value === "string" ? [...value].length : Object.keys(value ?? {}).length;
    return length === BYTES;
  } catch {
    return false; // whatever it is, it is not the alphabet of this model
  }
}

/** The 256 bytes, or a list that has a name. */
function named(name: AlphabetName, V: number, refuse: Refuse): Alphabet {
  const { characters } = ALPHABETS[name];
  if (characters !== null) return listed(characters, name, V, refuse);
  if (V !== BYTES) refuse(l10n`alphabet ${name}: ${BYTES} bytes; expected ${V}, one for each row`);
  return { source: name, characters };
}

/** What a metadata field says: JSON, or the characters themselves one after another. */
function inMetadata(text: string, field: string, refuse: Refuse): unknown {
  // Digits are JSON too, and so are some words: those are characters.
  if (!/^\s*["[{]/.test(text)) return text;
  checkSize(text, `metadata ${field}`, refuse);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function inFile({ path, content }: AlphabetFile, refuse: Refuse): unknown {
  if ("unreadable" in content) throw new InputError(content.unreadable);
  const notJson = () =>
    refuse(
      l10n`the alphabet ${shortPath(path)} is not JSON; expected a list of characters, an object of characters and indices, or a string`,
    );
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return notJson();
  }
  checkSize(text, path, refuse);
  try {
    return JSON.parse(text);
  } catch {
    return notJson();
  }
}

/** No alphabet is nested, and each of its characters has at most an index. */
const LIMITS = { nested: 4, values: 100_000 } as const;

function checkSize(text: string, source: string, refuse: Refuse): void {
  const excess = excessOf(text, LIMITS);
  if (excess !== undefined)
    refuse(
      l10n`the alphabet ${shortPath(source)} holds ${excess}; expected a list of characters, an object of characters and indices, or a string`,
    );
}

/** @throws what `refuse` throws, naming the first entry that does not fit */
function listed(value: unknown, source: string, V: number, refuse: Refuse): Alphabet {
  const wrong: Refuse = (sentence) => refuse(l10n`alphabet ${shortPath(source)}: ${sentence}`);
  const characters = inOrder(value, V, wrong);
  const seen = new Map<string, number>();
  for (const [index, character] of characters.entries()) {
    if (typeof character !== "string" || [...character].length !== 1)
      return wrong(l10n`entry ${index} is ${quoted(character)}; expected one character`);
    if ((character.codePointAt(0) ?? 0) > 0x7f)
      wrong(
        l10n`entry ${index} is ${nameCharacter(character)}, ${new TextEncoder().encode(character).length} bytes in UTF-8; expected characters of a single byte only`,
      );
    const before = seen.get(character);
    if (before !== undefined)
      wrong(l10n`${nameCharacter(character)} twice, at ${before} and ${index}; expected each once`);
    seen.set(character, index);
  }
  if (characters.length !== V)
    wrong(l10n`${characters.length} characters; expected ${V}, one for each row of the readout`);
  return { source, characters: characters as string[] };
}

/** Entries by index, whatever the form; not checked to be characters. */
function inOrder(value: unknown, V: number, wrong: Refuse): unknown[] {
  if (typeof value === "string") return [...value];
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null)
    return wrong(l10n`${quoted(value)}; expected a list, an object or a string`);
  const entries = Object.entries(value);
  const byIndex = entries.every(([key, one]) => /^\d+$/.test(key) && typeof one === "string");
  const characters: unknown[] = [];
  for (const [key, one] of entries) {
    const [index, character] = byIndex ? [Number(key), one] : [one, key];
    if (!Number.isSafeInteger(index) || index < 0 || index >= V)
      wrong(
        l10n`${quoted(key)} has ${quoted(one)}; expected characters and their indices, 0 to ${V - 1}`,
      );
    if (characters[index] !== undefined)
      wrong(
        l10n`index ${index} twice, ${quoted(characters[index])} and ${quoted(character)}; expected each once`,
      );
    characters[index] = character;
  }
  const hole = Array.from({ length: V }).findIndex((_, index) => characters[index] === undefined);
  if (hole >= 0)
    wrong(l10n`no character for index ${hole}; expected ${V}, one for each row of the readout`);
  return characters;
}

function quoted(value: unknown): string {
  const text = typeof value === "string" ? `'${value}'` : (JSON.stringify(value) ?? String(value));
  // Shortened before too, since to show a text of a million characters takes a second.
  return shortened(visibleText(shortened(text)));
}

/** Two sources that both speak must say the same. */
function sameAs(one: Alphabet, other: Alphabet, refuse: Refuse): void {
  const all = other.characters ?? [];
  const at = one.characters?.findIndex((character, i) => character !== all[i]) ?? -1;
  if (at < 0) return;
  const say = ({ source, characters }: Alphabet) =>
    l10n`alphabet ${shortPath(source)} has ${nameCharacter(characters?.[at] ?? "")} at index ${at}`;
  refuse(l10n`${say(other)}, and ${say(one)}; expected the same`);
}

/** The byte of each row, [V]. */
export function bytesOf({ characters }: Pick<Alphabet, "characters">): Uint8Array {
  if (characters === null) return Uint8Array.from({ length: BYTES }, (_, x) => x);
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}
