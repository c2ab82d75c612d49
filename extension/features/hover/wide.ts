// The hover of a selection or of a neuron that a pin explains: the answer, and the details. Markdown; pure. Of one byte:
// content.ts.
import type { Method } from "../../../server/protocol/vocabulary/tracing";
import type { EditorWideTrace } from "../../../server/protocol/wire/wideTrace";
import { l10n } from "../../../server/protocol/words/l10n";
import { COMMANDS } from "../../state/ids";
import { commandLink, literal } from "../../state/literal";
import { wideFacts, wideHonesty, wideName, wideWhere } from "../../state/wideWords";
import { namesOfNet, pictureMarkdown, shownOffsets, standInWords } from "./content";
import type { HoverContext } from "./context";
import { allLinks } from "./links";
import { strongestPast } from "./strongest";

/** @param method of the settings */
export function wideAnswer(result: EditorWideTrace, context: HoverContext, method: Method): string {
  const name = wideName(result, context.textOf(result.target));
  const facts = wideFacts(result).map((fact) => literal(`${fact.name} ${fact.value}`));
  const alone = commandLink(
    l10n`Explain this byte alone`,
    COMMANDS.explainByte,
    context.aloneLink,
    l10n`The prediction of the character under the pointer`,
  );
  return [
    `**${literal(name)}**${literal(` ${wideWhere(result)}`)}`,
    [...facts, ...namesOfNet(result.net)].join(" \u00b7 "),
    `_${literal(wideHonesty(result, method))}_ ${alone}`,
  ].join("\\\n");
}

export function wideDetails(result: EditorWideTrace, context: HoverContext): string {
  const parts: string[] = [];
  if (result.isUsable) {
    parts.push(pictureMarkdown(result, context));
    parts.push(strongestPast(result, shownOffsets(result, context.threshold), context));
  }
  parts.push(standInWords(result, context), allLinks(context, result.net));
  return parts.filter((part) => part !== "").join("\n\n");
}
