// What both interventions begin with: which prediction is watched, its trace, and why there is none; asking the server;
// noticing an edit. The prediction is the one that is explained now: that of a link, or else of the trace on the screen.
import * as vscode from "vscode";
import type { EditorTrace, TraceParams } from "../../../server/protocol/wire/messages";
import type { Request } from "../../../server/protocol/wire/request";
import type { Causes } from "../../host/causes";
import type { Config } from "../../host/config";
import { editorOf } from "../../host/editors";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import type { Traces } from "../../host/traces";
import { answered, CannotRun, TRACE } from "../../state/cannotRun";
import { isQuiet, sentenceOf } from "../../state/failures";
import { type Focus, focusAt, type LinkTarget, placeOf } from "../../state/focus";
import { COMMANDS } from "../../state/ids";
import type { OnScreen } from "../../state/onScreen";
import { serverSentence } from "../../state/phases";

export interface WhatIfParts extends ReadyParts {
  readonly traces: Traces;
  readonly causes: Causes;
  readonly config: Config;
  readonly screen: OnScreen;
}

export interface Explained {
  readonly editor: vscode.TextEditor;
  readonly focus: Focus;
  /** The neuron that is explained there, if one is. */
  readonly neuron: number | undefined;
  /** Of the text as it is now. */
  readonly result: EditorTrace;
  /** To ask more about the same prediction. */
  readonly params: TraceParams;
}

export async function explainedNow(
  parts: WhatIfParts,
  link: LinkTarget | undefined,
): Promise<Explained> {
  const editor = editorOf(link);
  const { document } = editor;
  if (!parts.switchedOn.isOn(document))
    throw new CannotRun("Attribution is off for this file, so no prediction is explained.", TRACE);
  await readyFile(parts, document);
  if (parts.config.settings.against !== null) {
    const remedy = { label: "Select Target", command: COMMANDS.selectTarget };
    throw new CannotRun(
      "One byte is explained against another; what-if is about one byte's probability.",
      remedy,
    );
  }
  const { utf16, byteOfCharacter, wider } = link ?? focusNow(parts, editor);
  if (wider?.kind === "span")
    throw new CannotRun("A selection is explained; what-if is about one byte's probability.");
  // Of a neuron that is explained, the prediction it makes is watched.
  const focus = { utf16, byteOfCharacter };
  const settings = { ...parts.config.traceSettings(), threshold: null };
  const answer = await parts.traces.ask("command", { document, focus, settings });
  if (!answer) throw changed();
  const result = answered(answer);
  if (result.kind !== "trace") throw new Error("a byte has the trace of something wider");
  const place = placeOf(document, focus);
  const params = { uri: document.uri.toString(), version: result.version, place, settings };
  return { editor, focus, neuron: wider?.neuron, result, params };
}

/** Undefined if cancelled. */
export async function askServer<P, R extends { readonly kind: string }>(
  { server }: WhatIfParts,
  { editor, result }: Explained,
  request: Request<P, R>,
  params: P,
  token: vscode.CancellationToken,
) {
  const { client } = server;
  if (!client) throw new CannotRun(serverSentence(server.phase));
  try {
    return answered(await client.ask(request, params, token));
  } catch (error) {
    if (error instanceof CannotRun) throw error;
    if (editor.document.version !== result.version) throw changed();
    if (token.isCancellationRequested || isQuiet(error)) return undefined;
    throw new CannotRun(sentenceOf(error));
  }
}

/** To ask again about the same prediction; undefined if the text has changed, and its place with it. */
export function linkTo({ editor: { document }, focus, result }: Explained): LinkTarget | undefined {
  if (document.version !== result.version) return undefined;
  return { uri: document.uri.toString(), ...focus };
}

/** Ends what is shown of a prediction once its text is another. */
export function untilChanged({ editor }: Explained): vscode.Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document === editor.document && contentChanges.length > 0) controller.abort(changed());
  });
  return { signal: controller.signal, dispose: () => listener.dispose() };
}

function focusNow({ screen }: WhatIfParts, editor: vscode.TextEditor): Focus {
  const { activeEditor, shown } = screen;
  const isHere = activeEditor === editor && shown?.version === editor.document.version;
  return isHere ? shown.focus : focusAt(editor.document, editor.selection.active);
}

function changed(): CannotRun {
  return new CannotRun("The text changed, and these numbers are of the old one; try again.");
}
