// The few primitives of the pure parts: disposal, an event, a wait that the user can end. They do what the editor's own
// do, but need no editor, so that tests without one can use them.

export interface Disposable {
  dispose(): unknown;
}

/** The one disposal primitive: a list of things that are disposed together, last one first. */
export class Disposables implements Disposable {
  private readonly items: Disposable[] = [];
  private disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of this.items.splice(0).reverse()) item.dispose();
  }
}

/** Calls the listener on each firing until it is disposed. The editor's events fit this type. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // Wrapped, so that the same function can listen twice.
    const own = (value: T) => listener(value);
    this.listeners.add(own);
    return { dispose: () => this.listeners.delete(own) };
  };

  /** Calls all listeners, also after one that throws; the first error is thrown at the end. */
  fire(value: T): void {
    const errors: unknown[] = [];
    for (const listener of [...this.listeners]) {
      try {
        if (this.listeners.has(listener)) listener(value);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  dispose(): void {
    this.listeners.clear();
  }
}

/** The part of the editor's cancellation token that is needed. */
interface Token {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): Disposable;
}

/**
 * Returns the answer, or undefined if it is cancelled first. For things that cannot be cancelled themselves, such as a
 * server start.
 */
export async function unlessCancelled<T>(answer: Promise<T>, token: Token): Promise<T | undefined> {
  let listening: Disposable | undefined;
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
