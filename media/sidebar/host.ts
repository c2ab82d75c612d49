// The sidebar's messages to the extension, and the user's changes on their way between the two. Also what the page itself
// remembers while it is hidden: which charts are open and which are shown as tables.
import type { ActionName } from "../../server/protocol/wire/page";
import type {
  ChartName,
  ControlName,
  Controls,
  Snapshot,
  ToHost,
} from "../../server/protocol/wire/sidebar";
import { l10n } from "../../server/protocol/words/l10n";
import { memory, post } from "../page/connection";
import { el } from "../page/dom";

interface Remembered {
  readonly open: readonly ChartName[];
  readonly tables: readonly ChartName[];
  /** Groups of controls, by their titles. */
  readonly folded: readonly string[];
}

export const send = (message: ToHost): void => post(message);
export const act = (action: ActionName): void => send({ kind: "act", action });

/** A button that shows the byte at lag k of the trace with this key in the text. */
export function revealButton(key: string, k: number, name: string): HTMLButtonElement {
  const button = el("button", { type: "button", class: "link", "data-key": `k${k}` }, [name]);
  button.title = l10n`Show in the text, lag ${k}`;
  button.addEventListener("click", () => send({ kind: "reveal", key, k }));
  return button;
}

export const remembered = memory<Remembered>({
  open: ["loss", "lags", "causes", "difference", "compared", "strongest"],
  tables: [],
  folded: [],
});

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
