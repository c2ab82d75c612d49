// The machine that interprets a pickle: the bytes it reads, its stack, its memo, and the values it puts together. Not
// here: its instructions (pickle.ts), and what a name may stand for (pickleObjects.ts).
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";

/** What a pickle names by module and name, such as a class. Naming it calls nothing. */
export class Global {
  constructor(readonly name: string) {}
}

/** An instance of a class that is not known here: only its values are of interest. */
export class Bag {
  /** Attributes, and the entries of a subclass of dict. */
  readonly values = new Map<unknown, unknown>();
  readonly items: unknown[] = [];
  constructor(
    readonly className: string,
    readonly args: readonly unknown[],
  ) {}
}

/** A set, whose order means nothing. */
export class PickledSet {
  constructor(readonly items: unknown[]) {}
}

/** What the instructions about objects do. Lists and tuples are arrays, dictionaries are Maps. */
export interface Objects {
  call(callee: unknown, args: unknown): unknown;
  instance(of: unknown, args: unknown, named?: unknown): unknown;
  giveState(object: unknown, state: unknown): void;
  /** What the format that holds the pickle keeps outside it. */
  persistent(id: unknown): unknown;
}

/** The whole work of one pickle: an instruction is one unit, what takes memory more. */
const MOST_WORK = 20_000_000;
const COST = { container: 20, entry: 10 } as const;
/** Marks that are open at once: lists within tuples within dictionaries. */
const MOST_NESTED = 64;
const MOST_TEXT_BYTES = 2 ** 26;
const MOST_INTEGER_BYTES = 64;
/** Characters of the name of a class, with its module. */
const MOST_OF_NAME = 1000;

