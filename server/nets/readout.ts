// The matrices around a recurrent module: which are the readout and the embedding, and what an unused one looks like,
// for the error message. Not here: whether an unused one is refused (structure.ts).
import { l10n, marked, translated } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";
import type { Piece, Pieces } from "./pieces";
import { shapeText } from "./tensors";

/** The parts around the recurrence. */
export interface Ends {
  /** Rows of the softmax. */
  readonly V: number;
  readonly Wy: Piece;
  readonly by: Piece | null;
  /** [V, width]; null if there is no embedding. */
  readonly embedding: Piece | null;
}

const EMBEDDING = /emb|encoder|wte|lookup|lut|token/i;
const READOUT = /fc|out|head|dec|linear|lin\b|proj|classif|logit|h2o/i;

/** Distinguishes readout and embedding by shapes and biases; by names only if those fit both ways. */
export function readoutOf(rest: Pieces, H: number, Wx: Piece, refuse: Refuse): Ends {
  const width = Wx.shape[1];
  const matrices = [...rest].filter(
    ([name, { shape }]) => name.endsWith("weight") && shape.length === 2,
  );
  const ends: Ends[] = [];
  for (const [name, Wy] of matrices) {
    const [V, columns] = Wy.shape;
    if (columns !== H || V < 2) continue;
    const by = rest.get(name.replace(/weight$/, "bias")) ?? null;
    if (by && by.shape.join() !== String(V)) continue;
    if (width === V) ends.push({ V, Wy, by, embedding: null });
    for (const [other, embedding] of matrices) {
      const isBiased = rest.has(other.replace(/weight$/, "bias"));
      if (other === name || isBiased || embedding.shape.join() !== `${V},${width}`) continue;
      ends.push({ V, Wy, by, embedding });
    }
  }
  if (ends.length === 0) return noReadout(rest, H, Wx, refuse);
  const used = ({ Wy, by, embedding }: Ends) =>
    [Wy, by, embedding].filter((one) => one !== null).length;
  const most = Math.max(...ends.map(used));
  const full = ends.filter((one) => used(one) === most);
  const named = full.filter(
    ({ Wy, embedding }) =>
      embedding && EMBEDDING.test(embedding.name) && !EMBEDDING.test(lastPart(Wy.name)),
  );
  const [chosen, ...others] = full.length > 1 && named.length > 0 ? named : full;
  if (others.length > 0 && chosen.embedding)
    refuse(
      l10n`'${shortened(chosen.Wy.name)}' and '${shortened(chosen.embedding?.name)}' have one shape, ${shapeText(chosen.Wy.shape)}; expected names that tell the embedding from the readout`,
    );
  const isAlone = !chosen.embedding && !chosen.by && EMBEDDING.test(chosen.Wy.name);
  if (isAlone && !READOUT.test(chosen.Wy.name))
    refuse(
      l10n`'${shortened(chosen.Wy.name)}' is named like an embedding, and nothing like a readout is there; expected an nn.Linear of [characters, ${H}]`,
    );
  return chosen;
}

function noReadout(rest: Pieces, H: number, Wx: Piece, refuse: Refuse): never {
  const matrices = [...rest.values()].filter(({ shape }) => shape.length === 2);
  const found = matrices.map(({ name, shape }) => `'${shortened(name)}' ${shapeText(shape)}`);
  const readout = matrices.find(({ shape }) => shape[1] === H);
  if (readout && readout.shape[0] !== Wx.shape[1])
    refuse(
      l10n`'${shortened(Wx.name)}' takes ${Wx.shape[1]} inputs and '${shortened(readout.name)}' gives ${readout.shape[0]}; expected an embedding [${readout.shape[0]}, ${Wx.shape[1]}] between them, or equal numbers`,
    );
  return refuse(
    l10n`no readout among ${listed(found, l10n`no matrices`)}; expected an nn.Linear of [characters, ${H}], of two characters or more`,
  );
}

function lastPart(name: string): string {
  return name.split(".").slice(-2).join(".");
}

export function listed(names: readonly string[], none = l10n`no tensors`): string {
  if (names.length === 0) return none;
  const more = names.length > 8 ? l10n` and ${names.length - 8} more` : "";
  return (
    names
      .slice(0, 8)
      .map((name) => shortened(name))
      .join(", ") + more
  );
}

/** What an unused tensor is by its name; nothing is decided by this guess. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/_reverse$/, marked("a second direction, which reads the future (bidirectional)")],
  [/weight_hr/, marked("a projection of the hidden state (proj_size)")],
  [/running_(mean|var)$/, marked("a BatchNorm between cell and readout")],
  [
    /(^|[._])(layer_?norm|ln_?\w*|norm\w*|layernorm\w*)\.(weight|bias)$/i,
    marked("a LayerNorm between cell and readout"),
  ],
  [
    /(^|[._])(bn\w*|batch_?norm\w*)\.(weight|bias)$/i,
    marked("a BatchNorm between cell and readout"),
  ],
  [
    /(^|[._])(h_?0|c_?0|h_?init|init\w*|initial\w*|start\w*|state\w*)$/i,
    marked("a learned first state"),
  ],
  [/in_proj|attn|attention|query|key|value/i, marked("an attention layer")],
  [/conv/i, marked("a convolution")],
  [
    /exp_avg|momentum|adam|optim|^m(Wxh|Whh|Why|bh|by)$|(^|[._])mem/i,
    marked("the state of an optimiser"),
  ],
  [
    /_g$|_v$|original\d$/,
    marked("half of a weight_norm whose other half is missing or of another shape"),
  ],
  [/^(W_|b_|W[xh][hy]$|b[hy]$)/, marked("part of a second net")],
  [/weight_ih|weight_hh|bias_ih|bias_hh/, marked("part of a second recurrent module")],
];

/** @param H hidden size of the net it was found with */
export function looksLike(name: string, shape: readonly number[], H = 0): string {
  for (const [pattern, words] of BY_NAME) if (pattern.test(name)) return translated(words);
  if (shape.length > 2 && shape.every((n) => n === 1 || n === H))
    return l10n`a learned first state`;
  if (shape.length > 2) return l10n`a convolution`;
  if (shape.length === 2 && shape[1] === H) return l10n`a second linear layer on the hidden state`;
  if (shape.length === 2) return l10n`another layer or embedding`;
  if (shape.length === 1 && shape[0] === H) return l10n`a normalisation, a scale or a second bias`;
  return l10n`a part that a plain recurrent net does not have`;
}
