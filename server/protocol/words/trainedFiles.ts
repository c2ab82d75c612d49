// What happened to the files of a folder that was trained on: learnt from, held out, or left out and why. The types,
// and the line that editor and command line print at the end. Which files are left out is decided elsewhere.
import { l10n, marked, translated } from "./l10n";
import { count, several } from "./numbers";
import { visibleText } from "./visibleText";

/** Why files are left out: the words for one file and for several. */
const REASONS = {
  binary: [marked("binary"), marked("binary")],
  utf16: ["UTF-16", "UTF-16"],
  empty: [marked("empty"), marked("empty")],
  /** Larger than the limit for one file. */
  tooLarge: [marked("too large"), marked("too large")],
  /** No room left after the files before it. */
  noRoom: [
    marked("beyond the most that is learnt from"),
    marked("beyond the most that is learnt from"),
  ],
  unreadable: [marked("unreadable"), marked("unreadable")],
  undecodable: [marked("with a name that is not UTF-8"), marked("with names that are not UTF-8")],
  brokenLink: [marked("broken link"), marked("broken links")],
  around: [marked("link to a folder around this one"), marked("links to folders around this one")],
  pipe: [marked("pipe"), marked("pipes")],
  socket: [marked("socket"), marked("sockets")],
  device: [marked("device"), marked("devices")],
  /** Held out, but with too few bytes to predict one from another. */
  tooShort: [marked("too short to judge by"), marked("too short to judge by")],
} as const;

export type LeftOutReason = keyof typeof REASONS;

export interface LeftOut {
  readonly reason: LeftOutReason;
  readonly files: number;
  /** Total, as far as known. */
  readonly bytes: number;
  /** The first few of them. */
  readonly names: readonly string[];
}

/** Files that are used. */
export interface UsedFiles {
  readonly learntFrom: { readonly files: number; readonly bytes: number };
  readonly heldOut: {
    /** Whole files. */
    readonly files: number;
    /** Ends of files whose other part is learnt from. */
    readonly ends: number;
    /** Of both together. */
    readonly bytes: number;
  };
}

const MOST_NAMES = 20;
const NAMES_SHOWN = 2;
const MOST_OF_NAME = 60;

/** Counts the files left out, by reason. */
export class LeftOutTally {
  private readonly met = new Map<LeftOutReason, LeftOut>();
  private readonly seen = new Set<string>();

  /** @param identity of the file; one that is met again, by another way to it, is not counted again */
  add(reason: LeftOutReason, name: string, bytes: number, identity?: string): void {
    if (identity !== undefined) {
      if (this.seen.has(identity)) return;
      this.seen.add(identity);
    }
    const {
      files,
      bytes: before,
      names,
    } = this.met.get(reason) ?? { files: 0, bytes: 0, names: [] };
    this.met.set(reason, {
      reason,
      files: files + 1,
      bytes: before + bytes,
      names: names.length < MOST_NAMES ? [...names, name] : names,
    });
  }

  /** In the order of the reasons above. */
  get list(): LeftOut[] {
    const reasons = Object.keys(REASONS) as LeftOutReason[];
    return reasons.flatMap((reason) => this.met.get(reason) ?? []);
  }
}

/** 'Learnt from 11 files (1,234 bytes), held out 1 file (99 bytes), left out 1 binary (3 bytes: a.png)' */
export function filesLine({ learntFrom, heldOut }: UsedFiles, leftOut: readonly LeftOut[]): string {
  const { files, ends } = heldOut;
  const parts = [
    ...(files > 0 ? [several(files, "file")] : []),
    ...(ends > 0
      ? [
          ends > 1
            ? l10n`the ends of ${several(ends, "file")}`
            : l10n`the end of ${several(ends, "file")}`,
        ]
      : []),
  ];
  const held =
    parts.length > 0
      ? `${parts.join(l10n` and `)} (${several(heldOut.bytes, "byte")})`
      : l10n`none`;
  return l10n`Learnt from ${several(learntFrom.files, "file")} (${several(learntFrom.bytes, "byte")}), held out ${held}, left out ${leftOutWords(leftOut)}`;
}

/** '3 binary (1,234 bytes: a.png, b.png, ...), 1 pipe (queue)'; 'none' */
export function leftOutWords(leftOut: readonly LeftOut[]): string {
  const words = leftOut.map((one) => {
    const size = one.bytes > 0 ? `${several(one.bytes, "byte")}: ` : "";
    const shown = one.names.slice(0, NAMES_SHOWN).map(endOfName);
    const more = one.files > shown.length ? ", ..." : "";
    return `${counted(one)} (${size}${shown.join(", ")}${more})`;
  });
  return words.length > 0 ? words.join(", ") : l10n`none`;
}

/** '3 binary, 1 pipe': for when space is short. */
export function leftOutCounts(leftOut: readonly LeftOut[]): string {
  return leftOut.map(counted).join(", ");
}

function counted({ reason, files }: LeftOut): string {
  return `${count(files)} ${translated(REASONS[reason][files === 1 ? 0 : 1])}`;
}

/** A name on one line, whatever it contains; keeps the end, which says most. */
function endOfName(name: string): string {
  const characters = [...name];
  const end = visibleText(characters.slice(-MOST_OF_NAME).join(""));
  return characters.length > MOST_OF_NAME ? `...${end}` : end;
}
