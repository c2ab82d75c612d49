// Which nets can be trained, by the words of the command line and the editor; and which models can be trained further.
import type { TrainedCell } from "../kernels/cells/cell";
import type { Weights } from "../kernels/interface";
import { InputError } from "../nets/inputError";
import type { CellKind } from "../protocol/vocabulary/cells";
import { untrainable } from "../protocol/words/trainable";

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
  const net = { layers: 1 + upper.length, isOfBytes: !alphabet, isRelu: cell === "relu" };
  const refused = untrainable(net, name);
  if (refused !== null || cell === "relu") throw new InputError(refused ?? name);
  return cell;
}
