// What both interventions begin with: which prediction is watched, its trace, and why there is none; noticing an edit. The
// prediction is the one that is explained now: that of a link, or else of the trace on the screen.
import * as vscode from "vscode";
import type { EditorTrace, TraceParams } from "../../../server/protocol/wire/messages";
import { l10n } from "../../../server/protocol/words/l10n";
import type { Causes } from "../../host/causes";
import type { Config } from "../../host/config";
import { editorOf } from "../../host/editors";
import { type ReadyParts, readyFile } from "../../host/switchedOn";
import type { Traces } from "../../host/traces";
import { answered, CannotRun, SELECT_TARGET, TRACE, textChanged } from "../../state/cannotRun";
import { type Focus, focusAt, placeOf } from "../../state/focus";
import type { LinkTarget } from "../../state/links";
import { type OnScreen, shownFocus } from "../../state/onScreen";

export interface WhatIfParts extends ReadyParts {
  readonly traces: Traces;
  readonly causes: Causes;
  readonly config: Config;
  readonly screen: OnScreen;
}

export interface Watched {
  readonly editor: vscode.TextEditor;
  readonly focus: Focus;
  /** The neuron that is explained there, if one is. */
  readonly neuron: number | undefined;
  /** Of the text as it is now. */
  readonly result: EditorTrace;
  /** To ask more about the same prediction. */
  readonly params: TraceParams;
}

export async function watchedNow(
  parts: WhatIfParts,
  link: LinkTarget | undefined,
): Promise<Watched> {
  const editor = editorOf(link);
  const { document } = editor;
  if (!parts.switchedOn.isOn(document))
    throw new CannotRun(
      l10n`Attribution is off for this file, so no prediction is explained.`,
      TRACE,
    );
  await readyFile(parts, document);
  if (parts.config.settings.against !== null)
    throw new CannotRun(
      l10n`One byte is explained against another; what-if is about one byte's probability.`,
      SELECT_TARGET,
    );
  const { utf16, byteOfCharacter, wider } =
    link ?? shownFocus(parts.screen, editor) ?? focusAt(document, editor.selection.active);
  if (wider?.kind === "span")
    throw new CannotRun(l10n`A selection is explained; what-if is about one byte's probability.`);
  // Of a neuron that is explained, the prediction it makes is watched.
  const focus = { utf16, byteOfCharacter };
  const settings = { ...parts.config.traceSettings(), threshold: null };
  const result = answered(await parts.traces.forCommand({ document, focus, settings }));
  if (result.kind !== "trace") throw new Error("a byte has the trace of something wider");
  const place = placeOf(document, focus);
  const params = { uri: document.uri.toString(), version: result.version, place, settings };
  return { editor, focus, neuron: wider?.neuron, result, params };
}

/** To ask again about the same prediction; undefined if the text has changed, and its place with it. */
export function linkTo({ editor: { document }, focus, result }: Watched): LinkTarget | undefined {
  if (document.version !== result.version) return undefined;
  return { uri: document.uri.toString(), ...focus };
}

/** Ends what is shown of a prediction once its text is another. */
export function untilChanged({ editor }: Watched): vscode.Disposable & { signal: AbortSignal } {
  const controller = new AbortController();
  const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document === editor.document && contentChanges.length > 0) controller.abort(textChanged());
  });
  return { signal: controller.signal, dispose: () => listener.dispose() };
}
