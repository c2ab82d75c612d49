// Waiting that a person can end: for what cannot be cancelled itself, such as a server that starts. Pure.

/** As much of VS Code's token as is needed. */
interface Token {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): unknown };
}

/** What comes first: the answer, or undefined as nobody waits for it any more. */
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
