// What the person sets here, on its way to the extension and back: shown at once, until a snapshot that
// knows of it arrives. So a slider is never pulled back under the pointer by an older snapshot.
import type { ControlName, Controls, Snapshot } from "../../server/protocol/wire/sidebar";
import { send } from "./host";

type Value = boolean | number | string;

interface Sent {
  readonly sequence: number;
  readonly controls: Partial<Controls>;
}

export class Choices {
  private sequence = 0;
  private sent: readonly Sent[] = [];

  /** @param changed what is on the screen now differs from the last snapshot */
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

  /** The snapshot with what it does not know of yet. */
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
