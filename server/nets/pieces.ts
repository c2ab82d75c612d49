// Prepares the tensors of a file for the net: multiplies out weight normalisation, adds shared tensors under both
// names, sets counters aside by name. Not here: what kind of net it is (structure.ts).
import { square } from "../kernels/elementary";
import { countOf, type Numbers, type Tensor, type TensorTable } from "./tensors";

export interface Piece extends Tensor {
  /** How it was made, if it is not simply the tensor of that name. */
  readonly made?: string;
}

export type Pieces = ReadonlyMap<string, Piece>;

export interface Inventory {
  readonly pieces: Pieces;
  /** Counters and empty tensors, which no net uses. */
  readonly ignored: readonly string[];
}

const COUNTER =
  /(^|[._])(step|steps|num_steps|global_step|epoch|epochs|iteration|iterations|iter|count|n_averaged|num_batches_tracked)$/i;

/** @param metadata of the file: safetensors' save_model notes in it which name shares which tensor */
export function inventory(
  tensors: TensorTable,
  metadata: Readonly<Record<string, string>>,
): Inventory {
  const pieces = new Map<string, Piece>(tensors);
  const ignored: string[] = [];
  for (const { name, shape } of tensors.values()) {
    const count = countOf(shape);
    if (count > 0 && !(count === 1 && COUNTER.test(name))) continue;
    pieces.delete(name);
    ignored.push(name);
  }
  for (const v of [...pieces.keys()]) normalise(pieces, v);
  for (const [name, twin] of Object.entries(metadata)) {
    const shared = pieces.get(twin);
    if (shared && !pieces.has(name)) pieces.set(name, { ...shared, name, made: `shared: ${twin}` });
  }
  return { pieces, ignored };
}

/**
 * torch.nn.utils.weight_norm keeps a direction v and a length g in place of w = g v / ||v||, the norm over every
 * axis along which g has one entry; torch.nn.utils.parametrizations calls them original1 and original0.
 */
function normalise(pieces: Map<string, Piece>, name: string): void {
  const modern = /^(.*?)parametrizations\.([^.]+)\.original1$/.exec(name);
  const base = modern ? `${modern[1]}${modern[2]}` : /^(.*)_v$/.exec(name)?.[1];
  if (base === undefined || pieces.has(base)) return;
  const length = modern ? name.replace(/1$/, "0") : `${base}_g`;
  const [v, g] = [pieces.get(name), pieces.get(length)];
  if (!v || !g) return;
  const isScalar = countOf(g.shape) === 1;
  const fits =
    isScalar ||
    (g.shape.length === v.shape.length &&
      g.shape.every((n, axis) => n === 1 || n === v.shape[axis]));
  if (!fits) return;
  pieces.delete(name);
  pieces.delete(length);
  pieces.set(base, {
    name: base,
    dtype: v.dtype,
    shape: v.shape,
    made: `weight_norm of ${length} and ${name}`,
    values: () => multipliedOut(v, g, isScalar),
  });
}

function multipliedOut(v: Tensor, g: Tensor, isScalar: boolean): Numbers {
  const direction = v.values();
  const lengths = g.values();
  const squares = new Float64Array(lengths.length);
  /** Index in g of the length that applies to entry `at` of v. */
  const place = (at: number): number => {
    if (isScalar) return 0;
    let index = 0;
    let stride = 1;
    for (let axis = v.shape.length - 1; axis >= 0; axis--) {
      const i = at % v.shape[axis];
      at = (at - i) / v.shape[axis];
      if (g.shape[axis] === 1) continue;
      index += i * stride;
      stride *= g.shape[axis];
    }
    return index;
  };
  for (let at = 0; at < direction.length; at++) squares[place(at)] += square(direction[at]);
  return Float64Array.from(direction, (value, at) => {
    const i = place(at);
    return (lengths[i] * value) / Math.sqrt(squares[i]);
  });
}

/** The pieces whose names begin with a prefix, with the prefix removed. */
export function under(pieces: Pieces, prefix: string): Pieces {
  return new Map(
    [...pieces]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, piece]) => [name.slice(prefix.length), piece]),
  );
}
