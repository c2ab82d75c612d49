// The connection to the extension: typed messages out, snapshots in, the user's changes on their way between the two.
// Also what the page itself remembers while it is hidden: which charts are open and which are shown as tables.
import type {
  ChartName,
  ControlName,
  Controls,
  Snapshot,
  ToHost,
} from "../../server/protocol/wire/sidebar";

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

type Value = boolean | number | string;

interface Sent {
  readonly sequence: number;
  readonly controls: Partial<Controls>;
}

/**
 * The user's changes. A change is shown at once and kept until a snapshot includes it, so an older snapshot never pulls
 * a slider back under the pointer.
 */
export class Choices {
  private sequence = 0;
  private sent: readonly Sent[] = [];

  /** @param changed called when the screen should differ from the last snapshot */
  constructor(private readonly changed: () => void) {}

  set(control: ControlName, value: Value, settled = true): void {
    send({ kind: "set", sequence: ++this.sequence, control, value, settled });
    this.remember({ [control]: value });
  }

  setTarget(target: Controls["target"], against: Controls["against"]): void {
    const sequence = ++this.sequence;
    send({ kind: "target", sequence, target: String(target), against: String(against ?? "") });
    this.remember({ target, against });
  }

  /** The snapshot with the changes it does not include yet. */
  over(snapshot: Snapshot): Snapshot {
    this.sent = this.sent.filter(({ sequence }) => sequence > snapshot.sequence);
    const controls = Object.assign({}, ...this.sent.map((sent) => sent.controls));
    return { ...snapshot, controls: { ...snapshot.controls, ...controls } };
  }

  private remember(controls: Partial<Controls>): void {
    this.sent = [...this.sent, { sequence: this.sequence, controls }];
    this.changed();
  }
}
