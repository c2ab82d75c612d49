// What the instructions of a pickle about objects do: a known constructor makes its value, a class that is only given
// values becomes a bag of them, and any other call is refused by its name. Nothing is ever run.
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";
import { CONSTRUCTORS, giveNumbers, isCount, type Made, NumpyType } from "./pickleConstructors";
import { Bag, Global, type Objects } from "./pickleMachine";
import { Storage, TensorView, torchType } from "./torchTensors";

/** The same things under the names of Python 2, of other versions of numpy, and of old PyTorch. */
function today(name: string): string {
  return name
    .replace(/^__builtin__\./, "builtins.")
    .replace(/^copy_reg\./, "copyreg.")
    .replace(/^numpy\._core\./, "numpy.core.")
    .replace(/^torch\.tensor\._rebuild/, "torch._tensor._rebuild");
}

export class PickleObjects implements Objects, Made {
  /** All that the pickle refers to. */
  readonly storages: Storage[] = [];

  constructor(
    readonly spend: (work: number) => void,
    readonly refuse: Refuse,
  ) {}

  call(callee: unknown, args: unknown): unknown {
    if (!(callee instanceof Global) || !Array.isArray(args))
      return this.refuse(l10n`the pickle calls a value; expected a known constructor`);
    const name = today(callee.name);
    if (Object.hasOwn(CONSTRUCTORS, name)) return CONSTRUCTORS[name](args, this, name);
    return this.refuse(
      l10n`calls ${shortened(callee.name)}, which is no part of a model; expected tensors and plain values; nothing was run`,
    );
  }

  /** An instance of a class without a call of it, which is how modules are pickled. */
  instance(of: unknown, args: unknown, named?: unknown): unknown {
    if (!(of instanceof Global) || !Array.isArray(args))
      return this.refuse(l10n`the pickle makes an instance of a value; expected a class`);
    const name = today(of.name);
    if (CONTAINERS.test(name)) return this.call(of, args);
    const made = new Bag(name, args);
    if (named instanceof Map) this.giveState(made, named);
    return made;
  }

  giveState(object: unknown, state: unknown): void {
    if (object instanceof Bag) {
      // Attributes, or attributes and slots.
      const maps = Array.isArray(state) && state.length === 2 ? state : [state];
      for (const map of maps)
        if (map instanceof Map) {
          this.spend(10 * map.size);
          for (const [key, value] of map) object.values.set(key, value);
        }
    } else if (object instanceof NumpyType) {
      if (Array.isArray(state) && typeof state[1] === "string") object.order = state[1];
    } else if (object instanceof TensorView && Array.isArray(state) && !object.storage) {
      const [shape, type, isFortran, raw] = state.slice(-4);
      giveNumbers(object, shape, type, isFortran === true, raw, this);
    } else if (!(object instanceof Map) && !(object instanceof TensorView))
      this.refuse(
        l10n`the pickle gives attributes to a plain value; expected an instance of a class`,
      );
  }

  /** PyTorch keeps storages outside the pickle, and once kept the source of modules there. */
  persistent(id: unknown): unknown {
    const [kind, type, key, , size, view = null] = Array.isArray(id) ? id : [];
    if (kind === "module") return type;
    if (
      kind !== "storage" ||
      !(type instanceof Global) ||
      typeof key !== "string" ||
      key.length > MOST_OF_KEY
    )
      return this.refuse(
        l10n`the pickle refers to something outside it that is no storage of PyTorch`,
      );
    const dtype = torchType(type.name);
    if (dtype === undefined && type.name !== "torch.storage.UntypedStorage")
      this.refuse(l10n`a storage of the type ${shortened(type.name)}, which is not read`);
    if (!isCount(size) || view !== null)
      return this.refuse(
        l10n`storage '${shortened(key)}' is a view of another; expected whole storages`,
      );
    const storage = new Storage(key, dtype, size);
    this.storages.push(storage);
    return storage;
  }
}

/** Characters of the key of a storage, which is a number in all versions of PyTorch. */
const MOST_OF_KEY = 100;
/** Classes that are plain values, though an instance is made of them. */
const CONTAINERS =
  /^(builtins\.(list|tuple|set|frozenset|dict)|torch\.Size|collections\.(deque|OrderedDict|Counter|defaultdict))$/;
