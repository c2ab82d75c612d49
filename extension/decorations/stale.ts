// Colours of a text that has changed. They move along with it, and are dimmed when the new ones are not
// there within a moment and not about to come: dimming at every key would flicker, and draws everything once more.
import type { Change } from "../pins/moves";
import { dimmed, EMPTY_PICTURE, movePicture, type Picture } from "./picture";

/** Colours that the text has outrun are on the screen for no longer. */
export const DIM_AFTER_MS = 150;

export class StaleColours {
  private picture: Picture = EMPTY_PICTURE;
  private timer: NodeJS.Timeout | undefined;

  /** @param mayWait milliseconds for which new colours may still be waited for */
  constructor(
    private readonly paint: (picture: Picture) => void,
    private readonly mayWait: () => number,
  ) {}

  /** The text has changed a moment ago and the new colours may still come in time. */
  get isFresh(): boolean {
    return this.timer !== undefined;
  }

  /** What is on the screen, moved along with the text. */
  get current(): Picture {
    return this.picture;
  }

  /** New colours are on the screen, or none. */
  replaced(picture: Picture): void {
    this.dispose();
    this.picture = picture;
  }

  edited(changes: readonly Change[]): void {
    this.picture = movePicture(this.picture, changes);
    this.timer ??= setTimeout(() => this.look(), DIM_AFTER_MS);
  }

  /** At once: the process or the model they came from is gone. */
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
