// A wait that the user can end, for things that cannot be cancelled themselves, such as a server start. Pure.

/** The part of VS Code's token that is needed. */
interface Token {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): unknown };
}

/** Returns the answer, or undefined if it is cancelled first. */
export async function unlessCancelled<T>(answer: Promise<T>, token: Token): Promise<T | undefined> {
  let listening: { dispose(): unknown } | undefined;
  const cancelled = new Promise<undefined>((resolve) => {
    listening = token.onCancellationRequested(() => resolve(undefined));
    if (token.isCancellationRequested) resolve(undefined);
  });
  try {
    return await Promise.race([cancelled, answer]);
  } finally {
    listening?.dispose();
  }
}
