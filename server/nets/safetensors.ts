// Reads safetensors as a table of tensors, and packs float32 tensors into one. The header is checked as strictly as in
// the format's own library, before any number in it is used to allocate. Works on bytes, no file access. Not here: which
// tensors a model needs, and which are written (writtenNets.ts).
import * as v from "valibot";
import { l10n } from "../protocol/words/l10n";
import { shortened } from "../protocol/words/shortened";
import { type Refuse, refusing } from "./inputError";
import { endOfString, excessOf } from "./json";
import {
  bytesOf,
  countOf,
  decode,
  littleEndian,
  shapeText,
  type TensorTable,
  wrongType,
} from "./tensors";

export interface TensorFile {
  readonly tensors: TensorTable;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws InputError naming file and field */
export function readSafetensors(bytes: Uint8Array, file: string): TensorFile {
  const { tensors: entries, metadata } = readHeader(bytes, file);
  const tensors: TensorTable = new Map(
    [...entries.values()].map(({ name, dtype, shape, start, end }) => [
      name,
      {
        name,
        dtype,
        shape,
        values: () => {
          const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
          return decode({ name, dtype }, view, countOf(shape), refusing(file));
        },
      },
    ]),
  );
  return { tensors, metadata };
}

export type NamedTensor = readonly [name: string, shape: readonly number[], values: Float32Array];

/** The bytes of a file of float32 tensors, in this order. */
export function packTensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let at = 0;
  for (const [name, shape, values] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [at, at + 4 * values.length] };
    at += 4 * values.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Pad with spaces to a multiple of eight, so that the tensors are aligned.
  const text = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  text.set(json);
  const bytes = new Uint8Array(8 + text.length + at);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let byte = 8 + text.length;
  for (const [, , values] of tensors) {
    bytes.set(littleEndian(values), byte);
    byte += 4 * values.length;
  }
  return bytes;
}

const LENGTH_BYTES = 8;
/** The format's own limit. */
const MOST_HEADER_BYTES = 100_000_000;
const MOST_TENSORS = 10_000;
/** An object of entries, which have lists of numbers. */
const LIMITS = { nested: 3, values: 2_000_000 } as const;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entry = v.strictObject({
  dtype: v.string(),
  shape: v.array(whole),
  data_offsets: v.tuple([whole, whole]),
});

export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Byte offsets in the file. */
  readonly start: number;
  readonly end: number;
}

export interface Header {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the first eight bytes say, whether the file is that long or not. */
export function headerLength(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}

/** @throws InputError naming file and field: length, JSON, duplicate key, a tensor's entry, bytes of no tensor. */
export function readHeader(bytes: Uint8Array, file: string): Header {
  const refuse: Refuse = refusing(file);
  if (bytes.length < LENGTH_BYTES)
    refuse(
      l10n`${bytes.length} bytes; expected a safetensors file, which begins with 8 bytes of header length`,
    );
  const length = headerLength(bytes);
  const room = bytes.length - LENGTH_BYTES;
  if (length > MOST_HEADER_BYTES)
    refuse(l10n`header length ${length}; expected at most ${MOST_HEADER_BYTES}`);
  if (length > room)
    refuse(
      l10n`header length ${length}, but ${room} bytes follow it: the file is cut short; expected a whole safetensors file`,
    );
  const dataStart = LENGTH_BYTES + length;
  const json = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart), refuse);
  const { __metadata__: metadata, ...entries } = json;
  const names = Object.keys(entries);
  if (names.length > MOST_TENSORS)
    refuse(l10n`${names.length} tensors; expected at most ${MOST_TENSORS}`);
  const tensors = new Map(
    names.map((name) => [name, tensorEntry(name, entries[name], dataStart, refuse)]),
  );
  checkCover(tensors, dataStart, bytes.length, refuse);
  return { tensors, metadata: metadataOf(metadata, refuse) };
}

