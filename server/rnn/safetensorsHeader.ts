// The header of a .safetensors file: eight bytes of length, JSON, then the tensors' bytes. Every number
// is checked before anything is allocated by it. Not here: which tensors a model needs.
import * as v from "valibot";
import { InputError } from "./inputError";

const LENGTH_BYTES = 8;
/** A model's header has some hundred bytes a tensor; the format's own limit would take seconds to check. */
const MOST_HEADER_BYTES = 2 ** 20;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entry = v.object({
  dtype: v.string(),
  shape: v.array(whole),
  data_offsets: v.tuple([whole, whole]),
});
const metadata = v.record(v.string(), v.string());

export interface TensorEntry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes of the file. */
  readonly start: number;
  readonly end: number;
}

export interface Header {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** @throws InputError naming file and field: length, JSON, a tensor's entry, offsets outside or overlapping. */
export function readHeader(bytes: Uint8Array, file: string): Header {
  const refuse = (sentence: string): never => {
    throw new InputError(`${file}: ${sentence}`);
  };
  if (bytes.length < LENGTH_BYTES)
    refuse(
      `${bytes.length} bytes; expected a safetensors file, which begins with 8 bytes of header length`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const room = bytes.length - LENGTH_BYTES;
  if (length > room)
    refuse(`header length ${length}; expected at most ${room}, the bytes that follow it`);
  if (length > MOST_HEADER_BYTES)
    refuse(`header length ${length}; expected at most ${MOST_HEADER_BYTES} for a model`);
  const dataStart = LENGTH_BYTES + length;
  const json = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart), refuse);
  const tensors = new Map<string, TensorEntry>();
  let found: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(json)) {
    if (name === "__metadata__") {
      const parsed = v.safeParse(metadata, value);
      if (!parsed.success) refuse("__metadata__ is not an object of strings");
      else found = parsed.output;
      continue;
    }
    const parsed = v.safeParse(entry, value);
    if (!parsed.success)
      return refuse(
        `header entry '${name}', field '${v.getDotPath(parsed.issues[0]) ?? ""}': ${parsed.issues[0].message}`,
      );
    const { dtype, shape, data_offsets } = parsed.output;
    const [start, end] = data_offsets.map((offset) => dataStart + offset);
    if (end < start || end > bytes.length)
      refuse(
        `data_offsets of '${name}' are ${data_offsets.join(" to ")}; expected a range within the ${bytes.length - dataStart} bytes of data`,
      );
    tensors.set(name, { name, dtype, shape, start, end });
  }
  checkOverlaps(tensors, refuse);
  return { tensors, metadata: found };
}

function parseHeader(bytes: Uint8Array, refuse: (sentence: string) => never): object {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  } catch {
    return refuse("the header is not valid JSON");
  }
  return refuse("the header is not a JSON object");
}

function checkOverlaps(
  tensors: ReadonlyMap<string, TensorEntry>,
  refuse: (sentence: string) => never,
): void {
  const inOrder = [...tensors.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  for (let i = 1; i < inOrder.length; i++)
    if (inOrder[i].start < inOrder[i - 1].end)
      refuse(`data_offsets of '${inOrder[i].name}' overlap those of '${inOrder[i - 1].name}'`);
}
