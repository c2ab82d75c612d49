// sparseDiff/folderTexts: which of many files are text worth training on. A file with a zero byte near its
// start is binary, as version control has it; very large ones would drown the rest.
import type { FolderTexts, FolderTextsParams } from "../protocol/training";
import type { Session } from "./session";

const MOST_OF_ONE = 2 ** 20;
const MOST_OF_ALL = 64 * 2 ** 20;
const LOOKED_AT = 8000;

export async function folderTexts(
  { files }: Session,
  { paths }: FolderTextsParams,
): Promise<FolderTexts> {
  const kept: string[] = [];
  const left = { binary: 0, tooLarge: 0, unreadable: 0 };
  let bytes = 0;
  for (const path of paths) {
    try {
      const { size, kind } = (await files.stat(path)) ?? { size: 0, kind: "file" };
      if (kind === "file" && size === 0) continue;
      if (size > MOST_OF_ONE || bytes + size > MOST_OF_ALL) left.tooLarge++;
      else if ((await files.read(path)).subarray(0, LOOKED_AT).includes(0)) left.binary++;
      else {
        kept.push(path);
        bytes += size;
      }
    } catch {
      left.unreadable++; // counted, and said with the others
    }
  }
  return { paths: kept, bytes, ...left };
}
