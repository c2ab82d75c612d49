// Interprets a Python pickle, protocols 0 to 5, without running anything: each instruction of a fixed list puts values
// together. Not here: the machine itself (pickleMachine.ts), and what a name may stand for (pickleObjects.ts).
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import type { Refuse } from "./inputError";
import { Machine, type Objects, PickledSet } from "./pickleMachine";

/**
 * @param objects is made with a function that counts work beyond one unit for each instruction
 * @returns the value, and the first byte after the pickle
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  objects: (spend: (work: number) => void) => Objects,
  refuse: Refuse,
): { readonly value: unknown; readonly end: number } {
  const machine = new Machine(bytes, start, objects, refuse);
  for (;;) {
    const at = machine.at;
    const code = machine.u8();
    if (code === STOP) break;
    const instruction = INSTRUCTIONS[code];
    if (!instruction)
      refuse(
        l10n`byte ${at} of the pickle is the instruction 0x${code.toString(16).padStart(2, "0")}; expected one of protocols 0 to 5`,
      );
    machine.spend(1);
    instruction(machine);
  }
  const value = machine.pop();
  if (machine.stack.length > 0 || machine.marks.length > 0)
    refuse(l10n`the pickle leaves ${machine.stack.length} values beside its result; expected none`);
  return { value, end: machine.at };
}

/** The text protocol's characters outside Latin-1: \uXXXX and \UXXXXXXXX. */
function unescaped(line: string, refuse: Refuse): string {
  return line.replace(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (_, short, long) => {
    const code = Number.parseInt(short ?? long, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : refuse(l10n`text beyond Unicode`);
  });
}

const STOP = ".".charCodeAt(0);

/** By the byte of each, as Python's pickletools lists them. */
const INSTRUCTIONS = table({
  "\x80": (m) => {
    const protocol = m.u8();
    if (protocol > 5) m.refuse(l10n`a pickle of protocol ${protocol}; expected at most 5`);
  },
  "\x95": (m) => void m.u64(), // FRAME: a hint for reading ahead
  // Values.
  N: (m) => m.push(null),
  "\x88": (m) => m.push(true),
  "\x89": (m) => m.push(false),
  I: (m) => {
    const line = m.line();
    m.push(line === "01" ? true : line === "00" ? false : m.decimal(line));
  },
  L: (m) => m.push(m.decimal(m.line())),
  J: (m) => m.push(m.i32()),
  K: (m) => m.push(m.u8()),
  M: (m) => m.push(m.u16()),
  "\x8a": (m) => m.push(m.long(m.u8())),
  "\x8b": (m) => m.push(m.long(m.u32())),
  F: (m) => {
    const line = m.line();
    const value = Number(line.replace(/^([+-]?)inf$/, "$1Infinity") || "nothing");
    if (Number.isNaN(value) && line !== "nan")
      m.refuse(l10n`the pickle has the number '${shortened(line)}'; expected decimal digits`);
    m.push(value);
  },
  G: (m) => m.push(m.f64()),
  V: (m) => {
    const line = m.latin1(m.lineLength());
    m.next(1);
    m.push(unescaped(line, m.refuse));
  },
  X: (m) => m.push(m.text(m.u32())),
  "\x8c": (m) => m.push(m.text(m.u8())),
  "\x8d": (m) => m.push(m.text(m.u64())),
  T: (m) => m.push(m.latin1(m.u32())),
  U: (m) => m.push(m.latin1(m.u8())),
  B: (m) => m.push(m.take(m.u32())),
  C: (m) => m.push(m.take(m.u8())),
  "\x8e": (m) => m.push(m.take(m.u64())),
  "\x96": (m) => m.push(m.take(m.u64())),
  // Containers.
  "(": (m) => m.mark(),
  ")": (m) => m.push([]),
  "]": (m) => m.push([]),
  "}": (m) => m.push(new Map()),
  "\x8f": (m) => m.push(new PickledSet([])),
  t: (m) => m.push(m.toMark()),
  l: (m) => m.push(m.toMark()),
  d: (m) => m.dictionary(m.toMark()),
  "\x91": (m) => m.push(new PickledSet(m.toMark())),
  "\x85": (m) => m.tuple(1),
  "\x86": (m) => m.tuple(2),
  "\x87": (m) => m.tuple(3),
  a: (m) => m.append([m.pop()]),
  e: (m) => m.append(m.toMark()),
  s: (m) => m.setItems([m.pop(), m.pop()].reverse()),
  u: (m) => m.setItems(m.toMark()),
  "\x90": (m) => m.addToSet(m.toMark()),
  // The stack and the memo.
  0: (m) => void (m.marks.at(-1) === m.stack.length ? m.marks.pop() : m.pop()),
  1: (m) => void m.toMark(),
  2: (m) => void m.stack.push(m.top()),
  p: (m) => m.remember(m.decimal(m.line())),
  q: (m) => m.remember(m.u8()),
  r: (m) => m.remember(m.u32()),
  "\x94": (m) => m.remember(m.memo.size),
  g: (m) => m.recall(m.decimal(m.line())),
  h: (m) => m.recall(m.u8()),
  j: (m) => m.recall(m.u32()),
  // Objects.
  c: (m) => m.global(m.line(), m.line()),
  "\x93": (m) => {
    const name = m.pop();
    m.global(m.pop(), name);
  },
  R: (m) => m.call(),
  i: (m) => {
    m.global(m.line(), m.line());
    const callee = m.pop();
    m.push(m.objects.call(callee, m.toMark()));
  },
  o: (m) => {
    const [callee, ...args] = m.toMark();
    m.push(m.objects.call(callee, args));
  },
  "\x81": (m) => m.instance(),
  "\x92": (m) => m.instance(m.pop()),
  b: (m) => {
    const state = m.pop();
    m.objects.giveState(m.top(), state);
  },
  Q: (m) => m.push(m.objects.persistent(m.pop())),
});

function table(
  instructions: Readonly<Record<string, (machine: Machine) => void>>,
): readonly (((machine: Machine) => void) | undefined)[] {
  const byCode: ((machine: Machine) => void)[] = [];
  for (const [character, instruction] of Object.entries(instructions))
    byCode[character.charCodeAt(0)] = instruction;
  return byCode;
}
