// Recognises the net in a set of tensors: one recurrent module, a readout, perhaps an embedding, in one of three naming
// styles. Otherwise refuses, naming a tensor that does not fit. Shapes and names only; numbers are computed in
// weights.ts, and which rows are which characters is said in alphabet.ts.
import { l10n, marked, translated } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import { type Refuse, refusing } from "./inputError";
import {
  type Layers,
  MODULES,
  type RecurrentModule,
  recurrentModules,
  shaped,
  square,
  torchLayers,
} from "./modules";
import type { Piece, Pieces } from "./pieces";
import { type Ends, listed, looksLike, readoutOf } from "./readout";
import { countOf, shapeText } from "./tensors";

/** The pieces of a net: its layers from the input up, the readout of the last one, the embedding before the first. */
export interface NetPieces extends Layers, Ends {}

/** 1 GiB in float32. */
const MOST_WEIGHTS = 2 ** 28;

/**
 * @param prefix what preceded the names in the file, for messages
 * @throws InputError naming `file`
 */
export function structureOf(pieces: Pieces, prefix: string, file: string): NetPieces {
  const refuse: Refuse = refusing(file);
  const [module, ...more] = recurrentModules(pieces);
  if (!module)
    return refuse(
      l10n`no recurrent matrix among ${listed([...pieces.keys()])}; expected W_h, Whh, or PyTorch's weight_hh_l0`,
    );
  if (more.length > 0) {
    const all = [module, ...more];
    const paths = all.map(({ path }) => `${prefix}${path}`.replace(/\.$/, "") || l10n`(no prefix)`);
    const [second] = more;
    const input = pieces.get(`${second.path}weight_ih${second.layers[0]}`);
    const name = input?.name ?? `${prefix}${second.path}`;
    refuse(
      l10n`${numberWord(all.length)} recurrent modules: ${listed(paths)} ('${shortened(name)}'); how they are wired is not in the file, expected one, ${MODULES()}`,
    );
  }
  const net =
    module.style === "torch" ? torchNet(pieces, module, refuse) : namedNet(pieces, module, refuse);
  refuseLeftOver(pieces, net, refuse);
  const count = piecesOf(net).reduce((sum, { shape }) => sum + countOf(shape), 0);
  if (count > MOST_WEIGHTS)
    refuse(l10n`${count} weights; expected at most ${MOST_WEIGHTS}, 1 GiB of them`);
  return net;
}

/** Every piece of a net, in the order of its parts. */
export function piecesOf({ layers, Wy, by, embedding }: NetPieces): Piece[] {
  const all = [...layers.flatMap(({ Wi, Wh, bi, bh }) => [Wi, Wh, bi, bh]), ...[Wy, by, embedding]];
  return all.filter((piece) => piece !== null);
}

/** This project's names, or those of min-char-rnn, whose biases are [H, 1] and may be missing. */
function namedNet(pieces: Pieces, module: RecurrentModule, refuse: Refuse): NetPieces {
  const isOwn = module.style === "own";
  const names = isOwn
    ? (["W_x", "W_h", "b_h", "W_y", "b_y"] as const)
    : (["Wxh", "Whh", "bh", "Why", "by"] as const);
  const [wx, wh, bh, wy, by] = names.map((name) => pieces.get(module.path + name));
  const need = (piece: Piece | undefined, i: number) =>
    piece ??
    refuse(
      l10n`tensor '${shortened(module.path + names[i])}' is missing; expected ${names.join(", ")}`,
    );
  const Wh = need(wh, 1);
  const H = square(Wh, refuse);
  const out = need(wy, 3);
  const [V] = out.shape;
  const Wy = shaped(out, [V, H], refuse);
  const Wi = shaped(need(wx, 0), [H, V], refuse);
  const bias = (piece: Piece | undefined, i: number, rows: number) => {
    if (!piece) return isOwn ? need(piece, i) : null;
    const isColumn = !isOwn && piece.shape.length === 2;
    return shaped(piece, isColumn ? [rows, 1] : [rows], refuse);
  };
  return {
    kind: "elman",
    H,
    V,
    layers: [{ Wi, Wh, bi: bias(bh, 2, H), bh: null }],
    Wy,
    by: bias(by, 4, V),
    embedding: null,
  };
}

/** nn.RNN, nn.LSTM, nn.GRU or one of their cells, followed by an nn.Linear, perhaps with an nn.Embedding in front. */
function torchNet(pieces: Pieces, module: RecurrentModule, refuse: Refuse): NetPieces {
  const found = torchLayers(pieces, module, refuse);
  const used = new Set(found.layers.flatMap(({ Wi, Wh, bi, bh }) => [Wi, Wh, bi, bh]));
  const rest = [...pieces].filter(([, piece]) => !used.has(piece));
  return { ...found, ...readoutOf(new Map(rest), found.H, found.layers[0].Wi, refuse) };
}

function refuseLeftOver(pieces: Pieces, net: NetPieces, refuse: Refuse): void {
  const used = new Set(piecesOf(net));
  // Matrices first: naming one says more than naming its bias.
  const rest = [...pieces.values()]
    .filter((piece) => !used.has(piece))
    .sort(
      (a, b) =>
        Number(b.name.endsWith("weight")) - Number(a.name.endsWith("weight")) ||
        (a.name < b.name ? -1 : 1),
    );
  const [first, ...more] = rest;
  if (!first) return;
  const others = more.length > 0 ? l10n` (and ${more.length} more)` : "";
  refuse(
    l10n`'${shortened(first.name)}' ${shapeText(first.shape)}${others} is left over: it looks like ${looksLike(first.name, first.shape, net.H)}; expected nothing beside ${MODULES()} and an nn.Linear`,
  );
}

const WORDS = [marked("two"), marked("three"), marked("four")];

/** @param n two or more */
function numberWord(n: number): string {
  const word = WORDS[n - 2];
  return word === undefined ? String(n) : translated(word);
}
