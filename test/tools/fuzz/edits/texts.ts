// An open text as its client knows it: the string, what the file on disk holds, its model, how its edits are undone. Nothing here
// speaks to a server.
import type { TextChange } from "../../../../server/documents/byteDocument";
import type { OtherSide } from "../../../../server/protocol/wire/comparison";
import type { Alphabets } from "../../../../server/protocol/wire/messages";
import { changed, positionsOf } from "../../textEdits";

export interface FileOnDisk {
  readonly path: string;
  /** How many times EF BB BF precedes the text, which the editor hides. */
  readonly marks: 0 | 1;
  /** The text when it was saved. */
  readonly saved: string;
}

export const isDirty = ({ file, text }: OpenText): boolean =>
  file !== undefined && file.saved !== text;

/** As an editor saves it. */
export const bytesOf = ({ file, text }: Pick<OpenText, "file" | "text">): Buffer =>
  Buffer.from("\ufeff".repeat(file?.marks ?? 0) + text, "utf8");

/** Immutable, so that an answer can be compared with what the text was when it was asked for. */
export interface OpenText {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  readonly file?: FileOnDisk | undefined;
  readonly modelPath: string;
  /** Grows when the model's file is replaced. */
  readonly modelFile: number;
  /** What the setting said when the model was attached. */
  readonly alphabets: Alphabets;
  /** What it is compared with. */
  readonly other?: OtherSide | undefined;
  /** What the last analysis of its patterns asked for. */
  readonly patterns?: { readonly maxOffset: number; readonly levels: number } | undefined;
  /** Changes that take each edit back, the last edit last. */
  readonly undo: readonly (readonly TextChange[])[];
}

/** The text and its edits after changes that come in one message. */
export function edited(open: OpenText, changes: readonly TextChange[]): OpenText {
  const back: TextChange[] = [];
  let { text } = open;
  for (const change of changes) {
    back.unshift(inverse(text, change));
    text = changed(text, change);
  }
  return { ...open, text, version: open.version + 1, undo: [...open.undo, back] };
}

function inverse(text: string, change: TextChange): TextChange {
  const after = changed(text, change);
  if (!change.range) return { text };
  const before = positionsOf(text);
  const [start, end] = [change.range.start, change.range.end]
    .map((position) => before.offsetAt(position))
    .sort((a, b) => a - b);
  const positions = positionsOf(after);
  const back = {
    range: {
      start: positions.positionAt(start),
      end: positions.positionAt(start + change.text.length),
    },
    text: text.slice(start, end),
  };
  // No position lies between CR and LF.
  return changed(after, back) === text ? back : { text };
}

/** A position from a share of the text, 0 .. 1. */
export function positionAt(text: string, share: number) {
  return positionsOf(text).positionAt(Math.round(share * text.length));
}

/** What an editor sends when the line ends of a text are changed, the last line first. */
export function lineEndChanges(text: string, to: string): TextChange[] {
  const positions = positionsOf(text);
  const found = [...text.matchAll(/\r\n|\r|\n/g)].filter(([end]) => end !== to).reverse();
  return found.map((match) => ({
    range: {
      start: positions.positionAt(match.index),
      end: { line: positions.positionAt(match.index).line + 1, character: 0 },
    },
    text: to,
  }));
}
