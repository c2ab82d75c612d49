// Recognises the net in a set of tensors: a one-layer tanh Elman net over bytes, in one of three naming styles.
// Otherwise refuses, naming a tensor that does not fit. Shapes and names only; numbers are computed in weights.ts.

import { MOST_NEURONS } from "../protocol/vocabulary/rawSize";
import { shortened, shortPath } from "../protocol/words/shortened";
import { InputError } from "./inputError";
import type { Piece, Pieces } from "./pieces";
import { type Ends, listed, looksLike, type Refuse, readoutOf } from "./readout";
import { shapeText } from "./tensors";

/** The pieces of an Elman net: a = W_x e + W_h h + b_h, h' = tanh(a), z = W_y h' + b_y. */
export interface ElmanPieces extends Ends {
  readonly H: number;
  /** [H, width]; the columns are bytes if there is no embedding. */
  readonly Wx: Piece;
  readonly Wh: Piece;
  /** To be summed; zero if empty. */
  readonly bh: readonly Piece[];
}

/** A recurrent matrix under any supported name; what precedes it is the module. */
const RECURRENT = /^(?<module>.*?)(?<matrix>weight_hh(?<layer>_l\d+)?(?<back>_reverse)?|W_h|Whh)$/;

export interface RecurrentModule {
  /** With its final dot: "model.rnn." */
  readonly path: string;
  readonly style: "torch" | "own" | "karpathy";
  /** Suffixes of its layers: "_l0", "_l1"; "" for a cell. */
  readonly layers: readonly string[];
}

