// Finds the net in what a pickle holds: a state dictionary, alone or within a checkpoint, or a saved module, whose
// tensors get the names that its state dictionary would give them. Not here: which tensor is what (structure.ts).
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";
import { Bag, PickledSet } from "./pickleMachine";
import { identityOf, TensorView } from "./torchTensors";

export type Views = ReadonlyMap<string, TensorView>;

export interface Found {
  readonly tensors: Views;
  /** A saved module and those within it, by path. */
  readonly modules: readonly (readonly [path: string, module: Bag])[];
  /** The dictionaries that the net was found in, with all they say beside it. */
  readonly beside: readonly ReadonlyMap<unknown, unknown>[];
}

interface Candidate {
  /** Keys that lead to it, joined by dots; "" for the value itself. */
  readonly path: string;
  readonly tensors: Map<string, TensorView>;
  readonly modules: [path: string, module: Bag][];
}

/** Keys of what trains a net, which may hold tensors of the net's shapes. */
const TRAINING_KEY = /optimi[sz]er|^optim(s|_.*)?$|sched|scaler|_metadata/i;
const MOST_TENSORS = 10_000;
const TOO_MANY = () => l10n`more than ${MOST_TENSORS} tensors; expected at most that many`;
const MOST_NESTED = 64;
/** Dictionaries of tensors. */
const MOST_CANDIDATES = 100;
/** Entries of all dictionaries that are looked into. */
const MOST_ENTRIES = 2_000_000;
/** Characters of a name with the keys that lead to it. */
const MOST_OF_NAME = 1000;

/** @throws what `refuse` throws, if there is no net */
export function netIn(value: unknown, refuse: Refuse): Found {
  const search = new Search(refuse);
  search.look(value, "", 0);
  const chosen = choose(search.candidates);
  if (chosen.length === 0)
    return refuse(
      l10n`the pickle holds ${kindOfValue(value)}; expected a state dictionary or a module`,
    );
  const tensors = new Map<string, TensorView>();
  const modules: [string, Bag][] = [];
  for (const one of chosen) {
    // One net keeps its own names; of several, each is told apart by its key.
    const prefix = chosen.length === 1 || one.path === "" ? "" : `${one.path}.`;
    for (const [name, view] of one.tensors) tensors.set(prefix + name, view);
    for (const [path, module] of one.modules) modules.push([prefix + path, module]);
  }
  return { tensors, modules, beside: search.passed };
}

class Search {
  readonly candidates: Candidate[] = [];
  readonly passed: ReadonlyMap<unknown, unknown>[] = [];
  private readonly seen = new Set<unknown>();
  private entries = 0;
  private tensors = 0;

  constructor(private readonly refuse: Refuse) {}

  look(value: unknown, path: string, depth: number): void {
    if (typeof value !== "object" || value === null || this.seen.has(value)) return;
    this.seen.add(value);
    if (isModule(value)) {
      const module: Candidate = { path, tensors: new Map(), modules: [] };
      this.addModule(value, "", module, 0);
      this.add(module);
      return;
    }
    // A list is looked into only where it is all there is: torch.save([model, vocabulary], file).
    const map = value instanceof Bag ? value.values : value;
    if (map instanceof Map) this.lookInto(map, path, depth);
    else if (Array.isArray(map) && depth === 0)
      for (const [i, one] of map.slice(0, MOST_NESTED).entries()) this.look(one, `${i}`, 1);
  }

  private lookInto(map: ReadonlyMap<unknown, unknown>, path: string, depth: number): void {
    const own = new Map<string, TensorView>();
    const before = this.candidates.length;
    this.passed.push(map);
    for (const [key, value] of this.named(map, path, depth))
      if (value instanceof TensorView) own.set(key, value);
      else if (!TRAINING_KEY.test(key))
        this.look(value, path === "" ? key : `${path}.${key}`, depth + 1);
    // Beside a net, vectors are statistics or states of generators, but a matrix may belong to the net.
    const hasInner = this.candidates.length > before;
    if (own.size > 0 && (!hasInner || hasMatrix(own)))
      this.add({ path, tensors: own, modules: [] });
  }

