// One line of the hover in a text that is compared: what the explained byte costs on both sides.
import * as vscode from "vscode";
import {
  type ComparedAt,
  comparedAtRequest,
  type NotCompared,
} from "../../../server/protocol/wire/comparison";
import { bitsSentence } from "../../../server/protocol/words/comparison";
import type { Comparisons } from "../../host/comparisons";
import type { ServerProcess } from "../../host/serverProcess";
import { isQuiet } from "../../state/failures";
import { type Focus, placeOf } from "../../state/focus";
import { literal } from "../../state/literal";

interface HoverParts {
  readonly server: ServerProcess;
  readonly comparisons: Comparisons;
}

/** Nothing is said of what is wider than a byte. */
export function comparisonHover({ server, comparisons }: HoverParts) {
  return async (
    document: vscode.TextDocument,
    focus: Focus,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> => {
    const compared = comparisons.of(document);
    const { client } = server;
    if (!compared || !client || focus.wider) return undefined;
    const { uri, version } = document;
    const asked = { uri: uri.toString(), version, place: placeOf(document, focus) };
    try {
      const answer = await client.ask(comparedAtRequest, asked, token);
      if (
        token.isCancellationRequested ||
        (answer.kind !== "compared" && answer.kind !== "notCompared")
      )
        return undefined;
      const words = wordsOf(answer, compared.names.there);
      return new vscode.Hover(new vscode.MarkdownString(literal(words)));
    } catch (error) {
      if (isQuiet(error)) return undefined;
      throw error;
    }
  };
}

function wordsOf(answer: ComparedAt | NotCompared, there: string): string {
  return answer.kind === "compared" ? bitsSentence(answer.bits, there) : answer.sentence;
}
