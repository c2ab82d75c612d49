// The interface of subcommands, and what they are given: parsed options, files, output. The table is in main.ts.
import type { ParseArgsConfig } from "node:util";
import type { Files } from "../files";
import { InputError } from "../nets/inputError";
import { parseByte } from "../protocol/words/byteNames";
import { shortened } from "../protocol/words/shortened";

export type OptionTable = NonNullable<ParseArgsConfig["options"]>;
export type OptionValues = Readonly<
  Record<string, string | boolean | (string | boolean)[] | undefined>
>;

export interface Context {
  readonly files: Files;
  readonly options: OptionValues;
  readonly positionals: readonly string[];
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  readonly out: Output;
}

export interface Output {
  /** Standard output. */
  print(text: string | Uint8Array): void;
  /** Writes to standard error, only if that is a terminal that standard output does not share. */
  note(text: () => string): void;
  /** Writes to standard error, only if it is a terminal; replaces the last progress line. */
  progress(text: string): void;
}

export interface Command {
  readonly name: string;
  /** What follows the name, e.g. "TEXT --model MODEL --at T [--depth 50]". */
  readonly usage: string;
  readonly summary: string;
  /** One line per option, for --help. */
  readonly help: readonly string[];
  readonly options: OptionTable;
  /** Names of the positional arguments, all required. */
  readonly positionals: readonly string[];
  /** More of them, one at least, that are given with an option and only then. */
  readonly more?: { readonly with: string; readonly name: string };
  /** Standard output is a protocol's, so that there is no --json. */
  readonly speaks?: true;
  /** With --json, the caller prints the JSON object instead of the text. */
  run(context: Context): Promise<Result>;
}

export interface Result {
  readonly code: 0 | 1;
  /** What --json prints. */
  readonly json: unknown;
  /** The text for people; made only when needed. */
  text(): string;
  /** What goes to standard output because of '-'; the text for people is then not printed there. */
  readonly output?: Uint8Array;
}

/** The value of a required string option. */
export function required({ options }: Context, name: string): string {
  const value = options[name];
  if (typeof value === "string" && value !== "") return value;
  throw new InputError(`--${name}: missing; expected a value`);
}

/** A whole number within bounds, or the default if the option is not given. */
export function wholeNumber(
  { options }: Context,
  name: string,
  fallback: number | undefined,
  least: number,
  most: number,
  why = "",
): number {
  const value = options[name];
  if (value === undefined && fallback !== undefined) return fallback;
  const n = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(n) && n >= least && n <= most) return n;
  throw new InputError(
    `--${name}: ${found(value)}; expected a whole number from ${least} to ${most}${why}`,
  );
}

/** A finite number with least <= value <= most; `otherwise` tells what else would be accepted. */
export function realNumber(
  { options }: Context,
  name: string,
  least: number,
  most: number,
  otherwise = "",
): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  const n = typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  if (Number.isFinite(n) && n >= least && n <= most) return n;
  const range =
    most === Infinity ? `finite number of at least ${least}` : `number from ${least} to ${most}`;
  throw new InputError(`--${name}: ${found(value)}; expected a ${range}${otherwise}`);
}

export function oneOf<T extends string>(
  { options }: Context,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const value = options[name];
  if (value === undefined) return fallback;
  const choice = choices.find((c) => c === value);
  if (choice !== undefined) return choice;
  throw new InputError(`--${name}: ${found(value)}; expected ${choices.join(", ")}`);
}

/** BYTE of docs/command-line.md: decimal 0-255 or 0x00-0xff. */
export function byteValue(text: string, option: string): number {
  const byte = parseByte(text);
  if (byte !== undefined) return byte;
  throw new InputError(`--${option}: ${found(text)}; expected a byte, 0 to 255 or 0x00 to 0xff`);
}

function found(value: unknown): string {
  return value === undefined ? "missing" : `'${shortened(String(value))}'`;
}