export class Machine {
  readonly stack: unknown[] = [];
  /** Heights of the stack at the open marks. */
  readonly marks: number[] = [];
  readonly memo = new Map<number, unknown>();
  readonly objects: Objects;
  private readonly view: DataView;
  private work = 0;

  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
    objects: (spend: (work: number) => void) => Objects,
    readonly refuse: Refuse,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.objects = objects((work) => this.spend(work));
  }

  spend(work: number): void {
    this.work += work;
    if (this.work > MOST_WORK)
      this.refuse(l10n`the pickle holds too many values; expected a model`);
  }

  /** The place of the next bytes, which are passed over. */
  next(count: number): number {
    const at = this.at;
    if (count > this.bytes.length - at)
      this.refuse(
        l10n`the pickle is cut short: ${this.bytes.length - at} bytes at byte ${at}; expected ${count} or more`,
      );
    this.at += count;
    return at;
  }

  u8 = (): number => this.view.getUint8(this.next(1));
  u16 = (): number => this.view.getUint16(this.next(2), true);
  u32 = (): number => this.view.getUint32(this.next(4), true);
  i32 = (): number => this.view.getInt32(this.next(4), true);
  u64 = (): number => Number(this.view.getBigUint64(this.next(8), true));
  f64 = (): number => this.view.getFloat64(this.next(8));

  /** The bytes themselves, not a copy. */
  take(count: number): Uint8Array {
    const at = this.next(count);
    return this.bytes.subarray(at, at + count);
  }

  private checkText(count: number): void {
    if (count > MOST_TEXT_BYTES)
      this.refuse(
        l10n`the pickle holds a text of ${count} bytes; expected at most ${MOST_TEXT_BYTES}`,
      );
  }

  text(count: number): string {
    this.checkText(count);
    const bytes = this.take(count);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return this.refuse(l10n`text at byte ${this.at - count} of the pickle is not UTF-8`);
    }
  }

  /** One character a byte. */
  latin1(count: number): string {
    this.checkText(count);
    const bytes = this.take(count);
    const parts: string[] = [];
    for (let i = 0; i < count; i += 4096)
      parts.push(String.fromCharCode(...bytes.subarray(i, i + 4096)));
    return parts.join("");
  }

  /** Bytes to the end of the line. The next byte is its end, or that of a pickle that is cut short. */
  lineLength(): number {
    const end = this.bytes.indexOf(0x0a, this.at);
    return (end < 0 ? this.bytes.length : end) - this.at;
  }

  line(): string {
    const text = this.text(this.lineLength());
    this.next(1);
    return text;
  }

  /** A decimal number as the text protocols write it. */
  decimal(line: string): number | bigint {
    if (!/^[+-]?\d{1,150}L?$/.test(line))
      this.refuse(l10n`the pickle has the integer '${shortened(line)}'; expected decimal digits`);
    return integer(BigInt(line.replace(/^\+|L$/g, "")));
  }

  /** Two's complement, lowest byte first. */
  long(count: number): number | bigint {
    if (count > MOST_INTEGER_BYTES)
      this.refuse(
        l10n`the pickle holds an integer of ${count} bytes; expected at most ${MOST_INTEGER_BYTES}`,
      );
    this.spend(count);
    const digits = Array.from(this.take(count), (byte) => byte.toString(16).padStart(2, "0"));
    return integer(BigInt.asIntN(8 * count, BigInt(`0x0${digits.reverse().join("")}`)));
  }

  push(value: unknown): void {
    if (typeof value === "object" && value !== null) this.spend(COST.container);
    this.stack.push(value);
  }

  /** The top of the stack, above the last mark. */
  top(): unknown {
    if (this.stack.length <= (this.marks.at(-1) ?? 0))
      this.refuse(l10n`the pickle takes a value from an empty stack; expected one there`);
    return this.stack.at(-1);
  }

  pop(): unknown {
    this.top();
    return this.stack.pop();
  }

  mark(): void {
    if (this.marks.push(this.stack.length) > MOST_NESTED)
      this.refuse(l10n`the pickle is nested more than ${MOST_NESTED} deep; expected less`);
  }

  toMark(): unknown[] {
    const at = this.marks.pop();
    return this.stack.splice(
      at ?? this.refuse(l10n`the pickle closes a list that it did not open`),
    );
  }

  remember(index: number | bigint): void {
    this.spend(COST.entry);
    this.memo.set(Number(index), this.top());
  }

  recall(index: number | bigint): void {
    if (!this.memo.has(Number(index)))
      this.refuse(l10n`the pickle refers to its value ${index}, which is not there`);
    this.stack.push(this.memo.get(Number(index)));
  }

  append(values: readonly unknown[]): void {
    const list = this.top();
    const items = Array.isArray(list) ? list : list instanceof Bag ? list.items : undefined;
    if (!items) this.refuse(l10n`the pickle appends to a value that is not a list`);
    for (const value of values) items.push(value);
  }

  /** @param pairs keys and values by turns */
  setItems(pairs: readonly unknown[]): void {
    const into = this.top();
    const map = into instanceof Map ? into : into instanceof Bag ? into.values : undefined;
    if (!map || pairs.length % 2 === 1)
      this.refuse(l10n`the pickle adds entries to a value that is not a dictionary`);
    this.spend(COST.entry * pairs.length);
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
  }

  addToSet(values: readonly unknown[]): void {
    const set = this.top();
    if (!(set instanceof PickledSet))
      this.refuse(l10n`the pickle adds to a value that is not a set`);
    for (const value of values) set.items.push(value);
  }

  dictionary(pairs: readonly unknown[]): void {
    this.push(new Map());
    this.setItems(pairs);
  }

  tuple(count: number): void {
    const values = Array.from({ length: count }, () => this.pop());
    this.push(values.reverse());
  }

  global(module: unknown, name: unknown): void {
    if (typeof module !== "string" || typeof name !== "string")
      this.refuse(l10n`the pickle names a class by a value that is not text`);
    if (module.length + name.length > MOST_OF_NAME)
      this.refuse(l10n`the pickle names a class by more than ${MOST_OF_NAME} characters`);
    this.push(new Global(`${module}.${name}`));
  }

  call(): void {
    const args = this.pop();
    this.push(this.objects.call(this.pop(), args));
  }

  instance(named?: unknown): void {
    const args = this.pop();
    this.push(this.objects.instance(this.pop(), args, named));
  }
}

function integer(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