export function recurrentModules(pieces: Pieces): RecurrentModule[] {
  const found = new Map<string, RecurrentModule>();
  for (const name of pieces.keys()) {
    const { module, matrix, layer = "" } = RECURRENT.exec(name)?.groups ?? {};
    if (module === undefined) continue;
    const style = matrix === "W_h" ? "own" : matrix === "Whh" ? "karpathy" : "torch";
    const key = `${module} ${style}`;
    const layers = found.get(key)?.layers ?? [];
    found.set(key, { path: module, style, layers: [...new Set([...layers, layer])].sort() });
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * @param prefix what preceded the names in the file, for messages
 * @throws InputError naming `file`
 */
export function structureOf(pieces: Pieces, prefix: string, file: string): ElmanPieces {
  const refuse: Refuse = (sentence) => {
    throw new InputError(`${shortPath(file)}: ${sentence}`);
  };
  const [module, ...more] = recurrentModules(pieces);
  if (!module)
    return refuse(
      `no recurrent matrix among ${listed([...pieces.keys()])}; expected W_h, Whh, or PyTorch's weight_hh_l0`,
    );
  if (more.length > 0) {
    const all = [module, ...more];
    const paths = all.map(({ path }) => `${prefix}${path}`.replace(/\.$/, "") || "(no prefix)");
    const [second] = more;
    const input = pieces.get(`${second.path}weight_ih${second.layers[0]}`);
    const name = input?.name ?? `${prefix}${second.path}`;
    refuse(
      `${several(all.length)} recurrent modules: ${listed(paths)} ('${shortened(name)}'); how they are wired is not in the file, expected one`,
    );
  }
  const net =
    module.style === "torch" ? torchNet(pieces, module, refuse) : namedNet(pieces, module, refuse);
  refuseLeftOver(pieces, net, refuse);
  if (net.V !== 256)
    refuse(
      `'${shortened(net.Wy.name)}' has ${net.V} rows, an alphabet of ${net.V} characters; expected 256, one for each byte`,
    );
  return net;
}

/** This project's names, or those of min-char-rnn, whose biases are [H, 1] and may be missing. */
function namedNet(pieces: Pieces, module: RecurrentModule, refuse: Refuse): ElmanPieces {
  const isOwn = module.style === "own";
  const names = isOwn
    ? (["W_x", "W_h", "b_h", "W_y", "b_y"] as const)
    : (["Wxh", "Whh", "bh", "Why", "by"] as const);
  const [wx, wh, bh, wy, by] = names.map((name) => pieces.get(module.path + name));
  const need = (piece: Piece | undefined, i: number) =>
    piece ??
    refuse(
      `tensor '${shortened(module.path + names[i])}' is missing; expected ${names.join(", ")}`,
    );
  const Wh = need(wh, 1);
  const H = square(Wh, refuse);
  const Wx = shaped(need(wx, 0), [H, 256], refuse);
  const Wy = shaped(need(wy, 3), [256, H], refuse);
  const bias = (piece: Piece | undefined, i: number, rows: number) => {
    if (!piece) return isOwn ? need(piece, i) : null;
    const isColumn = !isOwn && piece.shape.length === 2;
    return shaped(piece, isColumn ? [rows, 1] : [rows], refuse);
  };
  const hidden = bias(bh, 2, H);
  return {
    H,
    V: 256,
    Wx,
    Wh,
    bh: hidden ? [hidden] : [],
    Wy,
    by: bias(by, 4, 256),
    embedding: null,
  };
}

/** nn.RNN or nn.RNNCell followed by an nn.Linear, perhaps with an nn.Embedding in front. */
function torchNet(pieces: Pieces, module: RecurrentModule, refuse: Refuse): ElmanPieces {
  const { path, layers } = module;
  const strange = [...pieces.keys()].find((name) => /_reverse$|weight_hr/.test(name));
  if (strange)
    refuse(
      `'${shortened(pieces.get(strange)?.name ?? strange)}' is ${looksLike(strange, [])}; expected one direction, no projection`,
    );
  const [layer] = layers;
  const part = (name: string) => pieces.get(`${path}${name}${layer}`);
  const Wh = part("weight_hh") as Piece;
  const H = elmanSize(Wh, refuse);
  if (layers.length > 1)
    refuse(
      `${several(layers.length)} layers ('${shortened(pieces.get(`${path}weight_hh${layers[1]}`)?.name ?? "")}'); expected one`,
    );
  const Wx =
    part("weight_ih") ??
    refuse(
      `tensor '${shortened(`${path}weight_ih${layer}`)}' is missing; expected it beside '${shortened(Wh.name)}'`,
    );
  if (Wx.shape.length !== 2 || Wx.shape[0] !== H)
    refuse(`shape of '${shortened(Wx.name)}' is ${shapeText(Wx.shape)}; expected [${H}, inputs]`);
  const bh = [part("bias_ih"), part("bias_hh")].filter((piece) => piece !== undefined);
  for (const bias of bh) shaped(bias, [H], refuse);
  const used = new Set([Wh, Wx, ...bh]);
  const rest = [...pieces].filter(([, piece]) => !used.has(piece));
  return { H, Wx, Wh, bh, ...readoutOf(new Map(rest), H, Wx, refuse) };
}

function refuseLeftOver(pieces: Pieces, net: ElmanPieces, refuse: Refuse): void {
  const used = new Set<Piece | null>([net.Wx, net.Wh, ...net.bh, net.Wy, net.by, net.embedding]);
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
  const others = more.length > 0 ? ` (and ${more.length} more)` : "";
  refuse(
    `'${shortened(first.name)}' ${shapeText(first.shape)}${others} is left over: it looks like ${looksLike(first.name, first.shape, net.H)}; expected nothing beside an nn.RNN of one layer and an nn.Linear`,
  );
}

function elmanSize(Wh: Piece, refuse: Refuse): number {
  const [rows, H] = Wh.shape;
  const gates = rows / H;
  if (Wh.shape.length === 2 && (gates === 3 || gates === 4)) {
    const cell = gates === 4 ? "an nn.LSTM: 4H rows" : "an nn.GRU: 3H rows";
    refuse(
      `'${shortened(Wh.name)}' has shape ${shapeText(Wh.shape)}, as of ${cell}; expected an nn.RNN, [${H}, ${H}]`,
    );
  }
  return square(Wh, refuse);
}

function square(Wh: Piece, refuse: Refuse): number {
  const [H] = Wh.shape;
  if (Wh.shape.length === 2 && Wh.shape[1] === H && H >= 1 && H <= MOST_NEURONS) return H;
  return refuse(
    `shape of '${shortened(Wh.name)}' is ${shapeText(Wh.shape)}; expected [H, H] with H from 1 to ${MOST_NEURONS}`,
  );
}

function shaped(piece: Piece, shape: readonly number[], refuse: Refuse): Piece {
  if (piece.shape.join() === shape.join()) return piece;
  return refuse(
    `shape of '${shortened(piece.name)}' is ${shapeText(piece.shape)}; expected ${shapeText(shape)}`,
  );
}

function several(n: number): string {
  return ["no", "one", "two", "three", "four"][n] ?? String(n);
}
