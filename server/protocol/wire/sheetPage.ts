// The messages between the extension and the page of a sheet in an editor tab. The sheet itself is in the page's HTML.
import { marked } from "../words/l10n";
import type { Sheet } from "./sheet";

/** What the buttons above a sheet do. */
export const SHEET_ACTIONS = {
  saveHtml: marked("Save as HTML..."),
  copyJson: marked("Copy as JSON"),
} as const satisfies Readonly<Record<string, string>>;
export type SheetAction = keyof typeof SHEET_ACTIONS;

/** From the page: a link or a button was activated. */
export type ToHost =
  | { readonly kind: "byte"; readonly byte: number }
  | { readonly kind: "neuron"; readonly neuron: number; readonly layer: number | null }
  | { readonly kind: "act"; readonly action: SheetAction };

/** To the page: why the sheet is not of the text and the model as they are now; null if it is. */
export interface SheetNotice {
  readonly old: string | null;
}

/** What a tab shows. */
export interface ShownSheet {
  readonly sheet: Sheet;
  /** What Copy as JSON copies. */
  readonly json: unknown;
  readonly about: SheetAbout;
}

/** The text and the model that a sheet is about, so that the tab can say when they have changed. */
export interface SheetAbout {
  readonly uri: string;
  /** Hash of the editor's text, in whatever way the extension hashes it. */
  readonly text: string;
  /** sha256; null where the sheet does not depend on the text's model. */
  readonly model: string | null;
}
