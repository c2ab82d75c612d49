// What counting beside the net is asked: which bytes are worth a look, and from when on an earlier match says something.

export const STRONG = {
  surprise: {
    label: "Surprise",
    sentence: "Bytes that cost the net more than 99 of 100 bytes of the file.",
  },
  countingWins: {
    label: "Where Counting Wins",
    sentence: "Bytes that cost the net over 1 bit more than counting.",
  },
  difference: {
    label: "Difference",
    sentence: "Bytes that cost one side of a comparison over 1 bit more than the other.",
  },
} as const;
export type StrongKind = keyof typeof STRONG;

/** The share of bytes that are no surprise. */
export const SURPRISE_SHARE = 0.99;
/** A difference of more bits than this is clear. */
export const CLEAR_BITS = 1;
/** Fewer bytes than these stand earlier in nearly every text. */
export const LEAST_MATCH = 4;
