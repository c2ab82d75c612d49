// Writes pickles and the files of torch.save from values made in a test, so that no test needs Python. Values are
// memoised by identity as Python does; protocol 2 and 4, which between them use most instructions.
import { zipSync } from "fflate";

/** A class or function by its module and name. */
class Named {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}
}
/** A call of it. */
export class Called {
  constructor(
    readonly callee: Named,
    readonly args: readonly unknown[],
    readonly state?: unknown,
  ) {}
}
/** An instance that is only given values. */
export class Instance {
  constructor(
    readonly of: Named,
    readonly state: unknown,
  ) {}
}
export class Tuple {
  constructor(readonly items: readonly unknown[]) {}
}
/** float32 numbers that tensors share. */
export class Shared {
  private static made = 0;
  readonly key = String(Shared.made++);
  constructor(
    readonly values: readonly number[],
    /** One of four bytes. */
    readonly type: "FloatStorage" | "IntStorage" = "FloatStorage",
  ) {}
}
/** A reference to what the pickle does not hold. */
class Persistent {
  constructor(
    readonly id: Tuple,
    readonly storage: Shared,
  ) {}
}

export const named = (path: string): Named => {
  const dot = path.lastIndexOf(".");
  return new Named(path.slice(0, dot), path.slice(dot + 1));
};
export const dictionary = (entries: Readonly<Record<string, unknown>>): Map<string, unknown> =>
  new Map(Object.entries(entries));

/** A tensor of a storage of its own or a shared one, row-major unless strides say otherwise. */
export function tensor(
  shape: readonly number[],
  from: Shared | readonly number[],
  strides: readonly number[] = shape.map((_, axis) =>
    shape.slice(axis + 1).reduce((a, b) => a * b, 1),
  ),
  offset = 0,
): Called {
  const storage = from instanceof Shared ? from : new Shared(from);
  const id = ["storage", named(`torch.${storage.type}`), storage.key, "cpu", storage.values.length];
  const hooks = new Called(named("collections.OrderedDict"), []);
  return new Called(named("torch._utils._rebuild_tensor_v2"), [
    ...[
      new Persistent(new Tuple(id), storage),
      offset,
      new Tuple(shape),
      new Tuple(strides),
      false,
      hooks,
    ],
  ]);
}

/** A module of torch.nn or of one's own, as torch.save(model) pickles it. */
export function module(
  of: string,
  parameters: Readonly<Record<string, unknown>>,
  modules: Readonly<Record<string, unknown>> = {},
  attributes: Readonly<Record<string, unknown>> = {},
): Instance {
  const state = {
    ...{ training: false, _parameters: dictionary(parameters), _buffers: new Map() },
    ...{ _modules: dictionary(modules), ...attributes },
  };
  return new Instance(named(of), dictionary(state));
}

export function pickled(value: unknown, protocol: 2 | 4 = 2): Uint8Array {
  return pickledWithStorages(value, protocol).bytes;
}

/** The zip archive of torch.save. */
export function torchZip(
  value: unknown,
  more: Readonly<Record<string, Uint8Array>> = {},
  protocol: 2 | 4 = 2,
): Uint8Array {
  const { bytes, storages } = pickledWithStorages(value, protocol);
  const entries: Record<string, Uint8Array> = { "net/data.pkl": bytes };
  for (const { key, values } of storages) entries[`net/data/${key}`] = floats(values);
  return zipSync({ ...entries, "net/version": Uint8Array.of(0x33, 0x0a), ...more }, { level: 0 });
}

/** The sequence of pickles and storages that torch.save wrote before version 1.6. */
export function torchLegacy(value: unknown, littleEndian = true): Uint8Array {
  const { bytes, storages } = pickledWithStorages(value, 2);
  const system = dictionary({ protocol_version: 1001, little_endian: littleEndian });
  const parts = [
    Uint8Array.from([0x80, 2, 0x8a, 10, ...[0x6c, 0xfc, 0x9c, 0x46, 0xf9]]),
    Uint8Array.from([0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e]),
    ...[pickled(1001), pickled(system), bytes, pickled(storages.map(({ key }) => key))],
    ...storages.flatMap(({ values }) => [
      Uint8Array.from(little(values.length, 8)),
      floats(values),
    ]),
  ];
  return joined(parts);
}