function parseHeader(bytes: Uint8Array, refuse: Refuse): Record<string, unknown> {
  let text: string;
  let json: unknown;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(l10n`the header is not valid JSON`);
  }
  const excess = excessOf(text, LIMITS);
  if (excess !== undefined)
    refuse(l10n`the header holds ${excess}; expected tensors and metadata only`);
  try {
    json = JSON.parse(text);
  } catch {
    return refuse(l10n`the header is not valid JSON`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json) || !text.startsWith("{"))
    return refuse(l10n`the header is not a JSON object`);
  const twice = firstKeyTwice(text);
  if (twice !== undefined)
    refuse(l10n`the header has '${shortened(twice)}' twice; expected each name once`);
  return json as Record<string, unknown>;
}

/** JSON.parse keeps the last of two equal keys, other readers the first. @param text valid JSON */
function firstKeyTwice(text: string): string | undefined {
  const open: Set<string>[] = [];
  // In valid JSON a string before a colon is a key, and braces outside strings open and close objects.
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "{") open.push(new Set());
    else if (text[at] === "}") open.pop();
    if (text[at] !== '"') continue;
    const start = at;
    at = endOfString(text, start);
    if (!isBeforeColon(text, at + 1)) continue;
    const name: string = JSON.parse(text.slice(start, at + 1));
    const names = open.at(-1);
    if (names?.has(name)) return name;
    names?.add(name);
  }
  return undefined;
}

function isBeforeColon(text: string, at: number): boolean {
  while (" \t\r\n".includes(text[at] ?? ":")) at++;
  return text[at] === ":";
}

function metadataOf(value: unknown, refuse: Refuse): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "object" || Array.isArray(value))
    return refuse(l10n`__metadata__ is not an object of strings`);
  for (const [key, text] of Object.entries(value))
    if (typeof text !== "string")
      refuse(
        l10n`__metadata__ field '${shortened(key)}' is ${shortened(JSON.stringify(text))}; expected a string`,
      );
  return value as Record<string, string>;
}

function tensorEntry(name: string, value: unknown, dataStart: number, refuse: Refuse): TensorEntry {
  const parsed = v.safeParse(entry, value);
  if (!parsed.success)
    return refuse(
      l10n`header entry '${shortened(name)}', field '${shortened(v.getDotPath(parsed.issues[0]) ?? "")}': ${shortened(parsed.issues[0].message)}`,
    );
  const { dtype, shape, data_offsets } = parsed.output;
  const [start, end] = data_offsets;
  const size = bytesOf(dtype);
  if (size === undefined) return refuse(wrongType(name, dtype));
  if (end < start)
    refuse(
      l10n`data_offsets of '${shortened(name)}' are ${start} to ${end}; expected a range of bytes`,
    );
  if (end - start !== size * countOf(shape))
    refuse(
      l10n`data_offsets of '${shortened(name)}' span ${end - start} bytes; expected ${size * countOf(shape)} for ${dtype} ${shapeText(shape)}`,
    );
  return { name, dtype, shape, start: dataStart + start, end: dataStart + end };
}

/** Checks that every byte of the data belongs to exactly one tensor. */
function checkCover(
  tensors: ReadonlyMap<string, TensorEntry>,
  dataStart: number,
  fileEnd: number,
  refuse: Refuse,
): void {
  const inOrder = [...tensors.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  let at = dataStart;
  let before = "";
  for (const { name, start, end } of inOrder) {
    if (start < at)
      refuse(l10n`data_offsets of '${shortened(name)}' overlap those of '${shortened(before)}'`);
    if (start > at)
      refuse(
        l10n`${start - at} bytes before '${shortened(name)}' belong to no tensor; expected one after the other`,
      );
    at = end;
    before = name;
  }
  if (at > fileEnd)
    refuse(
      l10n`${fileEnd - dataStart} bytes of data: the file is cut short; expected ${at - dataStart}, the end of '${shortened(before)}'`,
    );
  if (at < fileEnd)
    refuse(
      l10n`${fileEnd - at} bytes follow the last tensor, '${shortened(before)}'; expected none`,
    );
}
