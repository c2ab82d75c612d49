// What is being explained in an editor, in editor coordinates, and how to ask the server for it.
import type * as vscode from "vscode";
import type { EditorTrace, Span, TracePlace } from "../../server/protocol/wire/messages";
import type { WideTarget } from "../../server/protocol/wire/wideTrace";
import type { Pin, Wider } from "./pinList";

type Position = Pick<vscode.Position, "line" | "character">;

/** A byte of the character at an offset, or the predicted byte at the end of the document; or what is wider. */
export interface Focus {
  readonly utf16: number;
  readonly byteOfCharacter: number;
  readonly wider?: Wider | undefined;
}

/** The lags of a trace's bytes that belong to the character at an offset, its last byte first. */
export function lagsAt({ offsetSpans }: Pick<EditorTrace, "offsetSpans">, utf16: number): number[] {
  return offsetSpans.flatMap(({ utf16Start }, k) => (utf16Start === utf16 ? [k] : []));
}

export function focusAt(document: vscode.TextDocument, position: vscode.Position): Focus {
  return { utf16: document.offsetAt(position), byteOfCharacter: 0 };
}

/** All characters of a range together. */
export function focusOn(document: vscode.TextDocument, { start, end }: vscode.Range): Focus {
  const wider = { kind: "span", utf16End: document.offsetAt(end) } as const;
  return { utf16: document.offsetAt(start), byteOfCharacter: 0, wider };
}

function isAtEnd(document: vscode.TextDocument, focus: Focus): boolean {
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

/** How to ask for what is wider than a byte; undefined if the focus is a byte. */
export function wideTargetOf(document: vscode.TextDocument, focus: Focus): WideTarget | undefined {
  const { utf16, wider } = focus;
  switch (wider?.kind) {
    case undefined:
      return undefined;
    case "neuron":
      return { kind: "neuron", place: placeOf(document, focus), neuron: wider.neuron };
    case "span": {
      const [start, end] = [utf16, wider.utf16End].map((at) => {
        const { line, character } = document.positionAt(at);
        return { line, character };
      }) as [Position, Position];
      return { kind: "span", start, end };
    }
  }
}

/** The place of the explained byte, whichever place was asked about. */
export function placeOfResult(
  document: vscode.TextDocument,
  { target, character }: EditorTrace,
): TracePlace {
  if (!target) {
    const { line, character: column } = document.lineAt(document.lineCount - 1).range.end;
    return { kind: "caret", line, character: column };
  }
  const { line, character: column } = document.positionAt(target.utf16Start);
  const byteOfCharacter = character?.index ?? 0;
  return { kind: "character", line, character: column, byteOfCharacter };
}

export function pinAt(document: vscode.TextDocument, focus: Focus): Pin {
  const { utf16, byteOfCharacter, wider } = focus;
  const pin = { utf16, byteOfCharacter, gone: false, atEnd: isAtEnd(document, focus) };
  return wider ? { ...pin, wider } : pin;
}

export function focusOfPin(document: vscode.TextDocument, pin: Pin): Focus {
  const end = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  const { byteOfCharacter, wider } = pin;
  const utf16 = pin.atEnd ? end : Math.min(pin.utf16, end);
  // Of a selection whose text is gone, its place is left.
  const isEmpty = wider?.kind === "span" && Math.min(wider.utf16End, end) <= utf16;
  return { utf16, byteOfCharacter, ...(wider && !isEmpty ? { wider } : {}) };
}

/** The characters of a focus: the selection, or the character whose byte or whose prediction is explained. */
export function focusSpan(document: vscode.TextDocument, { utf16, wider }: Focus): Span {
  if (wider?.kind === "span") return { utf16Start: utf16, utf16End: wider.utf16End };
  return characterSpan(document, utf16);
}

/** The span of the character at an offset. A surrogate pair or CR LF is one character; empty at the end. */
export function characterSpan(document: vscode.TextDocument, utf16: number): Span {
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
