// One line of the hover in a text whose skip patterns have been analysed: how deep the pattern goes that ends in the hovered
// character, and how often it occurs.
import * as vscode from "vscode";
import { type PatternAt, patternAtRequest } from "../../../server/protocol/wire/patterns";
import { depthSentence } from "../../../server/protocol/words/patterns";
import { isInDiffEditor } from "../../host/editors";
import type { OpenFiles } from "../../host/openFiles";
import type { ServerProcess } from "../../host/serverProcess";
import { isQuiet } from "../../state/failures";
import { literal } from "../../state/literal";
import type { PatternAnalyses } from "./patterns";

interface HoverParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly patterns: PatternAnalyses;
}

export function patternHover(parts: HoverParts): vscode.HoverProvider["provideHover"] {
  return async (document, position, token) => {
    const found = await patternOf(parts, document, position, token);
    if (!found || token.isCancellationRequested) return undefined;
    return new vscode.Hover(new vscode.MarkdownString(literal(depthSentence(found))));
  };
}

async function patternOf(
  { server, files, patterns }: HoverParts,
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
  token: vscode.CancellationToken,
): Promise<PatternAt | undefined> {
  const { client } = server;
  const isReady = files.get(document)?.phase.kind === "ready";
  if (!client || !isReady || !patterns.has(document)) return undefined;
  const editor = vscode.window.activeTextEditor;
  if (editor?.document === document && isInDiffEditor(editor)) return undefined;
  const { uri, version } = document;
  const place = { kind: "character", line, character } as const;
  try {
    const asked = { uri: uri.toString(), version, place };
    const answer = await client.ask(patternAtRequest, asked, token);
    return answer.kind === "pattern" ? answer : undefined;
  } catch (error) {
    if (isQuiet(error)) return undefined;
    throw error;
  }
}
