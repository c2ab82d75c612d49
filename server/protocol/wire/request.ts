// What a request or a notification is called, with the types of what goes over the wire. Names only: the protocol
// library has classes for this, and with one of them the whole library would be loaded when VS Code starts.

/** Asked with P, answered with R; refused with an error whose data are FailureData (messages.ts). */
export interface Request<P, R> {
  readonly method: string;
  /** Never there: it makes two requests of the same name and other types differ. */
  readonly types?: (params: P) => R;
}

/** Told, not answered. */
export interface Notification<P> {
  readonly method: string;
  readonly types?: (params: P) => void;
}

export const request = <P, R>(method: string): Request<P, R> => ({ method });
export const notification = <P>(method: string): Notification<P> => ({ method });
