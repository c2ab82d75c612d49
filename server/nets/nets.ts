// Turns a file's tensors into one net: chooses among several by prefix, checks what the metadata says of it, and
// describes how everything was understood. Not here: reading the formats.
import type { CellName } from "../kernels/cells/cell";
import type { Weights } from "../kernels/interface";
import type { CellKind } from "../protocol/vocabulary/cells";
import { l10n } from "../protocol/words/l10n";
import { shortened, shortPath } from "../protocol/words/shortened";
import { type Alphabet, type AlphabetSources, alphabetOf } from "./alphabet";
import { InputError } from "./inputError";
import { recurrentModules } from "./modules";
import { inventory, type Piece, type Pieces, under } from "./pieces";
import { type Nonlinearity, nonlinearityOf } from "./saidOfNets";
import { type NetPieces, piecesOf, structureOf } from "./structure";
import type { TensorTable } from "./tensors";
import { weightsOf } from "./weights";

/** Recurrent modules of a file with several nets, and parts of their names. */
const MOST_MODULES = 64;
const MOST_PARTS = 64;
/** Characters quoted of a list of names. */
const MOST_OF_LIST = 240;

/** What a file was understood to hold. */
export interface NetDescription {
  readonly cell: CellKind;
  /** Of an Elman net. */
  readonly nonlinearity: Nonlinearity | null;
  readonly layers: number;
  readonly input: { readonly kind: "one-hot" | "embedding"; readonly width: number };
  readonly alphabet: Alphabet & { readonly size: number };
  /** Type of the numbers in the file, e.g. "F32", or "F16, F32". */
  readonly dtype: string;
  /** What precedes the tensor names of the chosen net; "" if the file holds one. */
  readonly prefix: string;
  /** Which tensors each part was made from. */
  readonly parts: readonly { readonly part: string; readonly from: string }[];
  /** Tensors that no net uses, or that belong to other nets in the file. */
  readonly ignored: readonly string[];
}

/** What a person says of a net that its file may leave open. */
export interface Said {
  /** The prefix of the wanted net, if the file holds several. */
  readonly prefix?: string | undefined;
  readonly nonlinearity?: Nonlinearity | undefined;
  readonly alphabets?: AlphabetSources;
}

export interface Net {
  readonly weights: Weights;
  readonly description: NetDescription;
}

/** A file holds several complete nets, and none was chosen. */
export class SeveralNets extends InputError {
  constructor(
    sentence: string,
    /** The prefix of each net; "" for the one without. */
    readonly prefixes: readonly string[],
  ) {
    super(sentence);
  }
}

function severalNets(
  file: string,
  prefixes: readonly string[],
  matrices: readonly string[],
): SeveralNets {
  const choices = prefixes.map((prefix) => prefix || "''").join(l10n` or `);
  const names = matrices.map((name) => `'${shortened(name)}'`).join(l10n` and `);
  return new SeveralNets(
    l10n`${shortPath(file)}: ${prefixes.length} complete nets, with ${shortened(names, MOST_OF_LIST)}; expected one; choose ${shortened(choices, MOST_OF_LIST)} (--prefix)`,
    prefixes,
  );
}

/** @throws InputError naming `file` */
export function netOf(
  tensors: TensorTable,
  metadata: Readonly<Record<string, string>>,
  { prefix, nonlinearity: asked, alphabets = {} }: Said,
  file: string,
): Net {
  if (metadata.kind === "corpus checkpoint" && prefix === undefined)
    throw new InputError(
      l10n`${shortPath(file)}: a checkpoint of training, not a finished model; expected a model, or --prefix best for its best weights`,
    );
  const { pieces, ignored } = inventory(tensors, metadata);
  const chosen = chooseNet(pieces, prefix, file);
  const net = structureOf(chosen.pieces, chosen.prefix, file);
  const nonlinearity = nonlinearityOf(net, metadata, asked, file);
  const alphabet = alphabetOf(net.V, net.Wy.name, metadata, alphabets, file);
  const cell: CellName = net.kind === "elman" ? (nonlinearity ?? "tanh") : net.kind;
  return {
    weights: weightsOf(net, cell, alphabet, file),
    description: describe(net, nonlinearity, alphabet, {
      prefix: chosen.prefix.replace(/\.$/, ""),
      ignored: [...ignored, ...chosen.others],
    }),
  };
}

interface Chosen {
  readonly prefix: string;
  /** Names without the prefix. */
  readonly pieces: Pieces;
  readonly others: readonly string[];
}

