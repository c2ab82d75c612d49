// The text on the screen with its state and its trace, as far as they belong together: for every page that shows a trace,
// with what such a page listens to and how it asks more. Which editor is followed and what is painted is decided in features/paint.
import * as vscode from "vscode";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import type { FaceFacts } from "../state/faces";
import { placeOfResult } from "../state/focus";
import { Disposables } from "../state/lifetime";
import type { OnScreen } from "../state/onScreen";
import type { OpenFile } from "../state/phases";
import type { Config } from "./config";
import { isEligible } from "./editors";
import { fileName } from "./fileAddress";
import type { OpenFiles } from "./openFiles";
import type { ServerProcess } from "./serverProcess";

export interface ExplainedParts {
  readonly server: ServerProcess;
  readonly files: OpenFiles;
  readonly screen: OnScreen;
}

export interface Explained {
  readonly document: vscode.TextDocument | undefined;
  readonly file: OpenFile | undefined;
  /** The trace, if it is of the text's current version and of its current model. */
  readonly own: EditorTrace | undefined;
  readonly isReady: boolean;
  readonly facts: FaceFacts;
}

/** Calls when what is explained, or how, may be another. */
export function onDidChangeExplained(
  { server, files, screen, config }: ExplainedParts & { readonly config: Config },
  changed: () => void,
): vscode.Disposable {
  const all = new Disposables();
  all.add(screen.onDidChange(changed));
  all.add(files.onDidChange(changed));
  all.add(server.onDidChangePhase(changed));
  all.add(config.onDidChange(changed));
  all.add(vscode.window.onDidChangeActiveTextEditor(changed));
  all.add(vscode.workspace.onDidChangeTextDocument(changed));
  return all;
}

/** How to ask more about the prediction of a trace, of its dense gradient, and the key that the answer is known by. */
export function questionOf<More extends object>(
  config: Config,
  document: vscode.TextDocument,
  own: EditorTrace,
  more: More,
) {
  const { uri, version, trace } = own;
  const settings = { ...config.traceSettings(), threshold: null };
  const params = { uri, version, place: placeOfResult(document, own), settings, ...more };
  return { params, key: JSON.stringify([params, trace.model.sha256]) };
}

export function explained({ server, files, screen }: ExplainedParts): Explained {
  const document = screen.activeEditor?.document;
  const file = document && files.get(document);
  const current = screen.trace?.version === document?.version ? screen.trace : undefined;
  const model = file?.phase.kind === "ready" ? file.phase.model : undefined;
  // After a change of model, traces of the old model are not used.
  const own = current?.trace.model.sha256 === model?.sha256 ? current : undefined;
  const facts = {
    hasText: document !== undefined && isEligible(document),
    phase: file?.phase,
    server: server.phase,
    modelName: file ? fileName(file.modelPath) : "",
    uri: document?.uri.toString() ?? "",
    version: document?.version ?? -1,
    answer: screen.shown?.answer,
  };
  return { document, file, own, isReady: model !== undefined && current !== undefined, facts };
}
