// The names of requests and notifications, with the types of their data. Names only: the protocol library has classes
// for this, but using one would load the whole library when VS Code starts.

/** Sent with P, answered with R, or refused with an error whose data is FailureData (messages.ts). */
export interface Request<P, R> {
  readonly method: string;
  /** Never set; it makes requests with the same name and different types incompatible. */
  readonly types?: (params: P) => R;
}

/** A message without an answer. */
export interface Notification<P> {
  readonly method: string;
  readonly types?: (params: P) => void;
}

export const request = <P, R>(method: string): Request<P, R> => ({ method });
export const notification = <P>(method: string): Notification<P> => ({ method });
