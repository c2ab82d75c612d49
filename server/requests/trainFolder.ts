// Chooses the files below a folder that are text worth training on, for sparseDiff/folderTexts and the command line.
// Counts files left out by reason. Skips hidden files and installed packages, which are not the person's own.
import type { ResponseError } from "vscode-languageserver-protocol";
import { type Entry, FileError, type Files } from "../files";
import { type Cancellation, NEVER } from "../jobs/slices";
import type { FailureData } from "../protocol/wire/messages";
import type { FolderTexts, FolderTextsParams } from "../protocol/wire/training";
import { LeftOutTally, type UsedFiles } from "../protocol/words/trainedFiles";
import type { CorpusFile } from "../training/corpus/corpus";
import { cancelled, failure } from "./guard";
import type { Session } from "./session";

/** Bytes per file, and in total. */
export interface TextLimits {
  readonly file: number;
  readonly all: number;
}

/** Very large files would drown the rest; gigabytes of text are for the command line. */
const IN_THE_EDITOR: TextLimits = { file: 2 ** 20, all: 64 * 2 ** 20 };
/** A zero byte among this many first bytes marks a file as binary, as in version control. */
const LOOKED_AT = 8000;

/**
 * The texts in order of their names. Every other file is added to `leftOut`.
 * @param token once cancelled, only those found until then
 * @throws FileError
 */
export async function textsBelow(
  files: Files,
  folder: string,
  limits: TextLimits,
  leftOut: LeftOutTally,
  token: Cancellation = NEVER,
): Promise<Entry[]> {
  const texts: Entry[] = [];
  let bytes = 0;
  for (const entry of await files.below(folder, isNotLookedInto, token)) {
    if (token.isCancellationRequested) break;
    const { name, kind, size, identity } = entry;
    const reason = kind === "file" ? await reasonAgainst(files, entry, limits, bytes) : kind;
    if (reason) {
      leftOut.add(reason, name, size, identity);
      continue;
    }
    texts.push(entry);
    bytes += size;
  }
  return texts;
}

async function reasonAgainst(
  files: Files,
  { path, size }: Entry,
  limits: TextLimits,
  before: number,
): Promise<"empty" | "utf16" | "binary" | "tooLarge" | "noRoom" | "unreadable" | undefined> {
  if (size === 0) return "empty";
  try {
    const head = await files.readHead(path, LOOKED_AT);
    // Checked before the size: nobody with a video file wants to hear that a smaller one would do.
    if (isUtf16(head)) return "utf16";
    if (head.includes(0)) return "binary";
  } catch (error) {
    if (error instanceof FileError) return "unreadable";
    throw error;
  }
  if (size > limits.file) return "tooLarge";
  return before + size > limits.all ? "noRoom" : undefined;
}

function isNotLookedInto(name: string): boolean {
  return name.startsWith(".") || name === "node_modules" || name === "bower_components";
}

/** Has a byte order mark, or looks like Latin text without one: nearly every second byte zero, the others text. */
function isUtf16(head: Uint8Array): boolean {
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  return [0, 1].some((odd) => {
    const high = head.filter((_, i) => i % 2 === odd);
    const low = head.filter((_, i) => i % 2 !== odd);
    const zeros = high.filter((byte) => byte === 0).length;
    return (
      zeros > 0.7 * high.length && zeros >= 2 && low.every((byte) => byte >= 32 || isSpace(byte))
    );
  });
}

function isSpace(byte: number): boolean {
  return byte === 9 || byte === 10 || byte === 13;
}

/** How the files of a corpus are used. Files are identified by name; those too short to judge by go to `leftOut`. */
export function usedFiles(
  learntFrom: readonly CorpusFile[],
  heldOut: readonly CorpusFile[],
  leftOut: LeftOutTally,
): UsedFiles {
  const learnt = new Set(learntFrom.map(({ name }) => name));
  let [files, ends] = [0, 0];
  for (const { name, bytes } of heldOut) {
    if (bytes.length === 0) continue;
    if (bytes.length === 1) leftOut.add("tooShort", name, 1);
    else if (learnt.has(name)) ends++;
    else files++;
  }
  const total = (of: readonly CorpusFile[]) => of.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return {
    learntFrom: { files: learntFrom.length, bytes: total(learntFrom) },
    heldOut: { files, ends, bytes: total(heldOut.filter(({ bytes }) => bytes.length >= 2)) },
  };
}

export async function folderTexts(
  { files }: Session,
  { folder }: FolderTextsParams,
  token: Cancellation,
): Promise<FolderTexts | ResponseError<FailureData>> {
  const leftOut = new LeftOutTally();
  try {
    const texts = await textsBelow(files, folder, IN_THE_EDITOR, leftOut, token);
    if (token.isCancellationRequested) return cancelled();
    return {
      paths: texts.map(({ path }) => path),
      bytes: texts.reduce((sum, { size }) => sum + size, 0),
      leftOut: leftOut.list,
    };
  } catch (error) {
    if (error instanceof FileError) return failure("request", error.message);
    throw error;
  }
}
