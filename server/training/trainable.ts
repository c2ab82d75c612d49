// Which nets can be trained, by the words of the command line and the editor; and which models can be trained further.

import type { TrainedCell } from "../kernels/cells/cell";
import type { Weights } from "../kernels/interface";
import { InputError } from "../nets/inputError";
import type { CellKind } from "../protocol/vocabulary/cells";
import { l10n } from "../protocol/words/l10n";
import { shortPath } from "../protocol/words/shortened";

export const TRAINED_CELLS: Readonly<Record<CellKind, TrainedCell>> = {
  elman: "tanh",
  gru: "gru",
  lstm: "lstm",
};

export function kindOf(cell: TrainedCell): CellKind {
  return cell === "tanh" ? "elman" : cell;
}

/**
 * The cell of a model that is to be trained further.
 * @param name of the model in an error
 * @throws InputError for a net that training does not know
 */
export function trainableCell(
  { cell = "tanh", upper = [], alphabet }: Pick<Weights, "cell" | "upper" | "alphabet">,
  name: string,
): TrainedCell {
  const refuse = (found: string): never => {
    throw new InputError(
      l10n`${shortPath(name)}: ${found}; expected one layer of tanh, GRU or LSTM over the 256 bytes, which is what can be trained`,
    );
  };
  if (upper.length > 0) refuse(l10n`${1 + upper.length} layers`);
  if (alphabet) refuse(l10n`an alphabet of its own`);
  return cell === "relu" ? refuse(l10n`a ReLU net`) : cell;
}
