// Describes a pin in words: its character, its line and column, and the text before it.
import type * as vscode from "vscode";
import { Range } from "vscode";
import { partName } from "../../../server/protocol/words/byteNames";
import { characterSpan, focusOfPin } from "../../state/focus";
import { visible } from "../../state/literal";
import type { Pin } from "../../state/pinList";

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
  const before = [...document.lineAt(line).text.slice(0, character)].slice(-BEFORE).join("");
  return {
    label: pin.atEnd
      ? "the predicted byte at the end"
      : partName(document.getText(range), byteOfCharacter),
    description: `line ${line + 1}, column ${character + 1}`,
    detail: `after "${visible(before)}"`,
  };
}
