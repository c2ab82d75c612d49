// The parts of a hover one below the other, as VS Code shows them, where no causes have been looked for; and what a hover at a
// byte depends on, with the settings as they are at first.
import { withoutCauses } from "../../../extension/features/hover/causes";
import { answerMarkdown, detailsMarkdown } from "../../../extension/features/hover/content";
import type { ByteContext, HoverContext } from "../../../extension/features/hover/context";
import type { EditorTrace } from "../../../server/protocol/wire/messages";

export function hoverMarkdown(result: EditorTrace, context: ByteContext | HoverContext): string {
  const parts = [
    answerMarkdown(result, context),
    withoutCauses(result, context.unknownBits, null),
    detailsMarkdown(result, context),
  ];
  return parts.filter((part) => part !== null).join("\n\n");
}

export function exampleContext(utf16: number): HoverContext {
  const link = { uri: "file:///a.txt", utf16, byteOfCharacter: 0 };
  return {
    theme: "dark",
    threshold: null,
    method: "gradient",
    link,
    isPinned: false,
    aloneLink: link,
    word: null,
    unknownBits: null,
    pinned: null,
    sumBy: "byte",
    textOf: () => "",
  };
}