function chooseNet(pieces: Pieces, wanted: string | undefined, file: string): Chosen {
  const modules = recurrentModules(pieces);
  // Each is looked for a net of its own under every part of its name, among all tensors.
  if (modules.length > MOST_MODULES)
    throw new InputError(
      l10n`${shortPath(file)}: ${modules.length} recurrent modules; expected at most ${MOST_MODULES}`,
    );
  const deep = modules.find(({ path }) => path.split(".").length > MOST_PARTS);
  if (deep)
    throw new InputError(
      l10n`${shortPath(file)}: a name of more than ${MOST_PARTS} parts, '${shortened(deep.path)}'; expected at most ${MOST_PARTS}`,
    );
  const nets = modules.length > 1 || wanted !== undefined ? netsIn(pieces) : [];
  const own = (prefix: string): Chosen => {
    // The net without a prefix consists of all pieces outside the other nets.
    const mine =
      prefix === ""
        ? without(
            pieces,
            nets.filter((one) => one !== ""),
          )
        : under(pieces, prefix);
    const names = new Set([...mine.values()].map(({ name }) => name));
    const others = [...pieces.values()]
      .filter(({ name }) => !names.has(name))
      .map(({ name }) => name);
    return { prefix, pieces: mine, others };
  };
  const listed = nets.map((prefix) => prefix.replace(/\.$/, ""));
  if (wanted === undefined) {
    if (nets.length < 2) return { prefix: "", pieces, others: [] };
    const matrices = nets.map((prefix) => firstMatrix(own(prefix).pieces));
    throw severalNets(file, listed, matrices);
  }
  const prefix = wanted === "" || wanted.endsWith(".") ? wanted : `${wanted}.`;
  if (nets.includes(prefix)) return own(prefix);
  const expected =
    listed.length > 0 ? listed.map((one) => one || "''").join(l10n` or `) : l10n`no prefix`;
  throw new InputError(
    l10n`${shortPath(file)}: no complete net under the prefix '${shortened(wanted)}'; expected ${shortened(expected, MOST_OF_LIST)}`,
  );
}

/** The prefix of every complete net: for each, the longest prefix that is complete by itself. */
function netsIn(pieces: Pieces): string[] {
  const found: string[] = [];
  const look = (path: string) => {
    // "a.b.rnn." may belong to a net called "a.b.rnn.", "a.b." or "a.".
    const parts = path.split(".").slice(0, -1);
    for (let n = parts.length; n >= 1; n--) {
      const prefix = `${parts.slice(0, n).join(".")}.`;
      if (isNet(under(pieces, prefix))) return prefix;
    }
    return undefined;
  };
  for (const { path } of recurrentModules(pieces)) {
    const prefix = look(path);
    if (prefix !== undefined && !found.includes(prefix)) found.push(prefix);
  }
  if (isNet(without(pieces, found))) found.push("");
  return found;
}

function without(pieces: Pieces, prefixes: readonly string[]): Pieces {
  return new Map([...pieces].filter(([name]) => !prefixes.some((p) => name.startsWith(p))));
}

function isNet(pieces: Pieces): boolean {
  try {
    structureOf(pieces, "", "");
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

function firstMatrix(pieces: Pieces): string {
  const [module] = recurrentModules(pieces);
  const names = [...pieces].filter(([name]) => name.startsWith(module.path));
  return names.find(([name]) => /weight_hh|W_h|Whh/.test(name))?.[1].name ?? module.path;
}

function describe(
  net: NetPieces,
  nonlinearity: Nonlinearity | null,
  alphabet: Alphabet,
  found: Pick<NetDescription, "prefix" | "ignored">,
): NetDescription {
  const { kind, V, layers, Wy, by, embedding } = net;
  const words = ({ name, made }: Piece) => (made === undefined ? name : `${name} (${made})`);
  const sum = (...biases: (Piece | null)[]) =>
    biases
      .filter((bias) => bias !== null)
      .map(words)
      .join(" + ") || "zero";
  const [{ Wi, Wh, bi, bh }, ...above] = layers;
  return {
    cell: kind,
    nonlinearity,
    layers: layers.length,
    input: embedding ? { kind: "embedding", width: Wi.shape[1] } : { kind: "one-hot", width: V },
    alphabet: { size: V, ...alphabet },
    dtype: [...new Set(piecesOf(net).map(({ dtype }) => dtype))].sort().join(", "),
    ...found,
    parts: [
      { part: "W_x", from: embedding ? `${words(Wi)} times ${words(embedding)}` : words(Wi) },
      { part: "W_h", from: words(Wh) },
      { part: "b_h", from: sum(bi, bh) },
      ...above.flatMap((layer, i) => [
        { part: `W_i ${i + 2}`, from: words(layer.Wi) },
        { part: `W_h ${i + 2}`, from: words(layer.Wh) },
        { part: `b ${i + 2}`, from: sum(layer.bi, layer.bh) },
      ]),
      { part: "W_y", from: words(Wy) },
      { part: "b_y", from: sum(by) },
    ],
  };
}
