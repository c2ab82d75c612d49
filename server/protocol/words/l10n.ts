// The words that people see, in their language. A visible sentence is a template of the tag `l10n`; its English text is the
// key of the translations (l10n/bundle.l10n.LANGUAGE.json), as VS Code's own l10n has it. Without a translation, as on the
// command line, it is the English text. The language is known only once a process has started, so a constant is English and
// is translated where it is shown. Not here: the translations.
import { config, t } from "@vscode/l10n";

/** English sentences, with {0}, {1}, ... for what varies, and those of another language. */
export type Translations = Readonly<Record<string, string>>;

let used: Translations = {};

/** Called once in each process and thread, before anything is said. */
export function speak(translations: Translations): void {
  used = translations;
  config({ contents: { ...translations } });
}

/** What `speak` was given, to hand on to a thread. */
export function spoken(): Translations {
  return used;
}

/** What is said to programs, whatever the language, and to people. */
export interface Said<T> {
  readonly english: T;
  readonly shown: T;
}

/** @param say is called twice, and does nothing but say */
export function said<T>(say: () => T): Said<T> {
  const shown = say();
  const translations = used;
  speak({});
  try {
    return { english: say(), shown };
  } finally {
    speak(translations);
  }
}

/** The key of a sentence: its fixed parts, with {0}, {1}, ... between them. */
export function keyOf(parts: readonly string[]): string {
  return parts.reduce((all, part, i) => `${all}{${i - 1}}${part}`);
}

/** A sentence, in English where the language has none. Values are written as in any template. */
export function l10n(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | bigint | undefined)[]
): string {
  return t(keyOf(parts), ...values.map(String));
}

/** Marks a constant as one that is shown; it stays English. */
export function marked<T extends string>(english: T): T {
  return english;
}

/** The language that is spoken, as HTML names it: a translation of 'en' is the name of its own language. */
export function language(): string {
  return l10n`en`;
}

/** A constant that was marked, or a label or sentence of the vocabulary. */
export function translated(english: string): string {
  return t(english);
}
