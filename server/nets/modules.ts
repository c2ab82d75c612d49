// The recurrent modules among the tensors of a file, by the names of their matrices, and the layers of one of them: kind
// and size by the shapes, biases both, one or none. Not here: what surrounds a module (readout.ts), the whole net
// (structure.ts).
import type { CellKind } from "../protocol/vocabulary/cells";
import { MOST_LAYERS, MOST_NEURONS } from "../protocol/vocabulary/rawSize";
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";
import type { Piece, Pieces } from "./pieces";
import { looksLike } from "./readout";
import { shapeText } from "./tensors";

/** The pieces of a layer: W_ih e + b_ih and W_hh h + b_hh, the rows of the gates one below the other. */
export interface LayerPieces {
  /** [gates H, inputs] */
  readonly Wi: Piece;
  /** [gates H, H] */
  readonly Wh: Piece;
  /** [gates H]; a missing one is zero. */
  readonly bi: Piece | null;
  readonly bh: Piece | null;
}

export interface Layers {
  readonly kind: CellKind;
  readonly H: number;
  /** From the input up. */
  readonly layers: readonly LayerPieces[];
}

/** What is expected of a recurrent module, in sentences. */
export const MODULES = () => l10n`an nn.RNN, nn.LSTM or nn.GRU of 1 to ${MOST_LAYERS} layers`;

const GATES: Readonly<Record<CellKind, number>> = { elman: 1, gru: 3, lstm: 4 };
/** The module's name in PyTorch. */
export const MODULE_NAMES: Readonly<Record<CellKind, string>> = {
  elman: "nn.RNN",
  gru: "nn.GRU",
  lstm: "nn.LSTM",
};

/** A recurrent matrix under any supported name; what precedes it is the module. */
const RECURRENT = /^(?<module>.*?)(?<matrix>weight_hh(?<layer>_l\d+)?(?<back>_reverse)?|W_h|Whh)$/;

export interface RecurrentModule {
  /** With its final dot: "model.rnn." */
  readonly path: string;
  readonly style: "torch" | "own" | "karpathy";
  /** Suffixes of its layers, the lowest first: "_l0", "_l1"; "" for a cell. */
  readonly layers: readonly string[];
}

export function recurrentModules(pieces: Pieces): RecurrentModule[] {
  const found = new Map<string, Omit<RecurrentModule, "layers"> & { layers: Set<string> }>();
  for (const name of pieces.keys()) {
    const { module, matrix, layer = "" } = RECURRENT.exec(name)?.groups ?? {};
    if (module === undefined) continue;
    const style = matrix === "W_h" ? "own" : matrix === "Whh" ? "karpathy" : "torch";
    const key = `${module} ${style}`;
    const one = found.get(key) ?? { path: module, style, layers: new Set() };
    one.layers.add(layer);
    found.set(key, one);
  }
  return [...found.values()]
    .map((one) => ({ ...one, layers: [...one.layers].sort((a, b) => numberOf(a) - numberOf(b)) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function numberOf(layer: string): number {
  return layer === "" ? -1 : Number(layer.slice(2));
}

/** The layers of PyTorch's nn.RNN, nn.LSTM or nn.GRU, or the one of a cell. */
export function torchLayers(pieces: Pieces, module: RecurrentModule, refuse: Refuse): Layers {
  const { path, layers } = module;
  const strange = [...pieces.keys()].find((name) => /_reverse$|weight_hr/.test(name));
  if (strange)
    refuse(
      l10n`'${shortened(pieces.get(strange)?.name ?? strange)}' is ${looksLike(strange, [])}; expected one direction, no projection`,
    );
  const named = (name: string, layer: string) => pieces.get(`${path}${name}${layer}`);
  const matrix = (layer: string) => named("weight_hh", layer)?.name ?? `${path}weight_hh${layer}`;
  const isCell = layers.length === 1 && layers[0] === "";
  const odd = layers.findIndex((layer, i) => !isCell && layer !== `_l${i}`);
  if (odd >= 0)
    refuse(
      l10n`'${shortened(matrix(layers[odd]))}' stands where layer _l${odd} would be; expected layers numbered from _l0 on, or one cell without a number`,
    );
  if (layers.length > MOST_LAYERS)
    refuse(
      l10n`${layers.length} layers ('${shortened(matrix(layers[MOST_LAYERS]))}'); expected ${MODULES()}`,
    );
  const first = named("weight_hh", layers[0]) as Piece;
  const { kind, H } = kindOfLayer(first, refuse);
  const rows = GATES[kind] * H;
  const all = layers.map((layer, i): LayerPieces => {
    const Wh = named("weight_hh", layer) as Piece;
    const Wi =
      named("weight_ih", layer) ??
      refuse(
        l10n`tensor '${shortened(`${path}weight_ih${layer}`)}' is missing; expected it beside '${shortened(Wh.name)}'`,
      );
    const why = i > 0 ? l10n`: all layers of one kind and size` : "";
    shaped(Wh, [rows, H], refuse, why);
    if (i > 0) shaped(Wi, [rows, H], refuse, why);
    else if (Wi.shape.length !== 2 || Wi.shape[0] !== rows)
      refuse(
        l10n`shape of '${shortened(Wi.name)}' is ${shapeText(Wi.shape)}; expected [${rows}, inputs]`,
      );
    const [bi, bh] = ["bias_ih", "bias_hh"].map((name) => {
      const bias = named(name, layer);
      return bias ? shaped(bias, [rows], refuse) : null;
    });
    return { Wi, Wh, bi, bh };
  });
  return { kind, H, layers: all };
}

/** An Elman net, a GRU and an LSTM have one, three and four times H rows. */
function kindOfLayer(Wh: Piece, refuse: Refuse): Pick<Layers, "kind" | "H"> {
  const [rows, H] = Wh.shape;
  const found = (["elman", "gru", "lstm"] as const).find((kind) => rows === GATES[kind] * H);
  if (Wh.shape.length === 2 && found && H >= 1 && H <= MOST_NEURONS) return { kind: found, H };
  return refuse(
    l10n`shape of '${shortened(Wh.name)}' is ${shapeText(Wh.shape)}; expected [H, H], [3H, H] of an nn.GRU or [4H, H] of an nn.LSTM with H from 1 to ${MOST_NEURONS}`,
  );
}

/** H of a matrix [H, H]. */
export function square(Wh: Piece, refuse: Refuse): number {
  const [H] = Wh.shape;
  if (Wh.shape.length === 2 && Wh.shape[1] === H && H >= 1 && H <= MOST_NEURONS) return H;
  return refuse(
    l10n`shape of '${shortened(Wh.name)}' is ${shapeText(Wh.shape)}; expected [H, H] with H from 1 to ${MOST_NEURONS}`,
  );
}

export function shaped(piece: Piece, shape: readonly number[], refuse: Refuse, why = ""): Piece {
  if (piece.shape.join() === shape.join()) return piece;
  return refuse(
    l10n`shape of '${shortened(piece.name)}' is ${shapeText(piece.shape)}; expected ${shapeText(shape)}${why}`,
  );
}
