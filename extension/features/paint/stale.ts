// Colours of a text that has changed. They move with the text and are dimmed if new ones do not arrive in a moment
// and are not about to. Dimming on every keystroke would flicker and redraw everything.
import type { Change } from "../../state/moves";
import { dimmed, EMPTY_PICTURE, movePicture, type Picture } from "../../state/picture";

/** How long outdated colours stay undimmed. */
export const DIM_AFTER_MS = 150;

export class StaleColours {
  private picture: Picture = EMPTY_PICTURE;
  private timer: NodeJS.Timeout | undefined;

  /** @param mayWait milliseconds for which new colours are still worth waiting for */
  constructor(
    private readonly paint: (picture: Picture) => void,
    private readonly mayWait: () => number,
  ) {}

  /** The text changed a moment ago and new colours may still arrive in time. */
  get isFresh(): boolean {
    return this.timer !== undefined;
  }

  /** What is on the screen, moved with the text. */
  get current(): Picture {
    return this.picture;
  }

  /** New colours, or none, are on the screen. */
  replaced(picture: Picture): void {
    this.dispose();
    this.picture = picture;
  }

  edited(changes: readonly Change[]): void {
    this.picture = movePicture(this.picture, changes);
    this.timer ??= setTimeout(() => this.look(), DIM_AFTER_MS);
  }

  /** Dims at once, because the process or model that the colours came from is gone. */
  dim(): void {
    this.replaced(dimmed(this.picture));
    this.paint(this.picture);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private look(): void {
    const left = this.mayWait();
    if (left > 0) this.timer = setTimeout(() => this.look(), left);
    else this.dim();
  }
}
