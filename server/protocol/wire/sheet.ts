// A sheet: a page of tables and charts as plain data, shown as a file and in an editor tab alike. All words are those that are
// shown; how it looks is in words/sheetHtml.ts and media/sheet.

export interface Sheet {
  readonly title: string;
  /** What it is about: the text, the model, and what was asked. */
  readonly subject: readonly Fact[];
  readonly sections: readonly SheetSection[];
  /** Where the numbers come from: hashes, settings, version. */
  readonly provenance?: readonly Fact[];
}

export type Fact = readonly [name: string, value: Cell];

/** Each is left out where there is none. */
export interface SheetSection {
  readonly heading: string;
  readonly sentences: readonly string[];
  readonly chart?: SheetChart;
  readonly table?: SheetTable;
}

export interface SheetTable {
  readonly titles: readonly string[];
  /** One cell for each title; the first names the row. */
  readonly rows: readonly (readonly Cell[])[];
  /** What its numbers are over, with n. */
  readonly population: string;
  /** Indices of the columns of words, which are aligned to the left; all others are numbers. */
  readonly words?: readonly number[];
}

/**
 * Plain words, or words that are a link in the editor: to a byte of the text, which is explained there, counted from 0; or to
 * a neuron. @see layer from 1 at the input, without it the one that is read out
 */
export type Cell =
  | string
  | { readonly text: string; readonly byte: number }
  | { readonly text: string; readonly neuron: number; readonly layer?: number };

export function cellText(cell: Cell): string {
  return typeof cell === "string" ? cell : cell.text;
}

interface Axis {
  /** With the unit. */
  readonly label: string;
  /** Only numbers above zero can be shown then. */
  readonly isLog?: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** What 10 % and 90 % of the numbers at x stay below, and what stands between. */
export interface Band {
  readonly x: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly mean?: number;
}

/** All numbers are finite: what is not there is left out. */
export type SheetChart = {
  /** What is seen, in a sentence; the table beside it has the numbers. */
  readonly label: string;
  readonly x: Axis;
  readonly y: Axis;
} & (
  | { readonly kind: "histogram"; readonly bins: readonly Bin[] }
  | {
      readonly kind: "bars";
      readonly bars: readonly { readonly name: string; readonly value: number }[];
    }
  | {
      readonly kind: "lines";
      readonly lines: readonly { readonly name: string; readonly points: readonly Point[] }[];
    }
  | { readonly kind: "bands"; readonly bands: readonly Band[] }
);
