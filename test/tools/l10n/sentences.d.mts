// The types of sentences.mjs, which runs as it is and is imported by tests.
export interface Found {
  readonly text: string;
  /** File and line. */
  readonly place: string;
}
export function sources(folders?: readonly string[]): string[];
export function sentencesIn(files: readonly string[]): {
  readonly keys: readonly Found[];
  readonly bare: readonly Found[];
  readonly early: readonly Found[];
};
