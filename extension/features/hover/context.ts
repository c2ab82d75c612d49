// What the words of a hover depend on beside the answer: the settings, the theme, and where the hover stands. Not the answer.
import type { Threshold } from "../../../server/protocol/vocabulary/thresholds";
import type { Method } from "../../../server/protocol/vocabulary/tracing";
import type { Focus } from "../../state/focus";
import type { ByteLink, LinkTarget } from "../../state/links";
import type { ThemeKind } from "../../state/palette";
import type { Summing } from "./strongest";

/** Around a byte that is explained, which need not be in the text. */
export interface ByteContext extends Summing {
  readonly theme: ThemeKind;
  readonly threshold: Threshold | null;
  /** Of the settings. */
  readonly method: Method;
  /** The word around the hovered character; null if there is none. */
  readonly word: Focus | null;
  readonly isPinned: boolean;
  /** Bits per byte if the model does not know the text, else null. */
  readonly unknownBits: number | null;
  /** If the hovered byte is in the window of a shown pin: what is explained there. */
  readonly pinned: PinnedTarget | null;
}

export interface PinnedTarget {
  /** To the hovered byte in that window. */
  readonly link: ByteLink;
  /** 'x' at byte 11 */
  readonly name: string;
}

export interface HoverContext extends ByteContext {
  readonly link: LinkTarget;
  /** The hovered character by itself. */
  readonly aloneLink: LinkTarget;
}