function pickledWithStorages(value: unknown, protocol: 2 | 4) {
  const pickler = new Pickler(protocol);
  pickler.put(value);
  const body = [...pickler.out, 0x2e];
  const frame = protocol === 4 ? [0x95, ...little(body.length, 8)] : [];
  return {
    bytes: Uint8Array.from([0x80, protocol, ...frame, ...body]),
    storages: [...pickler.storages],
  };
}

function floats(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);
}

class Pickler {
  readonly out: number[] = [];
  readonly storages = new Set<Shared>();
  private readonly memo = new Map<unknown, number>();

  constructor(private readonly protocol: 2 | 4) {}

  put(value: unknown): void {
    const known = typeof value === "object" ? this.memo.get(value) : undefined;
    if (known !== undefined) this.out.push(0x6a, ...little(known, 4));
    else if (value === null || value === undefined) this.op("N");
    else if (typeof value === "boolean") this.out.push(value ? 0x88 : 0x89);
    else if (typeof value === "number") this.number(value);
    else if (typeof value === "string") this.text(value);
    else if (value instanceof Uint8Array) {
      this.op("B", ...little(value.length, 4), ...value);
      this.remember(value);
    } else if (Array.isArray(value)) this.list(value);
    else if (value instanceof Map) this.map(value);
    else if (value instanceof Set) {
      // Protocol 2 has no sets of its own.
      this.put(new Called(named("__builtin__.set"), [[...value]]));
    } else this.object(value);
  }

  private object(value: unknown): void {
    if (value instanceof Tuple) {
      this.op("(");
      for (const item of value.items) this.put(item);
      this.op("t");
    } else if (value instanceof Named) this.name(value);
    else if (value instanceof Persistent) {
      this.storages.add(value.storage);
      this.put(value.id);
      this.op("Q");
    } else if (value instanceof Called) {
      this.put(value.callee);
      this.put(new Tuple(value.args));
      this.op("R");
    } else if (value instanceof Instance) {
      this.put(value.of);
      this.op(")");
      this.out.push(0x81);
    } else throw new Error(`no pickle of ${String(value)}`);
    this.remember(value);
    const state = value instanceof Called || value instanceof Instance ? value.state : undefined;
    if (state === undefined) return;
    this.put(state);
    this.op("b");
  }

  private number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 31)
      this.op("J", ...little(value < 0 ? value + 2 ** 32 : value, 4));
    else {
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setFloat64(0, value);
      this.op("G", ...bytes);
    }
  }

  private text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    if (this.protocol === 4 && bytes.length < 256) this.out.push(0x8c, bytes.length, ...bytes);
    else this.op("X", ...little(bytes.length, 4), ...bytes);
  }

  private name({ module, name }: Named): void {
    if (this.protocol === 4) {
      this.text(module);
      this.text(name);
      this.out.push(0x93);
    } else this.op("c", ...new TextEncoder().encode(`${module}\n${name}\n`));
  }

  private list(values: readonly unknown[]): void {
    this.op("]");
    this.remember(values);
    this.op("(");
    for (const value of values) this.put(value);
    this.op("e");
  }

  private map(values: ReadonlyMap<unknown, unknown>): void {
    this.op("}");
    this.remember(values);
    this.op("(");
    for (const pair of values) for (const value of pair) this.put(value);
    this.op("u");
  }

  private op(code: string, ...bytes: readonly number[]): void {
    this.out.push(code.charCodeAt(0), ...bytes);
  }

  private remember(value: unknown): void {
    const index = this.memo.size;
    this.memo.set(value, index);
    if (this.protocol === 4) this.out.push(0x94);
    else this.op("r", ...little(index, 4));
  }
}
