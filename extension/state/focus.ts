// What is being explained in an editor, in editor coordinates, and how to ask the server for it.
import type * as vscode from "vscode";
import type { TracePlace } from "../../server/protocol/wire/messages";
import type { Pin } from "./pinList";

/** A byte of the character at an offset, or the predicted byte at the end of the document. */
export interface Focus {
  readonly utf16: number;
  readonly byteOfCharacter: number;
}

/** The argument of the commands behind a hover's links: the character, and which of its bytes. */
export interface LinkTarget extends Focus {
  readonly uri: string;
}

/** The argument as a link's; undefined if the command was run another way. */
export function linkTarget(argument: unknown): LinkTarget | undefined {
  const link = argument as Partial<LinkTarget> | undefined;
  const isLink =
    typeof link?.uri === "string" &&
    typeof link.utf16 === "number" &&
    typeof link.byteOfCharacter === "number";
  return isLink ? (link as LinkTarget) : undefined;
}

export function focusAt(document: vscode.TextDocument, position: vscode.Position): Focus {
  return { utf16: document.offsetAt(position), byteOfCharacter: 0 };
}

export function isAtEnd(document: vscode.TextDocument, focus: Focus): boolean {
  const last = document.lineAt(document.lineCount - 1).range.end;
  return focus.utf16 >= document.offsetAt(last);
}

export function placeOf(document: vscode.TextDocument, focus: Focus): TracePlace {
  const { line, character } = document.positionAt(focus.utf16);
  if (isAtEnd(document, focus)) return { kind: "caret", line, character };
  const { byteOfCharacter } = focus;
  return {
    kind: "character",
    line,
    character,
    ...(byteOfCharacter > 0 ? { byteOfCharacter } : {}),
  };
}

export function pinAt(document: vscode.TextDocument, focus: Focus): Pin {
  const { utf16, byteOfCharacter } = focus;
  return { utf16, byteOfCharacter, gone: false, atEnd: isAtEnd(document, focus) };
}

export function focusOfPin(document: vscode.TextDocument, pin: Pin): Focus {
  const end = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  return {
    utf16: pin.atEnd ? end : Math.min(pin.utf16, end),
    byteOfCharacter: pin.byteOfCharacter,
  };
}

/** The span of the character at an offset. A surrogate pair or CR LF is one character; empty at the end. */
export function characterSpan(document: vscode.TextDocument, utf16: number) {
  const start = document.positionAt(utf16);
  const { text, range } = document.lineAt(start.line);
  const from = document.offsetAt(start);
  if (start.character < text.length) {
    const units = (text.codePointAt(start.character) ?? 0) > 0xffff ? 2 : 1;
    return { utf16Start: from, utf16End: from + units };
  }
  const next = document.lineAt(start.line).rangeIncludingLineBreak.end;
  const lineEnd = document.offsetAt(range.end);
  return { utf16Start: lineEnd, utf16End: Math.max(lineEnd, document.offsetAt(next)) };
}
