// What the net has written on from the caret and is shown as ghost text: at most one continuation, for one version of one
// text. It is never in the file. features/hover makes and shows it; features/paint leaves its place to it.
import type * as vscode from "vscode";
import type { ContinuationMode } from "../../server/protocol/vocabulary/continuation";
import type { Continuation } from "../../server/protocol/wire/continuation";
import { l10n } from "../../server/protocol/words/l10n";
import { several, three } from "../../server/protocol/words/numbers";
import type { WrittenCharacter } from "../../server/protocol/words/writtenText";
import { type Disposable, Emitter } from "./lifetime";

export interface Ghost {
  /** Another for every ghost. */
  readonly key: string;
  readonly document: vscode.TextDocument;
  /** Of the caret. */
  readonly utf16: number;
  readonly mode: ContinuationMode;
  readonly continuation: Continuation;
  /** Those that the editor shows whole, of the characters written. */
  readonly characters: readonly WrittenCharacter[];
}

export class WritingOn implements Disposable {
  private readonly changed = new Emitter<void>();
  private ghost: Ghost | undefined;
  readonly onDidChange = this.changed.event;

  get current(): Ghost | undefined {
    return this.ghost;
  }

  /** The ghost in this document, at its current version. */
  of(document: vscode.TextDocument): Ghost | undefined {
    const { ghost } = this;
    const isOf = ghost?.document === document && ghost.continuation.version === document.version;
    return isOf ? ghost : undefined;
  }

  show(ghost: Ghost): void {
    this.ghost = ghost;
    this.changed.fire();
  }

  hide(): void {
    if (!this.ghost) return;
    this.ghost = undefined;
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/**
 * Begins the label of a character in a hint. The editor takes the left half of a character for the end of what stands
 * before it, and so would show the hover of the character before; with this, that end is the character's own.
 */
const JOINER = "\u2060";

export function hintLabel({ label }: WrittenCharacter): string {
  return `${JOINER}${label}`;
}

/**
 * The characters whose labels fit into an editor's room for hints, since it cuts off the rest.
 * @param room UTF-16 units; 0 is no limit
 */
export function fitting(
  characters: readonly WrittenCharacter[],
  room: number,
): readonly WrittenCharacter[] {
  if (room === 0) return characters;
  let length = 0;
  const beyond = characters.findIndex((character) => {
    length += hintLabel(character).length;
    return length > room;
  });
  return beyond < 0 ? characters : characters.slice(0, beyond);
}

export function bytesShown({ characters }: Pick<Ghost, "characters">): number {
  return characters.at(-1)?.to ?? 0;
}

/** sampled, seed 2, temperature 1 */
export function modeWords(mode: ContinuationMode): string {
  if (mode.kind === "likeliest") return l10n`most likely`;
  return l10n`sampled, seed ${mode.seed}, temperature ${mode.temperature}`;
}

/** Written on, most likely: 16 bytes, 3.41 bits. */
export function ghostWords(ghost: Ghost): string {
  const shown = ghost.continuation.bytes.slice(0, bytesShown(ghost));
  const bits = shown.reduce((sum, byte) => sum + byte.bits, 0);
  return l10n`Written on, ${modeWords(ghost.mode)}: ${several(shown.length, "byte")}, ${three(bits)} bits.`;
}

/** What of the ghost belongs into the file; a byte that no text can hold is named. */
export function insertable(ghost: Ghost): { readonly text: string } | { readonly byte: string } {
  const { characters, continuation } = ghost;
  const broken = characters.find(({ text }) => text === null);
  if (broken) return { byte: continuation.names[broken.from] ?? "" };
  return { text: characters.map(({ text }) => text).join("") };
}