  private addModule(module: Bag, path: string, into: Candidate, depth: number): void {
    into.modules.push([path, module]);
    const hidden = module.values.get("_non_persistent_buffers_set");
    const left = new Set(hidden instanceof PickledSet ? hidden.items : []);
    for (const field of ["_parameters", "_buffers"])
      for (const [name, view] of this.named(module.values.get(field), path, depth))
        if (view instanceof TensorView && !(field === "_buffers" && left.has(name)))
          into.tensors.set(path + name, view);
    if (into.tensors.size > MOST_TENSORS) this.refuse(TOO_MANY());
    for (const [name, inner] of this.named(module.values.get("_modules"), path, depth))
      if (inner instanceof Bag) this.addModule(inner, `${path}${name}.`, into, depth + 1);
  }

  /** The entries whose keys are names. */
  private named(map: unknown, path: string, depth: number): [string, unknown][] {
    if (!(map instanceof Map)) return [];
    this.entries += 1 + map.size;
    if (this.entries > MOST_ENTRIES)
      this.refuse(l10n`too many dictionaries and modules to look into`);
    if (depth > MOST_NESTED)
      this.refuse(l10n`values are nested more than ${MOST_NESTED} deep; expected less`);
    const named = [...map].filter((entry): entry is [string, unknown] => {
      const [key, value] = entry;
      return typeof key === "string" && typeof value === "object" && value !== null;
    });
    const long = named.find(([key]) => path.length + key.length > MOST_OF_NAME);
    if (long)
      this.refuse(
        l10n`'${shortened(path + long[0])}' is a name of more than ${MOST_OF_NAME} characters; expected a shorter one`,
      );
    return named;
  }

  private add(candidate: Candidate): void {
    this.tensors += candidate.tensors.size;
    if (this.tensors > MOST_TENSORS) this.refuse(TOO_MANY());
    if (this.candidates.push(candidate) > MOST_CANDIDATES)
      this.refuse(l10n`more than ${MOST_CANDIDATES} dictionaries of tensors; expected one net`);
  }
}

/**
 * Which of the dictionaries are the net: one, its parts, or its copies. Beside a whole net, those without a matrix are
 * statistics of the data or of the training.
 */
function choose(candidates: readonly Candidate[]): readonly Candidate[] {
  const nets = candidates.filter(
    (one, i) => !candidates.slice(0, i).some((other) => isSameNet(one, other)),
  );
  const hasWhole = nets.some(({ tensors }) => isWhole(tensors));
  return hasWhole ? nets.filter(({ tensors }) => hasMatrix(tensors)) : nets;
}

/** A recurrent matrix, and one outside its module. */
function isWhole(tensors: Views): boolean {
  const matrices = [...tensors].filter(([, { shape }]) => shape.length >= 2);
  const recurrent = matrices.filter(([name]) => /weight_(ih|hh|hr)/.test(name));
  return (
    [...tensors.keys()].some((name) => /weight_hh|W_h|Whh/.test(name)) &&
    matrices.length > recurrent.length
  );
}

function hasMatrix(tensors: Views): boolean {
  return [...tensors.values()].some(({ shape }) => shape.length >= 2);
}

/** A module and its state dictionary are often saved side by side. */
function isSameNet(a: Candidate, b: Candidate): boolean {
  if (a.tensors.size !== b.tensors.size) return false;
  for (const [name, view] of a.tensors) {
    const other = b.tensors.get(name);
    if (!other || identityOf(view) !== identityOf(other)) return false;
  }
  return true;
}

function isModule(value: unknown): value is Bag {
  return value instanceof Bag && value.values.get("_modules") instanceof Map;
}

function kindOfValue(value: unknown): string {
  if (value instanceof Bag) return l10n`an instance of ${shortened(value.className)}`;
  if (value instanceof Map) return l10n`a dictionary of ${value.size} entries without tensors`;
  if (value instanceof TensorView) return l10n`one tensor`;
  return Array.isArray(value)
    ? l10n`a list or tuple without a state dictionary or module`
    : l10n`one plain value`;
}
