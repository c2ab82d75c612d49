// Bytes as people type them. How bytes and characters are called is in server/protocol/words/byteNames. Pure.

/** BYTE of the command line: decimal 0-255 or 0x00-0xff; undefined when it is neither. */
export function parseByte(text: string): number | undefined {
  const trimmed = text.trim();
  const isHex = /^0x[0-9a-f]{1,2}$/i.test(trimmed);
  if (!isHex && !/^[0-9]{1,3}$/.test(trimmed)) return undefined;
  const value = Number(trimmed);
  return value <= 255 ? value : undefined;
}
