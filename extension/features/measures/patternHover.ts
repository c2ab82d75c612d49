// One line of the hover in a text whose skip patterns have been analysed: how deep the pattern goes that ends in the explained
// byte, and how often it occurs.
import * as vscode from "vscode";
import { type PatternAt, patternAtRequest } from "../../../server/protocol/wire/patterns";
import { depthSentence } from "../../../server/protocol/words/patterns";
import type { OpenFiles } from "../../host/openFiles";
import type { ServerProcess } from "../../host/serverProcess";
import { isQuiet } from "../../state/failures";
import { type Focus, placeOf } from "../../state/focus";
import { literal } from "../../state/literal";
import type { PatternAnalyses } from "./patterns";

interface HoverParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly patterns: PatternAnalyses;
}

/** For the hover, which asks where it explains something. Nothing is said of what is wider than a byte. */
export function patternHover(parts: HoverParts) {
  return async (
    document: vscode.TextDocument,
    focus: Focus,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | undefined> => {
    const found = focus.wider ? undefined : await patternOf(parts, document, focus, token);
    if (!found || token.isCancellationRequested) return undefined;
    return new vscode.Hover(new vscode.MarkdownString(literal(depthSentence(found))));
  };
}

async function patternOf(
  { server, files, patterns }: HoverParts,
  document: vscode.TextDocument,
  focus: Focus,
  token: vscode.CancellationToken,
): Promise<PatternAt | undefined> {
  const { client } = server;
  const isReady = files.get(document)?.phase.kind === "ready";
  if (!client || !isReady || !patterns.has(document)) return undefined;
  const { uri, version } = document;
  try {
    const asked = { uri: uri.toString(), version, place: placeOf(document, focus) };
    const answer = await client.ask(patternAtRequest, asked, token);
    return answer.kind === "pattern" ? answer : undefined;
  } catch (error) {
    if (isQuiet(error)) return undefined;
    throw error;
  }
}
