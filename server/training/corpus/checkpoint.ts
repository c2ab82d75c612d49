// Writes a corpus run to the bytes of a file and reads it back: a .safetensors file with the weights, Adam's moments,
// the best weights and the carried states, with the counters in its metadata. Reading checks which run it belongs to. The best
// weights have the names of a net, so that they can be read alone. Not here: which of its numbers are believed (checkpointNumbers.ts).
import type { CellName } from "../../kernels/cells/cell";
import type { Weights } from "../../kernels/interface";
import { shapeOf } from "../../kernels/shape";
import { InputError } from "../../nets/inputError";
import { netOf } from "../../nets/nets";
import { type NamedTensor, packTensors, readSafetensors } from "../../nets/safetensors";
import { TensorReader } from "../../nets/tensors";
import { namedTensors } from "../../nets/writtenNets";
import { l10n } from "../../protocol/words/l10n";
import { shortened, shortPath } from "../../protocol/words/shortened";
import { bestBitsOf, type CheckpointRecipe, countersOf, judgementsOf } from "./checkpointNumbers";
import type { CorpusSnapshot } from "./snapshot";

const parts = ["weights", "mean", "square"] as const;

/** @param identity identifies the run, which can only be continued with the same text, options and backend. */
export function writeCheckpoint(snapshot: CorpusSnapshot, identity: string): Uint8Array {
  const { parameters, states, counters, judgements, best, bestBitsPerByte } = snapshot;
  const tensors = [
    ...parts.flatMap((part) => named(part, parameters[part])),
    ...namedTensors(best).map(([name, ...rest]): NamedTensor => [`best.${name}`, ...rest]),
    ["states", [states.length / shapeOf(best).stateSize, shapeOf(best).stateSize], states] as const,
  ];
  return packTensors(tensors, {
    kind: "corpus checkpoint",
    hidden_size: String(best.H),
    identity,
    counters: JSON.stringify(counters),
    judgements: JSON.stringify(judgements),
    best_bits_per_byte: String(bestBitsPerByte),
  });
}

/**
 * @param recipe of the run
 * @throws InputError naming the file: not a checkpoint, damaged, or of another run.
 */
export function readCheckpoint(
  bytes: Uint8Array,
  file: string,
  identity: string,
  H: number,
  recipe: CheckpointRecipe,
  cell: CellName = "tanh",
): CorpusSnapshot {
  const { tensors, metadata } = readSafetensors(bytes, file);
  const refuse = (sentence: string): never => {
    throw new InputError(`${shortPath(file)}: ${sentence}`);
  };
  const damaged = (what: string) =>
    refuse(l10n`its ${what} are damaged; expected a whole checkpoint, or no such file`);
  if (metadata.kind !== "corpus checkpoint")
    refuse(l10n`not a checkpoint of training on a corpus; expected one, or no such file`);
  if (metadata.identity !== identity)
    refuse(
      l10n`a checkpoint of another run (${shortened(metadata.identity ?? l10n`none`)}); expected the same files and options (${identity})`,
    );
  const reader = new TensorReader(file, tensors, l10n`a whole checkpoint`);
  const { cell: shape, stateSize } = shapeOf({ H, cell });
  const weights = (part: string): Weights => ({
    ...(cell === "tanh" ? {} : { cell }),
    H,
    Wx: reader.take(`${part}.W_x`, [shape.gates * H, 256]),
    Wh: reader.take(`${part}.W_h`, [shape.gates * H, H]),
    bh: reader.take(`${part}.b_h`, [shape.width * H]),
    Wy: reader.take(`${part}.W_y`, [256, H]),
    by: reader.take(`${part}.b_y`, [256]),
  });
  const [now, mean, square] = parts.map(weights);
  const states = reader.take("states", [recipe.groups * recipe.streams, stateSize]);
  if (!isSquare(square)) damaged(l10n`second moments`);
  const judgements = judgementsOf(metadata.judgements) ?? damaged(l10n`judgements`);
  return {
    parameters: { weights: now, mean, square },
    states,
    counters: countersOf(metadata.counters, judgements, recipe) ?? damaged(l10n`counters`),
    judgements,
    best: netOf(tensors, metadata, { prefix: "best" }, file).weights,
    bestBitsPerByte:
      bestBitsOf(metadata.best_bits_per_byte, judgements) ?? damaged(l10n`best bits per byte`),
  };
}

function named(part: string, weights: Weights): NamedTensor[] {
  const { H, Wx, Wh, bh, Wy, by } = weights;
  const { gates, width } = shapeOf(weights).cell;
  return [
    [`${part}.W_x`, [gates * H, 256], Wx],
    [`${part}.W_h`, [gates * H, H], Wh],
    [`${part}.b_h`, [width * H], bh],
    [`${part}.W_y`, [256, H], Wy],
    [`${part}.b_y`, [256], by],
  ];
}

/** Means of squares are not negative; NaN and infinity are refused where a tensor is read. */
function isSquare({ Wx, Wh, bh, Wy, by }: Weights): boolean {
  return [Wx, Wh, bh, Wy, by].every((tensor) => tensor.every((value) => value >= 0));
}
