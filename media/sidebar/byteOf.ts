// A byte as a person types it: a number, a name as the lists write it, or a character in quotes. Pure.
import { byteName, parseByte } from "../../server/protocol/words/byteNames";

/** 109, 0x6d, 'm', "m", space, LF; undefined for anything else. */
export function byteOf(text: string): number | undefined {
  const number = parseByte(text);
  if (number !== undefined) return number;
  const quoted = /^\s*(['"])(.)\1\s*$/.exec(text)?.[2]?.codePointAt(0) ?? 128;
  if (quoted < 128) return quoted;
  const word = text.trim().toLowerCase();
  return [9, 10, 13, 32].find((byte) => byteName(byte).toLowerCase() === word);
}

/** The same, or the two targets that are no byte of their own. */
export function targetOf(text: string): number | "true" | "predicted" | undefined {
  const word = text.trim().toLowerCase();
  return word === "true" || word === "predicted" ? word : byteOf(text);
}
