// The brief answer, which fits into the 250 pixels of height that VS Code gives a hover: what is predicted from where and
// how surely, the strongest past bytes as text, one picture, and a link to all the rest. Text comes first, so that it reads
// well in the Accessible View. Markdown; pure. The whole answer: content.ts, wide.ts.
import type { Method } from "../../../server/protocol/vocabulary/tracing";
import type { EditorTrace } from "../../../server/protocol/wire/messages";
import type { EditorWideTrace } from "../../../server/protocol/wire/wideTrace";
import { caveat } from "../../../server/protocol/words/traceWords";
import { literal } from "../../state/literal";
import type { Traced } from "../../state/onScreen";
import { BRIEF_HEIGHT } from "./charts";
import { headline, odds, otherBytes, pictureMarkdown, shownOffsets } from "./content";
import type { ByteContext, HoverContext } from "./context";
import { briefLinks } from "./links";
import { strongestLine } from "./strongest";
import { wideAnswer } from "./wide";

export function briefAnswer(result: EditorTrace, context: ByteContext): string {
  const doubt = caveat(result, context.unknownBits);
  const lines = [
    headline(result),
    odds(result),
    strongest(result, context),
    otherBytes(result, context.link),
    doubt && `_${literal(doubt)}_`,
  ];
  return lines.filter((line) => line !== null).join("\\\n");
}

/** @param method of the settings */
export function briefWideAnswer(
  result: EditorWideTrace,
  context: HoverContext,
  method: Method,
): string {
  const lines = [wideAnswer(result, context, method), strongest(result, context)];
  return lines.filter((line) => line !== null).join("\\\n");
}

/** The picture and the links, without a paragraph's room between them. */
export function briefDetails(result: Traced, context: HoverContext): string {
  const picture = briefPicture(result, context);
  const links = briefLinks(context);
  return picture === null ? links : `${picture}\\\n${links}`;
}

/** Null where no attribution can be used. */
export function briefPicture(result: Traced, context: ByteContext): string | null {
  return result.isUsable ? pictureMarkdown(result, context, BRIEF_HEIGHT) : null;
}

function strongest(result: Traced, context: ByteContext): string | null {
  if (!result.isUsable) return null;
  return strongestLine(result, shownOffsets(result, context.threshold), context);
}
