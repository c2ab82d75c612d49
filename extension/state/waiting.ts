// Waiting for what is wanted beside an answer, but not for long: an answer without it is better than a late one. Pure.

/** How long an answer waits for what stands beside it. */
export const BESIDE_WAIT_MS = 250;

/** Undefined if it takes longer than so many milliseconds. */
export async function within<T>(
  ms: number,
  wanted: Promise<T | undefined> | undefined,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([wanted, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Two at once, with one deadline: the one that comes in time is there although the other is late. */
export function bothWithin<A, B>(
  ms: number,
  one: Promise<A | undefined> | undefined,
  other: Promise<B | undefined> | undefined,
): Promise<[A | undefined, B | undefined]> {
  return Promise.all([within(ms, one), within(ms, other)]);
}
