// Parses a byte as a user types it: a number, a name as in the lists, or a character in quotes. Pure.
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

/** A byte as above, or one of the two targets that are not a fixed byte. */
export function targetOf(text: string): number | "true" | "predicted" | undefined {
  const word = text.trim().toLowerCase();
  return word === "true" || word === "predicted" ? word : byteOf(text);
}
