// A pin in words: its character, where it stands, the text before it.
import type * as vscode from "vscode";
import { Range } from "vscode";
import { nameCharacter } from "../bytes";
import { characterSpan, focusOfPin } from "../decorations/focus";
import type { Pin } from "./list";

export interface PinWords {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

const BEFORE = 24;

export function describePin(document: vscode.TextDocument, pin: Pin): PinWords {
  const { utf16, byteOfCharacter } = focusOfPin(document, pin);
  const { line, character } = document.positionAt(utf16);
  const { utf16Start, utf16End } = characterSpan(document, utf16);
  const range = new Range(document.positionAt(utf16Start), document.positionAt(utf16End));
  const name = pin.atEnd ? "the predicted byte at the end" : nameCharacter(document.getText(range));
  const before = document.lineAt(line).text.slice(Math.max(0, character - BEFORE), character);
  return {
    label: byteOfCharacter > 0 ? `${name}, byte ${byteOfCharacter + 1}` : name,
    description: `line ${line + 1}, column ${character + 1}`,
    detail: `after "${before}"`,
  };
}
