// The user's changes on their way to the extension and back. A change is shown at once and kept until a snapshot
// includes it, so an older snapshot never pulls a slider back under the pointer.
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
