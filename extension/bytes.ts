// Characters for people, and bytes as people type them. The names of single bytes are shared with the
// command line (server/protocol/byteNames); control characters are never printed raw. Pure.
import { byteName } from "../server/protocol/byteNames";

/** A whole character: as byteName for ASCII, quoted when it can be seen, else by its code point. */
export function nameCharacter(text: string): string {
  if (text === "\r\n") return "CR LF";
  const code = text.codePointAt(0) ?? 0;
  if (code < 0x80) return byteName(code);
  const isVisible = !/[\p{C}\p{Z}\p{M}]/u.test(String.fromCodePoint(code));
  const point = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return isVisible ? `'${String.fromCodePoint(code)}'` : point;
}

/** A word or a line as it stands, cut after `longest` characters; what cannot be seen is named, runs counted. */
export function nameText(text: string, longest = 24): string {
  const visible = [...text.trim()];
  if (visible.length > longest) return `${visible.slice(0, longest - 1).join("")}\u2026`;
  if (visible.length > 0) return visible.join("");
  const runs = text.match(/(\r\n)+|(.)\2*/gsu) ?? [];
  return runs.map(nameRun).join(" ");
}

function nameRun(run: string): string {
  const unit = run.startsWith("\r\n") ? "\r\n" : String.fromCodePoint(run.codePointAt(0) ?? 0);
  const times = run.length / unit.length;
  return times > 1 ? `${nameCharacter(unit)} \u00d7${times}` : nameCharacter(unit);
}

/** BYTE of the command line: decimal 0-255 or 0x00-0xff; undefined when it is neither. */
export function parseByte(text: string): number | undefined {
  const trimmed = text.trim();
  const isHex = /^0x[0-9a-f]{1,2}$/i.test(trimmed);
  if (!isHex && !/^[0-9]{1,3}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value <= 255 ? value : undefined;
}
