// The text on the screen with its state and its trace, as far as they belong together: for every page that shows a trace.
// Which editor is followed and what is painted is decided in features/paint.
import path from "node:path";
import type * as vscode from "vscode";
import type { EditorTrace } from "../../server/protocol/wire/messages";
import type { FaceFacts } from "../state/faces";
import type { OnScreen } from "../state/onScreen";
import type { OpenFile } from "../state/phases";
import { isEligible } from "./editors";
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
    modelName: file ? path.basename(file.modelPath) : "",
    uri: document?.uri.toString() ?? "",
    version: document?.version ?? -1,
    answer: screen.shown?.answer,
  };
  return { document, file, own, isReady: model !== undefined && current !== undefined, facts };
}
