// Every cell by name. The only place that lists them for the kernels.
import type { Cell, CellName } from "./cell";
import { reluCell, tanhCell } from "./elman/elman";
import { gruCell } from "./gru/gru";
import { lstmCell } from "./lstm/lstm";

export const CELLS: Readonly<Record<CellName, Cell>> = {
  tanh: tanhCell,
  relu: reluCell,
  lstm: lstmCell,
  gru: gruCell,
};
