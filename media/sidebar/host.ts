// The connection to the extension: typed messages out, snapshots in. Also what the page itself remembers while it is
// hidden: which charts are open and which are shown as tables.
import type { ChartName, Snapshot, ToHost } from "../../server/protocol/wire/sidebar";

interface Remembered {
  readonly open: readonly ChartName[];
  readonly tables: readonly ChartName[];
}

interface CodeApi {
  postMessage(message: ToHost): void;
  getState(): Partial<Remembered> | undefined;
  setState(state: Remembered): void;
}

declare function acquireVsCodeApi(): CodeApi;

const api = acquireVsCodeApi();

export function send(message: ToHost): void {
  api.postMessage(message);
}

export const remembered = {
  get(): Remembered {
    const { open = ["loss", "lags", "difference", "strongest"], tables = [] } =
      api.getState() ?? {};
    return { open, tables };
  },
  set(state: Partial<Remembered>): void {
    api.setState({ ...remembered.get(), ...state });
  },
};

/** If several snapshots arrive before the next frame, only the last one is drawn. */
export function onSnapshot(draw: (snapshot: Snapshot) => void): void {
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
