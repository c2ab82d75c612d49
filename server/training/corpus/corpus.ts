// A corpus: many files to learn from, and others held out to be judged by. The seed decides which files are held out
// and the order of the rest. Does not read files or train.
import { InputError } from "../../nets/inputError";
import { l10n } from "../../protocol/words/l10n";
import { nounOf } from "../../protocol/words/nouns";
import { shortened } from "../../protocol/words/shortened";
import { createRandom } from "../random";

export interface CorpusFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Corpus {
  /** The text to learn from: file after file, in random order. */
  readonly text: Uint8Array;
  /** The held-out files, one after another; each is predicted from a zero state. */
  readonly heldOut: Uint8Array;
  /** [files + 1] start of each file in `heldOut`, and the end of the last. */
  readonly starts: readonly number[];
}

/** Keeps this use of the seed apart from its other uses. */
const ORDER = 0x5eed;

/**
 * Holds out whole files, chosen at random, up to `share` of the bytes. For a file larger than that, holds out its end
 * instead, so that a large or single file is represented on both sides.
 * @param share above 0, below 1
 */
export function holdOut(
  files: readonly CorpusFile[],
  share: number,
  seed: number,
): { readonly training: readonly CorpusFile[]; readonly heldOut: readonly CorpusFile[] } {
  const quota = share * total(files);
  const training: CorpusFile[] = [];
  const heldOut: CorpusFile[] = [];
  const small = files.filter(({ bytes }) => bytes.length <= quota);
  for (const { name, bytes } of files.filter((file) => file.bytes.length > quota)) {
    const cut = Math.round((1 - share) * bytes.length);
    training.push({ name, bytes: bytes.subarray(0, cut) });
    heldOut.push({ name, bytes: bytes.subarray(cut) });
  }
  let left = share * total(small);
  for (const file of shuffled(small, seed + ORDER)) {
    if (left < file.bytes.length / 2) {
      training.push(file);
      continue;
    }
    heldOut.push(file);
    left -= file.bytes.length;
  }
  return { training, heldOut };
}

/**
 * @param name the name to use in an error
 * @throws InputError if either side has nothing that can be predicted.
 */
export function corpusOf(
  training: readonly CorpusFile[],
  heldOut: readonly CorpusFile[],
  seed: number,
  name = nameOf([...training, ...heldOut]),
): Corpus {
  const text = joined(shuffled(training, seed));
  const judged = heldOut.filter(({ bytes }) => bytes.length >= 2);
  if (text.length < 2 || judged.length === 0) {
    const [learnt, held] = [text.length, total(judged.length > 0 ? judged : heldOut.slice(0, 1))];
    const found = learnt === 0 ? l10n`no bytes` : `${learnt} ${nounOf(learnt, "byte")}`;
    throw new InputError(
      l10n`${shortened(name)}: ${found} to train on and ${held || l10n`none`} held out; expected at least 2 bytes of each`,
    );
  }
  const starts = [0];
  for (const { bytes } of judged) starts.push(starts[starts.length - 1] + bytes.length);
  return { text, heldOut: joined(judged), starts };
}

function nameOf(files: readonly CorpusFile[]): string {
  const [first = l10n`corpus`, ...others] = new Set(files.map(({ name }) => name));
  return others.length > 0 ? l10n`${first} and others` : first;
}

function total(files: readonly CorpusFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes.length, 0);
}

export function joined(files: readonly CorpusFile[]): Uint8Array {
  const all = new Uint8Array(total(files));
  let at = 0;
  for (const { bytes } of files) {
    all.set(bytes, at);
    at += bytes.length;
  }
  return all;
}

/** Fisher-Yates. The files may come in any order, so they are sorted by name first. */
function shuffled(files: readonly CorpusFile[], seed: number): CorpusFile[] {
  const order = [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const random = createRandom(seed);
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
