// What the searches for the causes of a prediction (docs/causes.md) ask about: how many bytes at most, and how long a
// memory. The searches are in attribution/causes.

/** Bytes that the search for a necessary set replaces at most. */
export const MOST_NECESSARY = 8;

/** The numbers of last bytes that a net is run on to see how far back it looks. */
export const MEMORY_LENGTHS = [1, 2, 4, 8, 16, 32, 64, 128, 256] as const;
