// What metadata and options say of a net's computation, held against its shapes: which cell, which nonlinearity, how
// many layers. What is said is believed where the shapes leave it open, and refused where they do not agree.
import type { CellKind } from "../protocol/vocabulary/cells";
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import { type Refuse, refusing } from "./inputError";
import { MODULE_NAMES } from "./modules";
import type { NetPieces } from "./structure";

/** Of an Elman net. No shape tells them apart. */
export const NONLINEARITIES = ["tanh", "relu"] as const;
export type Nonlinearity = (typeof NONLINEARITIES)[number];

interface SaidCell {
  readonly kind: CellKind;
  readonly nonlinearity?: Nonlinearity;
}

/** The values of the metadata field 'cell'. */
const SAID_CELLS: Readonly<Record<string, SaidCell>> = {
  elman: { kind: "elman" },
  rnn: { kind: "elman" },
  rnn_tanh: { kind: "elman", nonlinearity: "tanh" },
  rnn_relu: { kind: "elman", nonlinearity: "relu" },
  lstm: { kind: "lstm" },
  gru: { kind: "gru" },
};

/**
 * The nonlinearity of an Elman net, tanh where nothing says otherwise; null for another cell.
 * @param asked the option --nonlinearity
 * @throws InputError naming `file` and what does not agree
 */
export function nonlinearityOf(
  { kind, layers }: Pick<NetPieces, "kind" | "layers">,
  metadata: Readonly<Record<string, string>>,
  asked: Nonlinearity | undefined,
  file: string,
): Nonlinearity | null {
  const refuse: Refuse = refusing(file);
  const field = (name: string) => l10n`metadata field '${name}' is '${shortened(metadata[name])}'`;
  const [{ Wh }] = layers;
  const shapes = l10n`'${shortened(Wh.name)}' [${Wh.shape.join(", ")}] is that of an ${MODULE_NAMES[kind]}`;
  const said: (readonly [words: string, value: Nonlinearity])[] = [];
  if (metadata.cell !== undefined) {
    const name = metadata.cell.toLowerCase();
    const cell = Object.hasOwn(SAID_CELLS, name)
      ? SAID_CELLS[name]
      : refuse(l10n`${field("cell")}; expected ${Object.keys(SAID_CELLS).join(", ")}`);
    if (cell.kind !== kind) refuse(l10n`${field("cell")}, but ${shapes}; expected the same`);
    if (cell.nonlinearity) said.push([field("cell"), cell.nonlinearity]);
  }
  if (metadata.nonlinearity !== undefined) {
    const value = NONLINEARITIES.find((one) => one === metadata.nonlinearity);
    said.push([
      field("nonlinearity"),
      value ?? refuse(l10n`${field("nonlinearity")}; expected ${NONLINEARITIES.join(l10n` or `)}`),
    ]);
  }
  if (asked !== undefined) said.push([l10n`--nonlinearity is ${asked}`, asked]);
  if (metadata.layers !== undefined && metadata.layers !== String(layers.length))
    refuse(l10n`${field("layers")}, but ${layers.length} are there; expected the same`);
  const [first, ...more] = said;
  for (const [words, value] of more)
    if (value !== first[1]) refuse(l10n`${words}, but ${first[0]}; expected the same`);
  if (kind === "elman") return first?.[1] ?? "tanh";
  // An LSTM and a GRU have a tanh of their own.
  if (first?.[1] === "relu") refuse(l10n`${first[0]}, but ${shapes}; expected an nn.RNN for it`);
  return null;
}
