// A page's connection to the extension: typed messages out, whole snapshots in, and what the page itself remembers while it
// is hidden. What is sent and remembered is up to each page.

interface CodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): CodeApi;

const api = acquireVsCodeApi();

export function post(message: unknown): void {
  api.postMessage(message);
}

/** @param initial what is remembered at first */
export function memory<State extends object>(initial: State) {
  return {
    get: (): State => ({ ...initial, ...(api.getState() as Partial<State> | undefined) }),
    set(state: Partial<State>): void {
      api.setState({ ...this.get(), ...state });
    },
  };
}

/** If several snapshots arrive before the next frame, only the last one is drawn. */
export function onSnapshot<Snapshot>(draw: (snapshot: Snapshot) => void): void {
  let next: Snapshot | undefined;
  window.addEventListener("message", ({ data }: MessageEvent<Snapshot>) => {
    if (!next) {
      requestAnimationFrame(() => {
        const snapshot = next;
        next = undefined;
        if (snapshot) draw(snapshot);
      });
    }
    next = data;
  });
}
